"""The archive of a catalog: everything goes out as text that people can read, and comes back as it was."""

from __future__ import annotations

import json
import os
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import command_line
import pytest
import worked_catalog
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from kb.db import tables
from kb.db.engine import open_for_reading, open_for_writing, reading, transaction
from kb.exchange.archive import container, layout, transcript
from kb.exchange.archive.errors import ArchiveError
from kb.exchange.archive.from_catalog import study_of
from kb.exchange.archive.reading import read_archive
from kb.exchange.archive.schema import schema
from kb.exchange.archive.study import Study
from kb.exchange.archive.writing import files_of
from kb.store.coding.codings import add_coding
from kb.store.undo import undo

VERSION_1 = Path(__file__).parent / "archives" / "v1"


def study_in(catalog: Path) -> Study:
    engine = open_for_reading(catalog)
    with reading(engine) as session:
        found = study_of(session)
    engine.dispose()
    return found


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return worked_catalog.make(tmp_path_factory.mktemp("worked") / "catalog.db")


@pytest.fixture(scope="module")
def exported(worked: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exported") / "archive"
    assert command_line.run("export", "project", "--out", str(folder), "--database", str(worked)).code == 0
    return folder


@pytest.fixture
def archive(exported: Path, tmp_path: Path) -> Path:
    """An archive for one test to spoil."""
    return Path(shutil.copytree(exported, tmp_path / "archive"))


def test_the_worked_catalog_has_rows_of_every_table(worked: Path) -> None:
    study = study_in(worked)
    assert [name for name in schema() if not study.rows(name)] == [], "give worked_catalog a row of it"


@pytest.mark.parametrize("form", ["archive", "archive.zip"])
def test_an_imported_archive_is_the_same_catalog(worked: Path, tmp_path: Path, form: str) -> None:
    out, again, new = tmp_path / form, tmp_path / f"again-{form}", tmp_path / "new.db"
    for command in (
        ("export", "project", "--out", str(out), "--database", str(worked)),
        ("import", str(out), "--database", str(new)),
        ("export", "project", "--out", str(again), "--database", str(new)),
    ):
        assert command_line.run(*command).code == 0
    assert study_in(new) == study_in(worked)
    assert dict(files_of(study_in(new))) == dict(files_of(study_in(worked)))
    if form.endswith(".zip"):
        assert out.read_bytes() == again.read_bytes()


ASKED = (
    ("status",),
    ("issues", "--all"),
    ("codes",),
    ("quotes", "--codings", "--limit", "0"),
    ("agreement", "--resamples", "20"),
    ("moderation",),
    ("network",),
    ("history", "--limit", "0"),
    ("search", "drift"),
    ("suggest", "Interview 11"),
)


@pytest.mark.parametrize("command", ASKED, ids=lambda command: command[0])
def test_an_imported_archive_answers_the_same(
    worked: Path, exported: Path, tmp_path: Path, command: tuple[str, ...]
) -> None:
    new = tmp_path / worked.name
    assert command_line.run("import", str(exported), "--database", str(new)).code == 0
    asked = [
        command_line.run(*command, "--format", "json", "--database", str(each)) for each in (worked, new)
    ]
    assert asked[0].code == 0
    assert asked[0].out.replace(str(worked), str(new)) == asked[1].out


def test_what_was_done_before_can_be_undone_after(worked: Path, exported: Path, tmp_path: Path) -> None:
    new = tmp_path / "new.db"
    command_line.run("import", str(exported), "--database", str(new))
    engine = open_for_writing(new)
    with transaction(engine) as session:
        changes = session.exec(select(tables.Change)).all()
        undo(session, next(each.batch for each in reversed(changes) if each.noun == "correction"), who="Bea")
    engine.dispose()
    text = study_in(new).texts()[1]
    assert "provider of labels" in study_in(worked).texts()[1]
    assert "provider of labels" not in text


def test_an_id_that_was_deleted_is_not_given_again(worked: Path, exported: Path, tmp_path: Path) -> None:
    new = tmp_path / "new.db"
    command_line.run("import", str(exported), "--database", str(new))
    used = {each["row_id"] for each in study_in(worked).rows("change") if each["noun"] == "coding"}
    engine = open_for_writing(new)
    with transaction(engine) as session:
        document = session.get_one(tables.Document, 1)
        made = add_coding(session, document=document, code="Drift", start=150, end=155, coder="Eve")
        assert made.id > max(used)
    engine.dispose()


def test_one_more_coding_is_one_more_line(worked: Path, tmp_path: Path) -> None:
    own = Path(shutil.copy(worked, tmp_path / "own.db"))
    before = dict(files_of(study_in(own)))
    engine = open_for_writing(own)
    with transaction(engine) as session:
        document = session.get_one(tables.Document, 1)
        add_coding(session, document=document, code="Drift", start=150, end=155, coder="Cem")
    engine.dispose()
    after = dict(files_of(study_in(own)))
    assert before.keys() == after.keys()
    differing = {name for name in after if before[name] != after[name]}
    assert differing == {"archive.json", "history.jsonl", "documents/Interview 2/passes/Cem, coder.jsonl"}
    for name in differing:
        old, new = before[name].splitlines(), after[name].splitlines()
        is_head = name == "archive.json"  # there, the new head of the history is in the place of the old one
        assert len(new) == len(old) + (not is_head)
        assert is_head or [line for line in new if line in old] == old


def test_a_person_reads_the_text_with_its_numbers(exported: Path) -> None:
    text = (exported / "documents" / "Interview 2" / "text.txt").read_text()
    assert text.startswith('[1] Interviewer\n  label: "Interviewer"\n    What broke?\n[2] Interviewee\n')


def test_an_archive_that_is_written_again_keeps_what_is_not_of_it(worked: Path, archive: Path) -> None:
    (archive / ".git").mkdir()
    (archive / ".git" / "HEAD").write_text("ref")
    (archive / "README.md").write_text("our study")
    gone = archive / "documents" / "Interview 99" / "text.txt"
    gone.parent.mkdir()
    gone.write_text("")
    answer = command_line.run("export", "project", "--out", str(archive), "--database", str(worked))
    assert answer.code == 0
    assert (archive / ".git" / "HEAD").exists()
    assert (archive / "README.md").exists()
    assert not gone.parent.exists()
    answer = command_line.run("export", "project", "--out", str(archive), "--database", str(worked))
    assert "unchanged" in answer.err


def test_a_folder_of_other_files_is_not_written_into(worked: Path, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("words")
    answer = command_line.run("export", "project", "--out", str(tmp_path), "--database", str(worked))
    assert answer.code != 0
    assert "holds other files" in answer.err
    assert [each.name for each in tmp_path.iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize(
    ("given_options", "says"),
    [
        pytest.param(["--code", "Drift", "--out", "a"], "--code", id="filter"),
        pytest.param(["--format", "csv", "--out", "a"], "--format", id="format"),
        pytest.param([], "--out", id="no place"),
    ],
)
def test_the_project_is_exported_whole(worked: Path, given_options: list[str], says: str) -> None:
    answer = command_line.run("export", "project", *given_options, "--database", str(worked))
    assert answer.code == 2
    assert says in answer.err


def test_a_catalog_that_is_not_empty_stays_as_it_is(exported: Path, own_catalog: Path) -> None:
    before = study_in(own_catalog)
    answer = command_line.run("import", str(exported), "--database", str(own_catalog))
    assert answer.code != 0
    assert "not empty" in answer.err
    assert study_in(own_catalog) == before


def test_a_dry_run_stores_nothing(exported: Path, tmp_path: Path) -> None:
    answer = command_line.run("import", str(exported), "--dry-run", "--database", str(tmp_path / "new.db"))
    assert answer.code == 0
    assert "3 documents" in answer.err
    assert not (tmp_path / "new.db").exists()


@given(
    st.lists(
        st.tuples(
            st.text(st.characters(exclude_categories=["Cs"])),
            st.sampled_from([None, "Ann", "[2] Ann", '"', "", " x ", "a\nb", "é\u2028"]),
            st.none() | st.floats(0, 1e6),
        )
    )
)
def test_any_text_is_read_back(said: list[tuple[str, str | None, float | None]]) -> None:
    names = {
        name: number
        for number, name in enumerate(dict.fromkeys(name for _, name, _ in said))
        if name is not None
    }
    rows, start = [], 0
    for position, (text, speaker, second) in enumerate(said):
        row = {"position": position, "text": text, "start": start, "end": start + len(text)}
        row |= {"speaker_id": None if speaker is None else names[speaker], "label": speaker, "heading": None}
        rows.append(row | {"audio_start": second, "audio_end": None})
        start += len(text) + 1
    data = transcript.as_text(rows, {number: name for name, number in names.items()})
    assert transcript.read_text(data, "text.txt", names) == rows


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=200), unique=True))
def test_names_of_files_differ_and_any_system_can_have_them(names: list[str]) -> None:
    taken: set[str] = set()
    made = [layout.safe_name(name, taken) for name in names]
    assert len({name.casefold() for name in made}) == len(made)
    for name in made:
        assert container.is_inside(name)
        assert len(name.encode()) < 120
        assert name == name.strip(" .")


