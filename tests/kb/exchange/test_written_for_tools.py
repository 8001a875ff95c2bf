"""``kb export`` for the programs that work on a project of their own: read again, nothing is lost untold."""

from __future__ import annotations

import errno
import json
import os
import zipfile
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

import command_line
import pytest
from command_line import Kb
from exchanged import Described, described, in_categories, undotted

from kb.db import engine as db
from kb.exchange.forms import read, read_bytes
from kb.exchange.forms.parts.names import Names
from kb.exchange.model import Project
from kb.queries.exchange.project import project_of
from kb.queries.exchange.written import written


@dataclass(frozen=True)
class Tool:
    """What is written for a tool, and how."""

    form: str
    out: str


TOOLS = [Tool("qualcoder", "study.qda"), Tool("taguette", "study.sqlite3"), Tool("rqda", "study.rqda")]
QC = Tool("qc", "study-qc")
"""It has whole lines only; :mod:`test_written_qc` says what comes back."""
NAMES = [each.form for each in TOOLS]


def catalog_as(path: Path, form: str) -> tuple[Project, Project, dict[str, int]]:
    """A catalog as a project, the same read back from a file, and what of it was left out."""
    engine = db.open_for_reading(path)
    try:
        with db.reading(engine) as session:
            before = project_of(session, name="Study", origin="kb")
            made = written(session, form, name="Study")
    finally:
        engine.dispose()
    assert all(each.read == each.stored + each.dropped for each in made.loss)
    again = read_bytes(made.content, "back")
    if form == "taguette":
        names = Names(longest=50)
        before = replace(
            before, sources=tuple(replace(each, name=names.take(each.name or "")) for each in before.sources)
        )
        again = undotted(again)
    return before, again, {each.kind: each.dropped for each in made.loss}


def without_words(project: Project) -> int:
    """How many codings have no words, which no such program knows."""
    return sum(
        len(each.codings)
        for source in project.sources
        for each in source.selections
        if not 0 <= each.start < each.end
    )


def same_words(before: Described, again: Described) -> None:
    assert again.texts == before.texts
    assert again.codings == before.codings
    assert again.coders >= {coder for *_, coder in before.codings}


@pytest.mark.parametrize("form", NAMES)
def test_the_demo_catalog_comes_back(demo_catalog: Path, form: str) -> None:
    before, again, lost = catalog_as(demo_catalog, form)
    same_words(described(before), described(again))
    tree = in_categories(before) if form == "rqda" else described(before).tree
    assert described(again).tree == tree
    assert lost["Coding"] == without_words(before)
    assert lost["place in the tree"] == 0


@pytest.mark.parametrize("form", NAMES)
def test_the_real_corpus_comes_back(corpus_catalog: Path, form: str) -> None:
    before, again, lost = catalog_as(corpus_catalog, form)
    same_words(described(before), described(again))
    assert lost["Coding"] == without_words(before)
    assert not again.problems


