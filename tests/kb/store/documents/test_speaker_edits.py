"""Speakers renamed, merged, split and given roles, in one document and in many; kept, told and undone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from interview_files import OTHER, TALK, ask, file, store
from sqlalchemy import Engine

from ingest.model import Parsed, Speaker
from kb.db import engine as db
from kb.errors import KbError
from kb.store.documents import speaker_edits
from kb.store.documents.speaker_edits import SpeakerEdit
from kb.store.undo import undo

LONGER = (*TALK, "And one more thing, said the interviewer.")
ROLES = "interviewer", "unknown"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "catalog.db"


@pytest.fixture
def engine(path: Path) -> Iterator[Engine]:
    engine = db.open_for_writing(path)
    store(engine, told("Interview 1.txt"), told("Interview 2.txt", OTHER))
    yield engine
    engine.dispose()


def told(name: str, paragraphs: tuple[str, ...] = TALK) -> Parsed:
    """The file as a reader hands it over, with its speakers."""
    parsed = file(name, paragraphs)
    assert parsed.transcript is not None
    labels = "Interviewer", "Interviewee"
    people = tuple(Speaker(label, role, (label,)) for label, role in zip(labels, ROLES, strict=True))  # type: ignore[arg-type]
    return replace(parsed, transcript=replace(parsed.transcript, speakers=people))


def speakers(path: Path, document: str = "Interview 1") -> list[tuple[str, str, int]]:
    """Every speaker of a document with the role and the number of paragraphs."""
    query = """
        SELECT speaker.name, role, count(paragraph.id) FROM speaker
        JOIN document ON document.id = speaker.document_id AND document.name = ?
        LEFT JOIN paragraph ON paragraph.speaker_id = speaker.id GROUP BY speaker.id ORDER BY 1
    """
    return [(name, role, count) for name, role, count in ask(path, query, document)]


def do(engine: Engine, what: str, *values: object, **options: object) -> SpeakerEdit:
    with db.transaction(engine) as session:
        done: SpeakerEdit = getattr(speaker_edits, what)(session, *values, who="Bea", **options)
    return done


def take_back(engine: Engine, done: SpeakerEdit) -> None:
    with db.transaction(engine) as session:
        undo(session, str(done.action), who="Bea")


FIRST = [("Interviewee", "unknown", 2), ("Interviewer", "interviewer", 2)]
SECOND = [("Interviewee", "unknown", 1), ("Interviewer", "interviewer", 2)]
EDITS = [
    pytest.param(
        ("rename_speaker", "interviewee", " Noor "),
        [("Interviewer", "interviewer", 2), ("Noor", "unknown", 2)],
        id="rename",
    ),
    pytest.param(
        ("merge_speakers", ["Interviewee"], "Interviewer"), [("Interviewer", "interviewer", 4)], id="merge"
    ),
    pytest.param(
        ("merge_speakers", ["Interviewee", "Interviewer"], "Noor"),
        [("Noor", "unknown", 4)],
        id="merge as new",
    ),
    pytest.param(
        ("split_speaker", "Interviewee", "Noor"),
        [("Interviewer", "interviewer", 2), ("Noor", "unknown", 2)],
        id="split",
    ),
    pytest.param(
        ("set_speaker_role", "Interviewee", "interviewee"),
        [("Interviewee", "interviewee", 2), ("Interviewer", "interviewer", 2)],
        id="role",
    ),
]


@pytest.mark.parametrize(("edit", "after"), EDITS)
def test_an_edit_is_one_action_over_all_documents_and_is_undone_whole(
    engine: Engine, path: Path, edit: tuple[str, object], after: list[tuple[str, str, int]]
) -> None:
    done = do(engine, *edit)
    assert done.documents == ("Interview 1", "Interview 2")
    assert speakers(path) == after
    [(what,)] = ask(path, "SELECT DISTINCT what FROM change WHERE batch = ?", done.action)
    assert what.endswith(" in 2 documents")
    take_back(engine, done)
    assert (speakers(path), speakers(path, "Interview 2")) == (FIRST, SECOND)


@pytest.mark.parametrize(("edit", "after"), EDITS)
@pytest.mark.parametrize("paragraphs", [TALK, LONGER], ids=["untouched", "changed"])
def test_reading_the_file_again_keeps_the_edit_and_it_can_still_be_undone(
    engine: Engine,
    path: Path,
    edit: tuple[str, object],
    after: list[tuple[str, str, int]],
    paragraphs: tuple[str, ...],
) -> None:
    done = do(engine, *edit)
    store(engine, told("Interview 1.txt", paragraphs))
    assert [(name, role) for name, role, _ in speakers(path)] == [(name, role) for name, role, _ in after]
    assert sum(count for *_, count in speakers(path)) == len(paragraphs)
    take_back(engine, done)
    assert [each[:2] for each in speakers(path)] == [each[:2] for each in FIRST]
    assert sum(count for *_, count in speakers(path)) == len(paragraphs)


def test_only_the_documents_that_are_named_are_changed(engine: Engine, path: Path) -> None:
    done = do(engine, "rename_speaker", "Interviewee", "Noor", documents=["2"])
    assert done.documents == ("Interview 2",)
    assert speakers(path) == FIRST
    assert speakers(path, "Interview 2") == [("Interviewer", "interviewer", 2), ("Noor", "unknown", 1)]


def test_a_merge_is_split_again_by_its_label(engine: Engine, path: Path) -> None:
    do(engine, "merge_speakers", ["Interviewee"], "Interviewer")
    do(engine, "split_speaker", "Interviewee", "Max", role="interviewee", documents=["Interview 1"])
    assert speakers(path) == [("Interviewer", "interviewer", 2), ("Max", "interviewee", 2)]
    assert speakers(path, "Interview 2") == [("Interviewer", "interviewer", 3)]


def test_what_is_so_already_is_no_action(engine: Engine) -> None:
    assert do(engine, "set_speaker_role", "Interviewer", "interviewer") == SpeakerEdit(None, ())


@pytest.mark.parametrize(
    ("edit", "reason"),
    [
        pytest.param(("rename_speaker", "Interviewee", " "), "needs a name", id="nameless"),
        pytest.param(("rename_speaker", "Interviewee", "Interviewer"), "merge them", id="taken"),
        pytest.param(("rename_speaker", "Intervewee", "Noor"), "did you mean 'Interviewee'", id="nobody"),
        pytest.param(("split_speaker", "Speaker 3", "Noor"), "no label 'Speaker 3'", id="no such label"),
        pytest.param(("set_speaker_role", "Interviewee", "boss"), "not a role", id="no such role"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    engine: Engine, path: Path, edit: tuple[str, object], reason: str
) -> None:
    with pytest.raises(KbError, match=reason):
        do(engine, *edit)
    assert (speakers(path), speakers(path, "Interview 2")) == (FIRST, SECOND)


def test_a_named_document_without_the_speaker_is_told(engine: Engine) -> None:
    do(engine, "rename_speaker", "Interviewee", "Noor", documents=["1"])
    with pytest.raises(KbError, match="no speaker 'Noor' in 'Interview 2'"):
        do(engine, "set_speaker_role", "Noor", "interviewee", documents=["1", "2"])