def edit(name: str, old: str, new: str) -> Callable[[Path], None]:
    def spoil(archive: Path) -> None:
        text = (archive / name).read_bytes().decode()
        assert old in text
        (archive / name).write_bytes(text.replace(old, new, 1).encode())

    return spoil


def remove(name: str) -> Callable[[Path], None]:
    return lambda archive: (archive / name).unlink()


def doubled(name: str) -> Callable[[Path], None]:
    return lambda archive: (archive / name).write_bytes((archive / name).read_bytes() * 2)


def written(name: str, data: bytes) -> Callable[[Path], None]:
    return lambda archive: (archive / name).write_bytes(data)


def linked(name: str) -> Callable[[Path], None]:
    def spoil(archive: Path) -> None:
        outside = archive.parent / "outside.jsonl"
        shutil.move(archive / name, outside)
        (archive / name).symlink_to(outside)

    return spoil


BEA = "documents/Interview 2/passes/Bea, coder.jsonl"
TEXT = "documents/Interview 2/text.txt"
BAD = (
    ("no head", remove("archive.json"), "it has no archive.json"),
    ("newer", edit("archive.json", '"version": 1', '"version": 2'),
     "archive.json: the archive has version 2, and this kb"),
    ("other", edit("archive.json", "kb archive", "tar"), "archive.json: this is not the archive"),
    ("missing file", remove(BEA), f"{BEA}: this file is missing"),
    ("missing table", remove("coders.jsonl"), "coders.jsonl: this file is missing"),
    ("missing text", remove(TEXT), f"{TEXT}: this file is missing"),
    ("broken line", edit(BEA, '"code"', "code"), f"{BEA}, line 1: this line is damaged: it is not JSON"),
    ("cut off", edit(BEA, '"words": "we began to monitor"}\n', ""), "the last line is cut off"),
    ("not UTF-8", written("coders.jsonl", b'{"id": 1, "name": "\xff"}\n'),
     "coders.jsonl, line 1: this is not UTF-8"),
    ("merged by git", edit(BEA, '{"id"', '<<<<<<< ours\n{"id"'), "line 1: git could not merge this"),
    ("twice", doubled(BEA), f"{BEA}, line 5: the same id as in {BEA}, line 1"),
    ("field twice", edit(BEA, '"code"', '"id": 2, "code"'), f"{BEA}, line 1: the field 'id' is there twice"),
    ("unknown code", edit(BEA, '"code": "Drift"', '"code": "Drizzle"'),
     f"{BEA}, line 2: there is no code 'Drizzle'"),
    ("unknown coder", edit("documents/Interview 2/passes.jsonl", "Bea", "Bob"), "there is no coder 'Bob'"),
    ("dangling", edit("documents/Interview 2/decisions.jsonl", '"coding": ', '"coding": 9'),
     "there is no coding 9"),
    ("edited text", edit(TEXT, "overnight", "yesterday"),
     "documents/Interview 2/passes/Cem, coder.jsonl, line 1: the words of this coding are not at 12"),
    ("text without codings", edit(TEXT, "How did", "Who did"),
     f"{TEXT}: the text of 'Interview 2' is not the one"),
    ("moved", edit(BEA, '"start": 60', '"start": 61'), "the words of this coding are not at 61 to"),
    ("number of a paragraph", edit(TEXT, "[3]", "[4]"), f"{TEXT}, line 7: paragraph 3 is missing"),
    ("speaker", edit(TEXT, "[3] Interviewee", "[3] Nobody"), f"{TEXT}, line 7: there is no speaker 'Nobody'"),
    ("value", edit(BEA, '"exact"', '"about"'),
     "the field 'extent' cannot be 'about'; it is one of exact, shared"),
    ("type", edit(BEA, '"start": 60', '"start": "60"'), "the field 'start' cannot be \"60\""),
    ("moment", edit(BEA, "2026-03-02T09", "yesterday"), "the field 'created' is not a date and time"),
    ("missing field", edit(BEA, '"extent": "exact", ', ""), "the field 'extent' is missing"),
    ("unknown field", edit(BEA, '"extent"', '"weight": 3, "extent"'), "the field 'weight' is not known"),
    ("unlisted", written("documents/Interview 2/passes/x.jsonl", b""), "x.jsonl: this file is not listed"),
    ("listed twice", edit("archive.json", '"Interview 2"', '"Interview 11"'),
     "'Interview 11' is listed twice"),
    ("outside", edit("archive.json", '"Interview 2"', '"../Interview 2"'),
     "'../Interview 2' leads out of the archive"),
    ("absolute", edit("archive.json", '"coders.jsonl"', '"/etc/passwd"'),
     "'/etc/passwd' leads out of the archive"),
    ("drive", edit("archive.json", '"coders.jsonl"', '"C:coders.jsonl"'), "leads out of the archive"),
    ("link", linked("coders.jsonl"), "coders.jsonl: this is a link that leads out of the archive"),
    ("deep", written("coders.jsonl", b"[" * 100_000 + b"\n"), "coders.jsonl, line 1: this line is damaged"),
)  # fmt: skip