@pytest.fixture
def study(kb: Kb, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to write to, and the catalog made by hand to write."""
    assert kb
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("tool", TOOLS, ids=NAMES)
def test_a_project_is_written_and_imported(study: Path, tool: Tool) -> None:
    done = command_line.run("export", tool.form, "--out", tool.out)
    assert (done.code, done.out) == (0, "")
    assert f"written: {tool.out}" in done.err
    assert "left out: " in done.err
    again = read(study / tool.out)
    assert {each.name for each in again.sources} == {"Interview 2", "Interview 11", "Nasty article"}
    assert command_line.run("import", tool.out, "--database", "back.db").code == 0
    wanted = quotes("--no-spill")
    if tool.form == "taguette":  # it takes no characters that control a terminal
        wanted = Counter(
            {(*some, quote.replace("\x1b", "\ufffd")): n for (*some, quote), n in wanted.items()}
        )
    assert quotes("--database", "back.db") == wanted


def quotes(*options: str) -> Counter[tuple[str, ...]]:
    """Whose words are coded by whom; the moderator's work comes back under a name of its own."""
    rows = [json.loads(each) for each in command_line.run("export", "codings", *options).out.splitlines()]
    return Counter(
        (each["document"], each["coder"].removesuffix(" (moderator)"), each["quote"]) for each in rows
    )


@pytest.mark.parametrize("tool", [*TOOLS, QC], ids=[*NAMES, "qc"])
def test_a_report_as_json_adds_up(study: Path, tool: Tool) -> None:
    assert study
    told = command_line.run("export", tool.form, "--out", tool.out, "--format", "json").json
    assert {each["kind"] for each in told} >= {"Coding", "Source", "Code", "speaker"}
    assert all(each["read"] == each["stored"] + each["carried"] + each["dropped"] for each in told)
    assert {each["kind"]: each["dropped"] for each in told}["Coding"] == 1, "the spilled one has no words"


@pytest.mark.parametrize(
    ("form", "out"),
    [("label-studio", "x.json"), ("web-annotation", "x.json"), ("spacy", "x.jsonl"), ("doccano", "x.jsonl")],
)
def test_reports_of_annotations_add_up_both_ways(study: Path, form: str, out: str) -> None:
    told = command_line.run("export", form, "--out", out, "--format", "json").json
    assert all(each["read"] == each["stored"] + each["carried"] + each["dropped"] for each in told)
    written = {each["kind"]: each["stored"] for each in told}
    lost = {each["kind"]: each["dropped"] for each in told}
    assert lost["Coding"] == 1, "the spilled one has no words"
    assert lost["Code"] > 0, "codes without a coding are not written"
    assert lost["Source"] == 0
    (again,) = command_line.run("import", out, "--database", "back.db", "--format", "json").json
    counts = {each["kind"]: each for each in again["counts"]}
    assert all(each["read"] == each["stored"] and not each["carried"] for each in counts.values())
    read_again = {kind: each["read"] for kind, each in counts.items()}
    assert read_again["Code"] == written["Code"]
    if form == "doccano":  # which knows no coders
        assert (written["User"], lost["User"] > 0) == (0, True)
    else:
        assert read_again["Coding"] == written["Coding"]
        assert read_again["User"] == written["User"]
    assert study


FOLDERS = [TOOLS[0], QC]


@pytest.mark.parametrize("tool", FOLDERS, ids=[each.form for each in FOLDERS])
def test_a_folder_in_which_somebody_has_worked_is_never_written_over(study: Path, tool: Tool) -> None:
    folder = study / tool.out
    assert command_line.run("export", tool.form, "--out", tool.out).code == 0
    assert "unchanged: " in command_line.run("export", tool.form, "--out", tool.out).err
    base = next(each for each in folder.iterdir() if each.suffix in (".qda", ".sqlite3"))
    base.write_bytes(base.read_bytes() + b"work")
    refused = command_line.run("export", tool.form, "--out", tool.out)
    assert (refused.code, "changed after they were written" in refused.err) == (2, True)
    assert base.read_bytes().endswith(b"work")
    (study / "theirs.qda").mkdir()
    (study / "theirs.qda" / "data.qda").write_bytes(b"mine")
    refused = command_line.run("export", tool.form, "--out", "theirs.qda")
    assert (refused.code, "holds something else" in refused.err) == (2, True)
    assert os.listdir(study / "theirs.qda") == ["data.qda"]  # noqa: PTH208


FILES = [each for each in TOOLS if each not in FOLDERS]


@pytest.mark.parametrize("tool", FILES, ids=[each.form for each in FILES])
def test_a_database_in_which_somebody_may_have_worked_is_never_written_over(study: Path, tool: Tool) -> None:
    for _ in range(2):
        assert command_line.run("export", tool.form, "--out", tool.out).code == 0
    (study / tool.out).write_bytes(b"work")
    refused = command_line.run("export", tool.form, "--out", tool.out)
    assert (refused.code, "already exists" in refused.err) == (2, True)
    assert (study / tool.out).read_bytes() == b"work"


@pytest.mark.parametrize("tool", FOLDERS, ids=[each.form for each in FOLDERS])
def test_a_folder_can_be_a_zip(study: Path, tool: Tool) -> None:
    assert command_line.run("export", tool.form, "--out", "study.zip").code == 0
    assert zipfile.is_zipfile(study / "study.zip")
    assert command_line.run("export", tool.form, "--out", tool.out).code == 0
    zipped, folder = described(read(study / "study.zip")), described(read(study / tool.out))
    assert replace(zipped, memos=set()) == replace(folder, memos=set())


@pytest.mark.parametrize("tool", [*TOOLS, QC], ids=[*NAMES, "qc"])
def test_a_full_disk_is_one_sentence_and_leaves_nothing(
    study: Path, tool: Tool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object, **_options: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    monkeypatch.setattr(Path, "rename", full)
    done = command_line.run("export", tool.form, "--out", tool.out)
    assert (done.code, f"cannot write {study / tool.out}" in done.err or tool.out in done.err) == (2, True)
    assert "No space left on device" in done.err
    assert list(study.iterdir()) == []


@pytest.mark.parametrize("tool", [*TOOLS, QC], ids=[*NAMES, "qc"])
def test_nothing_is_written_with_names_where_pseudonyms_are_asked_for(study: Path, tool: Tool) -> None:
    refused = command_line.run("export", tool.form, "--out", tool.out, "--pseudonymised")
    assert "nothing was written" in refused.err
    assert list(study.iterdir()) == []


def test_qualcoder_opens_folders_of_its_name_only(study: Path) -> None:
    refused = command_line.run("export", "qualcoder", "--out", "study")
    assert (refused.code, "ends in .qda" in refused.err) == (2, True)
    assert list(study.iterdir()) == []
    assert "needs --out" in command_line.run("export", "qualcoder").err
