"""Names become pseudonyms everywhere at once, codings stay on their words, and the key takes it back."""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
from collections.abc import Callable
from pathlib import Path, PurePath
from typing import Any

import pytest
import worked_catalog
from sqlmodel import Session, col, select

from kb.checks import check
from kb.codebook.taxonomy import parse_taxonomy
from kb.db import engine as db
from kb.db import tables
from kb.db.soundness.content import content_faults
from kb.errors import KbError
from kb.queries.documents.pseudonymised import pseudonym_status
from kb.store.codebook.apply_taxonomy import apply_taxonomy
from kb.store.coding.codings import add_coding, remove_coding
from kb.store.corrections import correct_text
from kb.store.documents.deletion import delete_document
from kb.store.documents.renaming import rename_document
from kb.store.ingest.files import ingest
from kb.store.memos import add_memo, rewrite_memo
from kb.store.pseudonyms import pseudonymise as doing
from kb.store.pseudonyms import rewriting
from kb.store.pseudonyms.erase import erase
from kb.store.pseudonyms.files.key_file import read_key
from kb.store.pseudonyms.pseudonymise import Pseudonymised, pseudonymise, take_back
from kb.store.pseudonyms.replacing import Replacer
from kb.store.saved_searches import Search, save_search
from kb.store.undo import undo

NAMES = {
    "Zelda Quint": "Person 1",
    "Zelda": "Person 1",
    "Zorbex GmbH": "Organisation 1",
    "Noor": "Case 1",
    "Interviewee": "Voice 1",
    "Müllerstadt": "Place 1",
}
SAID = (
    ("Interviewee", "I asked Zelda Quint of Zorbex GmbH about the drift, and ZELDA QUINT wrote to Zelda."),
    ("Interviewee", "In Müllerstadt nobody knew. Zelda's model drifted."),
)

TAXONOMY = """study:
  name: What Zelda Quint saw
stages:
  later: {title: Later, about: After it.}
codes:
  Drift: {kind: issue, definition: Use as Zelda does.}
issues:
  moves: {title: Moves, statement: It moves., stages: [later], codes: [Drift], study: Zorbex GmbH 3}
"""


