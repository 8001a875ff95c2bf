"""A catalog that is damaged is refused, backups are complete, and there is a way back."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from command_line import run
from interview_files import TAXONOMY, ask, change, codings, file, rows, store
from sqlmodel import Session, col, select

from kb.codebook.taxonomy import parse_taxonomy
from kb.db import engine as db
from kb.db.audit import TABLES
from kb.db.backups import Backup, back_up, backups_of, folder_of, write
from kb.db.backups.files import DAYS, LATEST, outdated
from kb.db.failures import CatalogError, ChangedOutsideError, DamagedCatalogError
from kb.db.soundness import checksum
from kb.db.tables import Change, Coder, Coding, CodingPass, Document, TaxonomyFile
from kb.db.tables.audit import EVENTS
from kb.store.codebook.pending_edits import current
from kb.store.coding.codings import add_coding
from kb.store.corrections.correct_text import save, set_text
from kb.store.recovery.rescue import rescue
from kb.store.recovery.restore import find_backup, restore
from kb.store.text_versions import text_of

DAMAGED = 24
"""Places at which a byte is changed; tools/damage.py tries many more."""


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    """A catalog with two coded interviews, closed."""
    path = tmp_path / "catalog.db"
    engine = db.open_for_writing(path)
    for name in ("Interview 1", "Interview 2"):
        store(engine, file(f"{name} - Bea.txt", marks={"drift": ("the schema changed overnight", "exact")}))
    engine.dispose()
    return path


def add_coder(path: Path, name: str) -> None:
    engine = db.open_for_writing(path)
    with db.transaction(engine) as session:
        session.add(Coder(name=name))
    engine.dispose()


def pragma(session: Session, name: str) -> object:
    return session.connection().exec_driver_sql(f"PRAGMA {name}").scalar_one()


@pytest.mark.parametrize(("bulk", "synchronous"), [(False, 2), (True, 1)])
def test_what_a_person_does_is_on_the_disk_when_it_is_told(
    catalog: Path,
    bulk: bool,  # noqa: FBT001
    synchronous: int,
) -> None:
    with db.transaction(db.open_for_writing(catalog, bulk=bulk)) as session:
        assert pragma(session, "synchronous") == synchronous
        assert pragma(session, "journal_mode") == "wal"
        assert pragma(session, "cell_size_check") == 1


# Damage


def test_no_changed_byte_goes_unnoticed(catalog: Path, tmp_path: Path) -> None:
    sound = catalog.read_bytes()
    random = Random(7)  # noqa: S311
    for _ in range(DAMAGED):
        at = random.randrange(len(sound))
        damaged = bytearray(sound)
        damaged[at] ^= 1 << random.randrange(8)
        catalog.write_bytes(damaged)
        for opening in (db.open_for_reading, db.open_for_writing):
            with pytest.raises(CatalogError):
                opening(catalog)
        assert catalog.read_bytes() == damaged
    assert not list(tmp_path.glob("*.backups"))


def test_a_letter_that_changed_is_noticed_without_the_checksum_where_it_leaves_the_program(
    catalog: Path,
) -> None:
    checksum.file_of(catalog).unlink()
    content = catalog.read_bytes()
    at = content.index(b"schema changed overnight")
    catalog.write_bytes(content[:at] + b"S" + content[at + 1 :])
    db.open_for_reading(catalog).dispose()  # its structure is sound
    with pytest.raises(DamagedCatalogError, match="the text is not the one that was stored"):
        db.open_for_reading(catalog, sound=True)
    answer = run("check", "--deep", "--database", str(catalog))
    assert answer.code == 1
    assert "the text is not" in answer.out


def test_a_damaged_text_is_not_written_into_where_the_checksum_is_lost(catalog: Path) -> None:
    checksum.file_of(catalog).unlink()
    content = catalog.read_bytes()
    at = content.index(b"schema changed overnight")
    catalog.write_bytes(content[:at] + b"S" + content[at + 1 :])
    damaged = catalog.read_bytes()
    with pytest.raises(DamagedCatalogError, match="the text is not the one that was stored"):
        db.open_for_writing(catalog)
    assert catalog.read_bytes() == damaged


def test_a_sound_catalog_without_its_checksum_is_written_into(catalog: Path) -> None:
    checksum.file_of(catalog).unlink()
    add_coder(catalog, "Zoe")
    assert ("Zoe",) in ask(catalog, "SELECT name FROM coder")


def test_a_catalog_that_another_program_changed_is_refused_until_that_is_accepted(catalog: Path) -> None:
    with closing(sqlite3.connect(catalog)) as other:
        other.execute("INSERT INTO coder (name) VALUES ('Zoe')")
        other.commit()
    with pytest.raises(ChangedOutsideError, match=r"kb check --deep --accept"):
        db.open_for_reading(catalog)
    run("check", "--deep", "--accept", "--database", str(catalog))
    db.open_for_writing(catalog).dispose()
    assert ("Zoe",) in ask(catalog, "SELECT name FROM coder")


def test_an_empty_file_is_no_new_catalog(catalog: Path) -> None:
    catalog.write_bytes(b"")
    for opening in (db.open_for_reading, db.open_for_writing):
        with pytest.raises(CatalogError, match=r"is empty \(0 bytes\)"):
            opening(catalog)
    assert catalog.read_bytes() == b""


def test_a_missing_table_is_told_in_a_sentence(catalog: Path) -> None:
    change(catalog, "DROP TABLE memo")
    answer = run("status", "--database", str(catalog))
    assert (answer.code, answer.out) == (2, "")
    assert "is incomplete (the table 'memo' is missing)" in answer.err


def test_a_number_that_no_database_holds_is_told_in_a_sentence(catalog: Path) -> None:
    engine = db.open_for_reading(catalog)
    with pytest.raises(CatalogError, match="a number is too large"), db.reading(engine) as session:
        session.get(Coder, 10**20)


# Order


def test_the_taxonomy_applied_last_is_current_whatever_the_clock_says(catalog: Path) -> None:
    book = parse_taxonomy(TAXONOMY, Path("taxonomy.yaml"))
    engine = db.open_for_writing(catalog)
    now = datetime.now(UTC)
    with db.transaction(engine) as session:
        session.add(TaxonomyFile(sha256="older", text=book.text, applied=now))
        session.flush()
        session.add(TaxonomyFile(sha256="newer", text=book.text, applied=now - timedelta(days=400)))
        session.flush()
        found = current(session)
        assert found is not None
        assert found.sha256 == "newer"


# Backups


def test_a_backup_is_sound_complete_and_made_once_for_each_state(catalog: Path) -> None:
    first = back_up(catalog, "daily")
    assert rows(first.file) == rows(catalog)
    assert back_up(catalog, "merge") == first
    add_coder(catalog, "Zoe")
    second = back_up(catalog, "merge")
    assert [each.number for each in backups_of(catalog)] == [second.number, first.number] == [2, 1]
    assert not list(folder_of(catalog).glob("*.partial*"))


def test_a_backup_that_finds_no_room_leaves_nothing(catalog: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(write, "copy_to", full)
    with pytest.raises(CatalogError, match="no backup could be written"):
        back_up(catalog, "merge")
    assert list(folder_of(catalog).iterdir()) == []


def test_no_backup_is_made_of_a_damaged_catalog(catalog: Path) -> None:
    catalog.write_bytes(catalog.read_bytes()[: catalog.stat().st_size // 2])
    with pytest.raises(DamagedCatalogError):
        back_up(catalog, "merge")
    assert backups_of(catalog) == []


def test_old_automatic_backups_go_and_those_made_by_hand_stay() -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    made = [
        Backup(n, start + timedelta(hours=4 * n), "by-hand" if n % 50 == 0 else "daily", 1, Path(str(n)))
        for n in range(400, 0, -1)
    ]
    gone = {each.number for each in outdated(made)}
    kept = [each for each in made if each.number not in gone]
    assert {each.number for each in kept} >= {50, 100, 150, 200, 250, 300, 350, 400}
    assert [each.number for each in kept if each.reason == "daily"][:LATEST] == list(range(399, 389, -1))
    assert len({each.made.date() for each in kept}) >= DAYS
    assert len(kept) < 40


def test_what_changes_much_makes_a_backup_first(catalog: Path) -> None:
    before = rows(catalog)
    assert run("documents", "delete", "Interview 1", "--database", str(catalog)).code == 0
    [backup] = backups_of(catalog)
    assert backup.reason == "delete"
    assert rows(backup.file) == before


# The way back


@pytest.mark.parametrize("damage", ["sound", "half", "empty", "gone"])
def test_a_backup_comes_back_whatever_is_left_and_what_was_there_is_kept(catalog: Path, damage: str) -> None:
    before = codings(catalog)
    back_up(catalog, "by-hand")
    add_coder(catalog, "Zoe")
    if damage == "gone":
        catalog.unlink()
    elif damage != "sound":
        content = catalog.read_bytes()
        catalog.write_bytes(content[: len(content) // 2] if damage == "half" else b"")
        Path(f"{catalog}-wal").write_bytes(b"left over from another life" * 999)
    done = restore(catalog, find_backup(catalog, None))
    assert codings(catalog) == before
    assert ("Zoe",) not in ask(catalog, "SELECT name FROM coder")
    db.open_for_writing(catalog).dispose()
    assert (done.kept is not None) == (damage != "gone")
    if damage == "sound":
        assert done.kept is not None
        restore(catalog, done.kept.file)
        assert ("Zoe",) in ask(catalog, "SELECT name FROM coder")


def test_a_damaged_backup_is_refused_and_changes_nothing(catalog: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.db"
    bad.write_bytes(catalog.read_bytes()[:9000])
    before = rows(catalog)
    with pytest.raises(CatalogError):
        restore(catalog, bad)
    assert rows(catalog) == before


def test_rescue_saves_what_is_readable_and_names_what_is_not(catalog: Path, tmp_path: Path) -> None:
    whole = rescue(catalog, tmp_path / "whole.db")
    assert not whole.is_incomplete
    assert codings(tmp_path / "whole.db") == codings(catalog)
    content = bytearray(catalog.read_bytes())
    at = content.index(b"schema changed overnight") // 4096 * 4096
    content[at : at + 4096] = bytes(4096)
    shutil.copy(catalog, tmp_path / "kept.db")
    catalog.write_bytes(content)
    found = rescue(catalog, tmp_path / "part.db")
    assert found.is_incomplete
    assert "Interview 1" in found.incomplete
    assert catalog.read_bytes() == bytes(content)
    db.open_for_writing(tmp_path / "part.db").dispose()
    checksum.file_of(tmp_path / "part.db").unlink()
    add_coder(tmp_path / "part.db", "Zoe")  # what is missing was told, and is no new damage
    assert run("check", "--deep", "--database", str(tmp_path / "part.db")).code == 1


def test_rescue_brings_back_codings_whatever_happened_after_them(catalog: Path, tmp_path: Path) -> None:
    engine = db.open_for_writing(catalog)
    with db.transaction(engine) as session:
        of = session.exec(select(Document).where(Document.name == "Interview 1")).one()
        text = text_of(session, of)
        for words in ("schema", "overnight"):
            start = text.index(words)
            add_coding(session, document=of, code=words, start=start, end=start + len(words), coder="Cem")
        begin = text[: text.index("schema")].count("\n")
        paragraph = text.split("\n")[begin]
        save(session, of, set_text(session, of, begin, f"Well. {paragraph}"), who="Bea")
        for noun in sorted({*TABLES, *EVENTS}):  # whatever else is written down afterwards
            facts = {"batch": noun, "who": "Bea", "what": noun, "noun": noun, "document_id": of.id}
            session.add(Change(**facts, after={}))
            session.add(Change(**facts, row_id=10**9, before={}, after=None))
        session.flush()
        made = [each.model_dump() for each in _by_cem(session)]
        assert [text_of(session, of)[each["start"] : each["end"]] for each in made] == ["schema", "overnight"]
    engine.dispose()
    with closing(sqlite3.connect(catalog)) as damaged:
        damaged.execute("DELETE FROM coding")
        damaged.commit()
    found = rescue(catalog, tmp_path / "rescued.db")
    assert next(each for each in found.tables if each.table == "coding").from_history == len(made)
    engine = db.open_for_writing(tmp_path / "rescued.db")
    with db.reading(engine) as session:
        assert [each.model_dump() for each in _by_cem(session)] == made
    engine.dispose()


def _by_cem(session: Session) -> Sequence[Coding]:
    coder = select(Coder.id).where(Coder.name == "Cem").scalar_subquery()
    passes = select(CodingPass.id).where(CodingPass.coder_id == coder)
    return session.exec(select(Coding).where(col(Coding.pass_id).in_(passes)).order_by(col(Coding.id))).all()


def test_a_list_that_is_none_any_more_is_told_and_rescued_without_the_codings_on_its_code(
    catalog: Path, tmp_path: Path
) -> None:
    """Found by changing bytes at random: the file is sound for SQLite, and one row stops every reader."""
    before = codings(catalog)
    with closing(sqlite3.connect(catalog)) as damaged:
        damaged.execute("UPDATE code SET cues = '[\"a\x01' WHERE name = 'drift'")
        damaged.commit()
    Path(f"{catalog}.checksum").unlink()
    told = run("check", "--deep", "--format", "json", "--database", catalog)
    assert told.code == 1
    assert "code: cues cannot be read" in told.out
    answer = run("codes", "--database", catalog)
    assert answer.code != 0
    assert "code: cues cannot be read" in answer.err
    new = tmp_path / "rescued.db"
    rescue(catalog, new)
    assert codings(new) == before
    assert run("check", "--deep", "--database", new).out.count("damage") == 0


def test_a_restore_does_not_wait_for_ever_for_who_writes(
    catalog: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = back_up(catalog, "by-hand").file
    add_coder(catalog, "Zoe")
    monkeypatch.setattr("kb.store.recovery.restore._BUSY_SECONDS", 0.2)
    with closing(sqlite3.connect(catalog, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(CatalogError, match="in use by another program"):
            restore(catalog, kept)
        other.execute("ROLLBACK")
    assert ("Zoe",) in ask(catalog, "SELECT name FROM coder")
