"""What differs between two copies of a project is told in a researcher's words."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import command_line
import pytest
import worked_catalog
from sqlmodel import Session, col, select

from kb.db import tables
from kb.db.engine import open_for_writing, transaction
from kb.store.coding.codings import add_coding, recode, remove_coding, resize_coding
from kb.store.coding.moderation import ModerationDecision, decide
from kb.store.corrections import correct_text
from kb.store.documents.cases import set_case
from kb.store.documents.renaming import rename_document
from kb.store.memos import add_memo, note_on_coding


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return worked_catalog.make(tmp_path_factory.mktemp("worked") / "catalog.db")


def document(session: Session, name: str = "Interview 2") -> tables.Document:
    return session.exec(select(tables.Document).where(tables.Document.name == name)).one()


def winter(session: Session) -> int:
    """The coding of "the drift is worse in winter"."""
    query = select(tables.Coding).where(tables.Coding.document_id == document(session, "Interview 11").id)
    found = session.exec(query.order_by(col(tables.Coding.start).desc())).first()
    assert found is not None
    return found.id or 0


def correct(session: Session) -> None:
    of = document(session)
    correct_text.save(session, of, correct_text.replace_words(session, of, 3, "How", "When"), who="Bea")


EDITS: dict[str, tuple[Callable[[Session], object], set[tuple[str | None, ...]]]] = {
    "coded": (
        lambda s: add_coding(s, document=document(s), code="Drift", start=0, end=4, coder="Cem"),
        {("coding", "added", "Drift", "Interview 2", "Cem", None, "What")},
    ),
    "uncoded": (
        lambda s: remove_coding(s, winter(s), who="Amin"),
        {
            (
                "coding",
                "removed",
                "Drift",
                "Interview 11",
                "Amin (moderator)",
                "the drift is worse in winter",
                None,
            )
        },
    ),
    "moved": (
        lambda s: resize_coding(s, winter(s), start=71, end=90, who="Amin"),
        {
            (
                "coding",
                "moved",
                "Drift",
                "Interview 11",
                "Amin (moderator)",
                "the drift is worse in winter",
                None,
            )
        },
    ),
    "recoded": (
        lambda s: recode(s, winter(s), "Late-labels", who="Amin"),
        {("coding", "recoded", "Drift → Late-labels", "Interview 11", "Amin (moderator)", None, None)},
    ),
    "new code": (
        lambda s: add_coding(s, document=document(s), code="rain", start=0, end=4, coder="Cem"),
        {("code", "added", "rain"), ("coding", "added", "rain", "Interview 2", "Cem", None, "What")},
    ),
    "memo": (
        lambda s: add_memo(s, "Look again.", who="Cem", document="Interview 11"),
        {("memo", "added", "Interview 11", "Interview 11", "Cem", None, "Look again.")},
    ),
    "memo on a coding": (
        lambda s: note_on_coding(s, winter(s), "Cold.", who="Cem"),
        {("memo", "added", "Interview 11", "Interview 11", "Cem", None, "Cold.")},
    ),
    "case": (
        lambda s: set_case(s, document(s), "Noor", {"sector": "health", "years": "7"}, who="Bea"),
        {("attribute", "changed", "Noor, sector", None, None, "value: energy", "value: health")},
    ),
    "renamed": (
        lambda s: rename_document(s, document(s, "Interview 11"), "Interview 12", who="Bea"),
        {("document", "renamed", "Interview 11 → Interview 12", "Interview 12")},
    ),
    "corrected": (
        correct,
        {
            (
                "text",
                "changed",
                "paragraph 4",
                "Interview 2",
                None,
                "How did you notice?",
                "When did you notice?",
            )
        },
    ),
}


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_is_told(worked: Path, tmp_path: Path, name: str) -> None:
    own = Path(shutil.copy(worked, tmp_path / "own.db"))
    engine = open_for_writing(own)
    with transaction(engine) as session:
        EDITS[name][0](session)
    engine.dispose()
    answer = command_line.run("diff", str(worked), str(own), "--format", "json")
    assert answer.code == 1
    told = [tuple(each.values()) for each in answer.json if each["kind"] != "history"]
    expected = EDITS[name][1]
    assert len(told) == len(expected), told
    for each in expected:
        assert any(all(want in (None, got) for want, got in zip(each, row, strict=False)) for row in told), (
            each,
            told,
        )
    back = command_line.run("diff", str(own), str(worked), "--format", "json").json
    opposite = {"added": "removed", "removed": "added"}
    assert sorted(opposite.get(each["change"], each["change"]) for each in back) == sorted(
        each["change"] for each in answer.json
    )


def test_decisions_are_told(worked: Path, tmp_path: Path) -> None:
    own = Path(shutil.copy(worked, tmp_path / "own.db"))
    engine = open_for_writing(own)
    with transaction(engine) as session:
        cem = session.exec(select(tables.Coder).where(tables.Coder.name == "Cem")).one()
        work = select(tables.CodingPass.id).where(tables.CodingPass.coder_id == cem.id)
        coding = session.exec(
            select(tables.Coding.id).where(
                col(tables.Coding.pass_id).in_(work),
                tables.Coding.document_id == document(session, "Interview 11").id,
            )
        ).one()
        decide(session, "Interview 11", [ModerationDecision(drop=(coding or 0,))], who="Amin")
    engine.dispose()
    told = command_line.run("diff", str(worked), str(own), "--format", "json").json
    decisions = [each for each in told if each["kind"] == "decision"]
    assert [(each["change"], each["after"]) for each in decisions] == [("added", "not kept")]
    assert "The provider changes the format without a word." in decisions[0]["name"]


def test_nothing_differs_between_a_catalog_and_its_archive(worked: Path, tmp_path: Path) -> None:
    command_line.run("export", "project", "--out", str(tmp_path / "a"), "--database", str(worked))
    answer = command_line.run("diff", str(tmp_path / "a"), str(worked), "--format", "markdown")
    assert (answer.code, answer.out) == (0, "No differences.\n")


def test_a_copy_that_is_none_is_refused(worked: Path, tmp_path: Path) -> None:
    assert "not an archive" in command_line.run("diff", str(tmp_path), str(worked)).err
    assert "there is no file or folder" in command_line.run("diff", str(worked), str(tmp_path / "x.db")).err


def test_markdown_has_a_heading_for_each_kind(worked: Path, tmp_path: Path) -> None:
    own = Path(shutil.copy(worked, tmp_path / "own.db"))
    engine = open_for_writing(own)
    with transaction(engine) as session:
        EDITS["new code"][0](session)
    engine.dispose()
    lines = command_line.run("diff", str(worked), str(own), "--format", "markdown").out.splitlines()
    assert "## Coding" in lines
    assert "- added: rain in Interview 2 by Cem: “What”" in lines