@pytest.fixture
def key(tmp_path: Path) -> Path:
    (tmp_path / "safe").mkdir()
    return tmp_path / "safe" / "key.json"


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalog all of whose tables have rows, with names in texts, memos, titles, searches and the trail."""
    file = worked_catalog.make(tmp_path_factory.mktemp("worked") / "catalog.db")
    engine = db.open_for_writing(file)
    with db.transaction(engine) as session:
        apply_taxonomy(session, parse_taxonomy(TAXONOMY, PurePath("taxonomy.yaml")), who="Bea")
        document = of(session, "Interview 11")
        for number, (_, words) in enumerate(SAID):
            meant = correct_text.set_text(session, document, number + 1, words)
            correct_text.save(session, document, meant, who="Bea")
        code(session, "Quint of Zorbex", "Cem")
        code(session, "Zelda Quint of Zorbex GmbH about", "Bea")
        code(session, "nobody knew. Zelda's model", "Bea")
        gone = code(session, "Zelda's", "Cem")
        remove_coding(session, gone, who="Cem")
        add_memo(session, "Ask Zelda Quint again.\nZorbex GmbH?", who="Bea", document="Interview 11")
        save_search(session, "about Zelda", Search("Zelda Quint", document="Interview 11"), who="Bea")
        rename_document(session, document, "Interview with Zelda Quint", who="Bea")
        item = session.exec(select(tables.ExchangeItem)).one()
        item.facts = '{"name":"Zorbex GmbH","description":"by Zelda"}'
        session.add(item)
        delete_document(session, of(session, "Nasty article"), who="Bea")
    engine.dispose()
    return file


@pytest.fixture
def catalog(worked: Path, tmp_path: Path) -> Path:
    (tmp_path / "study").mkdir()
    file = tmp_path / "study" / "catalog.db"
    with sqlite3.connect(worked) as source, sqlite3.connect(file) as target:
        source.backup(target)
    return file


def of(session: Session, name: str) -> tables.Document:
    return session.exec(select(tables.Document).where(tables.Document.name == name)).one()


def code(session: Session, words: str, coder: str, in_document: str = "Interview 11") -> int:
    document = of(session, in_document)
    start = text(session, document.id).index(words)
    return add_coding(
        session, document=document, code="Drift", start=start, end=start + len(words), coder=coder
    ).id


def text(session: Session, document: int | None) -> str:
    query = select(tables.Paragraph.text).where(tables.Paragraph.document_id == document)
    return "\n".join(session.exec(query.order_by(col(tables.Paragraph.position))))


def replaced(catalog: Path, key: Path, names: dict[str, str] = NAMES, **options: Any) -> Pseudonymised:
    return _with(catalog, lambda engine: pseudonymise(engine, names, key, who="Ann", **options))


def put_back(catalog: Path, key: Path) -> Pseudonymised:
    return _with(catalog, lambda engine: take_back(engine, key, who="Ann"))


def _with(catalog: Path, do: Callable[[Any], Any]) -> Any:
    engine = db.open_for_writing(catalog)
    try:
        return do(engine)
    finally:
        engine.dispose()


def change(catalog: Path, do: Callable[[Session], Any]) -> Any:
    def run(engine: Any) -> Any:
        with db.transaction(engine) as session:
            return do(session)

    return _with(catalog, run)


def rows(catalog: Path) -> dict[str, list[Any]]:
    """Every row of every table; of the trail, without what the runs themselves wrote."""
    with sqlite3.connect(catalog) as connection:
        names = [
            name
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if not name.startswith(("paragraph_search", "sqlite_"))
        ]
        held = {name: connection.execute(f'SELECT * FROM "{name}" ORDER BY 1').fetchall() for name in names}  # noqa: S608
    entries = [row for row in held["change"] if "pseudonymise" not in row[4]]
    held["change"] = [(*row[:-4], *row[-3:-1]) for row in entries]  # what was rewritten has another salt
    return held


def quotes(catalog: Path) -> list[tuple[Any, ...]]:
    """Every coding with its code and its words."""

    def ask(session: Session) -> list[tuple[Any, ...]]:
        texts = {number: text(session, number) for number in session.exec(select(tables.Document.id))}
        found = session.exec(select(tables.Coding).order_by(col(tables.Coding.id)))
        return [(row.id, row.code_id, texts[row.document_id][row.start : row.end]) for row in found]

    result: list[tuple[Any, ...]] = change(catalog, ask)
    return result


def test_names_are_gone_from_the_file_and_all_that_belongs_to_it(catalog: Path, key: Path) -> None:
    before = b"".join(file.read_bytes() for file in catalog.parent.iterdir() if file.is_file())
    assert b"Zorbex" in before
    done = replaced(catalog, key)
    assert done.erased is True
    assert done.left == ()
    assert not names_in_the_file(catalog)
    raw = b"".join(file.read_bytes() for file in catalog.parent.iterdir() if file.is_file()).lower()
    for word in ("elda", "quint", "orbex", "noor", "llerstadt"):  # the index of words cuts their heads off
        assert word.encode() not in raw, word
    assert b"interviewee said" not in raw
    assert content_faults(catalog) == []
    assert oct(key.stat().st_mode)[-3:] == "600"


def test_codings_stay_on_their_words_and_take_in_whole_names(catalog: Path, key: Path) -> None:
    before = quotes(catalog)
    done = replaced(catalog, key)
    after = quotes(catalog)
    assert [each[:2] for each in after] == [each[:2] for each in before]
    said = {old[2]: new[2] for old, new in zip(before, after, strict=True)}
    assert said["Quint of Zorbex"] == "Person 1 of Organisation 1"  # both edges were inside of a name
    assert said["Zelda Quint of Zorbex GmbH about"] == "Person 1 of Organisation 1 about"
    assert said["nobody knew. Zelda's model"] == "nobody knew. Person 1's model"
    assert len(done.widened) == 1
    untouched = [(old[2], new[2]) for old, new in zip(before, after, strict=True) if "Zel" not in old[2]]
    assert all(old == new for old, new in untouched if "Quint" not in old)


def test_the_key_puts_everything_back_exactly(catalog: Path, key: Path) -> None:
    before = rows(catalog)
    replaced(catalog, key)
    assert rows(catalog) != before
    done = put_back(catalog, key)
    after = rows(catalog)
    for name, held in before.items():
        assert after[name] == held, name
    assert done.guessed == 0
    with pytest.raises(KbError, match="no names are replaced"):
        put_back(catalog, key)


def test_a_second_run_is_taken_back_alone(catalog: Path, key: Path) -> None:
    first = rows(catalog)
    replaced(catalog, key)
    second = rows(catalog)
    replaced(catalog, key, {"provider": "supplier 1", "drift": "zig 1"})
    put_back(catalog, key)
    assert rows(catalog) == second
    put_back(catalog, key)
    assert rows(catalog) == first


def test_what_was_done_before_is_undone_after(catalog: Path, key: Path) -> None:
    replaced(catalog, key)

    def batches(session: Session) -> list[tuple[str, str]]:
        query = select(tables.Change.batch, tables.Change.what).order_by(col(tables.Change.id).desc())
        every = [each for each in dict.fromkeys(session.exec(query)) if "pseudonymise" not in each[1]]
        return every[:11]  # what the fixture did

    actions = change(catalog, batches)
    assert actions[0][1].startswith("delete the document")
    assert actions[-1][1].startswith("correct")
    for batch, _ in actions:
        change(catalog, lambda session, batch=batch: undo(session, batch, who="Ann"))  # type: ignore[misc]
    assert content_faults(catalog) == []
    words = change(catalog, lambda session: text(session, of(session, "Interview 11").id))
    assert "The provider changes the format" in words  # the corrections are taken back, too
    query = select(tables.Change.batch).where(tables.Change.what == "pseudonymise")
    run = change(catalog, lambda session: session.exec(query).first())
    with pytest.raises(KbError, match="kb pseudonymise --undo"):
        change(catalog, lambda session: undo(session, run, who="Ann"))


def test_what_was_written_since_goes_back_by_the_list(catalog: Path, key: Path) -> None:
    replaced(catalog, key)

    def work(session: Session) -> None:
        document = of(session, "Interview with Person 1")
        meant = correct_text.replace_words(session, document, 2, "nobody knew", "no one knew")
        correct_text.save(session, document, meant, who="Bea")
        memo = session.exec(select(tables.Memo).where(col(tables.Memo.text).startswith("Ask"))).one()
        rewrite_memo(session, memo.id or 0, "Ask Person 1 once more.", who="Bea")
        add_memo(session, "Organisation 1 is new.", who="Bea")

    change(catalog, work)
    done = put_back(catalog, key)
    assert done.guessed > 0
    memos = change(catalog, lambda session: list(session.exec(select(tables.Memo.text))))
    assert {"Ask Zelda Quint once more.", "Zorbex GmbH is new."} <= set(memos)
    words = change(catalog, lambda session: text(session, of(session, "Interview with Zelda Quint").id))
    assert "In Müllerstadt no one knew." in words
    assert content_faults(catalog) == []


def test_words_that_were_written_since_are_told(catalog: Path, key: Path) -> None:
    replaced(catalog, key)
    assert change(catalog, pseudonym_status).later == 0
    change(
        catalog, lambda session: code(session, "nobody knew", "Cem", in_document="Interview with Person 1")
    )
    assert change(catalog, pseudonym_status).later == 0, "a coding has no words of its own"
    change(catalog, lambda session: add_memo(session, "Ask Zelda once more.", who="Bea"))
    status = change(catalog, pseudonym_status)
    assert "1 action since then may have names" in status.sentence
    assert "since then" not in status.numbers
    replaced(catalog, key, {"Cassia": "Person 9"})
    assert change(catalog, pseudonym_status).later == 0


@pytest.mark.parametrize(
    ("names", "said"),
    [
        pytest.param({"Zelda": "drift"}, "in the catalog already", id="taken"),
        pytest.param({"Zelda": "Mrs Zorbex", "Zorbex": "X 1"}, "has the name", id="name-inside"),
        pytest.param({"Z": "Person 7"}, "too short", id="short"),
        pytest.param(
            {"Bea": "Dora 1", "Interview 2": "Doc", "Interview with Zelda Quint": "Doc"},
            "called alike",
            id="alike",
        ),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_changed(
    catalog: Path, key: Path, names: dict[str, str], said: str
) -> None:
    before = rows(catalog)
    with pytest.raises(KbError, match=said):
        replaced(catalog, key, names)
    assert rows(catalog) == before


def test_two_codings_that_would_become_one_are_refused(catalog: Path, key: Path) -> None:
    def work(session: Session) -> None:
        document = of(session, "Interview with Zelda Quint")
        start = text(session, document.id).index("Zelda Quint")
        for first, last in ((0, 5), (6, 11)):  # “Zelda”, and “Quint” by itself
            place = {"start": start + first, "end": start + last}
            add_coding(session, document=document, code="Late-labels", coder="Cem", **place)

    change(catalog, work)
    before = quotes(catalog)
    with pytest.raises(KbError, match="would become one"):
        replaced(catalog, key)
    assert quotes(catalog) == before


def test_the_key_is_not_to_lie_with_the_catalog(catalog: Path, tmp_path: Path) -> None:
    (catalog.parent / "below").mkdir()
    for place in (catalog.parent / "key.json", catalog.parent / "below" / "key.json"):
        with pytest.raises(KbError, match="passed on with it"):
            replaced(catalog, place)
    (tmp_path / ".git").mkdir()  # a repository above both
    with pytest.raises(KbError, match="passed on with it"):
        replaced(catalog, tmp_path / "elsewhere.json")


def test_names_are_found_as_names_of_files_have_them() -> None:
    replacer = Replacer({"Zelda Quint": "P 1", "Zelda-Ann Quint": "P 2", "Zelda": "P 1"})
    assert (
        replacer("Talk_Zelda_Quint_2.docx, Zelda.Quint@x.org, x_Zelda") == "Talk_P 1_2.docx, P 1@x.org, x_P 1"
    )
    assert replacer("Zelda-Ann_Quint, Zelda-Quint") == "P 2, P 1"
    assert replacer("Zeldas TalkZelda Zelda2") == "Zeldas TalkZelda Zelda2"


def test_names_that_are_parts_of_words_or_of_the_catalogs_own_name_are_told(
    tmp_path: Path, key: Path
) -> None:
    (tmp_path / "Zelda study").mkdir()
    catalog = tmp_path / "Zelda study" / "catalog.db"
    change(catalog, lambda session: add_memo(session, "TalkZelda Zelda2 Zeldas ZELDA zelda", who="Bea"))
    done = replaced(catalog, key, {"Zelda": "P 1"})
    assert dict(done.left) == {
        "TalkZelda": 2,  # in the memo and in the history
        "Zelda2": 2,
        "zelda": 2,
        "Zelda (the catalog's file or its folder)": 1,
    }


def test_a_dry_run_changes_nothing(catalog: Path, key: Path) -> None:
    before = rows(catalog)
    assert replaced(catalog, key, dry_run=True).places > 0
    assert rows(catalog) == before
    assert not key.exists()


def test_files_do_not_bring_the_names_back(tmp_path: Path, key: Path) -> None:
    folder = tmp_path / "study"
    folder.mkdir()
    file = folder / "Zelda.txt"
    said = "Interviewer: Who?\n\nInterviewee: I asked Zelda of Zorbex, and nobody answered me.\n"
    file.write_text(said, "utf-8")
    catalog = folder / "catalog.db"
    ingest(catalog, [file], who="Ann", processes=1)
    replaced(catalog, key, {"Zelda": "Person 1", "Zorbex": "Organisation 1"})
    again = ingest(catalog, [file], who="Ann", processes=1)
    assert (again.added, again.changed) == ((), ())
    file.write_text(said + "\nInterviewer: Thank you, Zelda.\n", "utf-8")
    again = ingest(catalog, [file], who="Ann", processes=1)
    shown = change(
        catalog, lambda session: [text(session, each) for each in session.exec(select(tables.Document.id))]
    )
    assert not [each for each in shown if "asked Zelda" in each]
    assert any("pseudonyms" in problem.message for problem in again.problems)
    status = _with(catalog, lambda engine: pseudonym_status(Session(engine)))
    assert status.others == ()


def test_positions_in_what_other_tools_wrote_go_with_their_words(catalog: Path, key: Path) -> None:
    said = "Interview with Zelda Quint"

    def import_pdf(session: Session) -> None:
        document = of(session, said)
        words = text(session, document.id)
        place = words.index("drift")
        element = (
            f'<PDFSource xmlns="u"><PlainTextSelection startPosition="{place}" endPosition="{place + 5}"/>'
            f'<SyncPoint guid="s" position="{words.index("In M")}"/></PDFSource>'
        )
        facts = json.dumps({"carried": element, "digest": document.sha256}, separators=(",", ":"))
        project = session.exec(select(tables.ExchangeProject.id)).one()
        row = {"noun": "document", "row_id": document.id, "document_id": document.id, "facts": facts}
        session.add(tables.ExchangeItem(project_id=project, kind="PDFSource", guid="p", **row))

    def places(session: Session) -> list[str]:
        row = session.exec(select(tables.ExchangeItem).where(tables.ExchangeItem.guid == "p")).one()
        words = text(session, row.document_id)
        start, end, point = map(int, re.findall(r'osition="(\d+)"', json.loads(row.facts)["carried"]))
        return [words[start:end], words[point : point + 3]]

    change(catalog, import_pdf)
    before = rows(catalog)
    replaced(catalog, key)
    assert change(catalog, places) == ["drift", "In "]
    put_back(catalog, key)
    assert change(catalog, places) == ["drift", "In "]
    assert rows(catalog)["exchange_item"] == before["exchange_item"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills processes")
@pytest.mark.parametrize("moment", ["move_trail", "commit", "VACUUM"])
def test_who_is_killed_leaves_all_names_or_none(catalog: Path, key: Path, moment: str) -> None:
    before = rows(catalog)
    process = os.fork()
    if process == 0:  # pragma: no cover  another process
        _die_at(moment)
        with_engine = db.open_for_writing(catalog)
        pseudonymise(with_engine, NAMES, key, who="Ann")
        os._exit(0)
    _, status = os.waitpid(process, 0)
    assert os.WIFSIGNALED(status)
    now = rows(catalog)
    if moment == "VACUUM":
        assert not any("Zorbex" in str(row) for held in now.values() for row in held)
        assert read_key(key).names["Zorbex GmbH"] == "Organisation 1"
        assert names_in_the_file(catalog)
        assert _with(catalog, erase) is True
        assert not names_in_the_file(catalog)
        put_back(catalog, key)
        assert rows(catalog) == before
    else:
        assert now == before
        replaced(catalog, key)  # a key of a run that never was does not stand in the way
        put_back(catalog, key)
        assert rows(catalog) == before
    assert content_faults(catalog) == []


def names_in_the_file(catalog: Path) -> bool:
    """Whether `kb check` says that replaced names wait to be overwritten."""
    found = change(catalog, lambda session: check(session, database=catalog))
    return "names in the file" in {each.kind for each in found if each.is_problem}


def _die_at(moment: str) -> None:  # pragma: no cover  another process
    def dead(*_: object, **__: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    if moment == "move_trail":
        rewriting.move_trail = dead
    elif moment == "VACUUM":
        doing.erase = dead  # type: ignore[assignment]
    else:
        real = doing.write_key

        def written(path: Path, key: Any) -> None:
            if moment == "commit":  # the key is there, the catalog as it was
                real(path, key)
            dead()

        doing.write_key = written