@pytest.mark.parametrize(("spoil", "says"), [each[1:] for each in BAD], ids=[each[0] for each in BAD])
def test_a_bad_archive_is_refused_with_its_place(
    archive: Path, tmp_path: Path, spoil: Callable[[Path], None], says: str
) -> None:
    spoil(archive)
    answer = command_line.run("import", str(archive), "--database", str(tmp_path / "new.db"))
    assert answer.code != 0
    assert says in answer.err
    assert answer.err.count("\n") == 1
    assert not (tmp_path / "new.db").exists()


def zipped(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in files.items():
            made.writestr(name, data)
    return path


HEAD = json.dumps({"format": "kb archive", "version": 1, "documents": [], "files": ["coders.jsonl"]}).encode()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes")
@pytest.mark.parametrize("command", ["import", "diff"])
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path, command: str) -> None:
    os.mkfifo(tmp_path / "study.zip")
    files = [str(tmp_path / "study.zip")] * (2 if command == "diff" else 1)
    answer = command_line.run(command, *files)
    assert answer.code != 0
    assert "not a regular file" in answer.err


@pytest.mark.parametrize(
    ("files", "says"),
    [
        pytest.param(
            {"archive.json": HEAD, "coders.jsonl": b" " * 50_000_000},
            "this is not the archive of a study",
            id="bomb",
        ),
        pytest.param(
            {"archive.json": HEAD, "../x": b""}, "../x: the path leads out of the archive", id="outside"
        ),
        pytest.param({"archive.json": HEAD, "/x": b""}, "the path leads out of the archive", id="absolute"),
        pytest.param({"x": b""}, "it has no archive.json", id="no archive"),
    ],
)
def test_a_hostile_zip_is_refused(tmp_path: Path, files: dict[str, bytes], says: str) -> None:
    with pytest.raises(ArchiveError) as error:
        read_archive(zipped(tmp_path / "a.zip", files))
    assert says in str(error.value)


def test_a_damaged_zip_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(os.urandom(1000))
    with pytest.raises(ArchiveError, match="neither a folder nor a readable zip file"):
        read_archive(path)


def test_a_zip_of_the_folder_is_an_archive_too(exported: Path, tmp_path: Path) -> None:
    made = shutil.make_archive(str(tmp_path / "mailed"), "zip", exported.parent, exported.name)
    assert read_archive(Path(made)) == read_archive(exported)


def test_an_archive_of_version_1_is_read_for_ever(tmp_path: Path) -> None:
    new = tmp_path / "new.db"
    assert command_line.run("import", str(VERSION_1), "--database", str(new)).code == 0
    study = study_in(new)
    told = json.loads((VERSION_1.parent / "v1.json").read_text())
    assert {name: len(study.rows(name)) for name in told["rows"]} == told["rows"]
    texts, codes = study.texts(), study.by_id("code")
    quotes = {
        (codes[each["code_id"]]["name"], texts[each["document_id"]][each["start"] : each["end"]])
        for each in study.rows("coding")
    }
    assert quotes == {tuple(each) for each in told["quotes"]}
    assert command_line.run("check", "--database", str(new)).code in {0, 1}
