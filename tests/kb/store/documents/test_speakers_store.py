"""Who speaks, put right by a person: kept when the files are read again, and undone whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from interview_files import TALK, ask, document, file, store
from sqlalchemy import Engine

from kb.db import engine as db
from kb.errors import KbError
from kb.store.documents.speakers import Person, correct_speakers
from kb.store.undo import undo

NAMED = Person("Ann", "interviewer", ("Interviewer",))
LONGER = (*TALK, "And one more thing, said the interviewer.")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "catalog.db"


@pytest.fixture
def engine(path: Path) -> Iterator[Engine]:
    engine = db.open_for_writing(path)
    store(engine, told())
    yield engine
    engine.dispose()


def told(paragraphs: tuple[str, ...] = TALK) -> object:
    """The file as a reader hands it over, with its speakers."""
    from dataclasses import replace  # noqa: PLC0415

    from ingest.model import Speaker  # noqa: PLC0415

    parsed = file("Interview 1.txt", paragraphs)
    people = (
        Speaker("Interviewer", "interviewer", ("Interviewer",)),
        Speaker("Interviewee", "unknown", ("Interviewee",)),
    )
    return replace(parsed, transcript=replace(parsed.transcript, speakers=people))  # type: ignore[type-var]


def speakers(path: Path) -> list[tuple[str, str, int]]:
    """Every speaker with the role and the number of paragraphs."""
    query = """
        SELECT speaker.name, role, count(paragraph.id) FROM speaker
        LEFT JOIN paragraph ON paragraph.speaker_id = speaker.id GROUP BY speaker.id ORDER BY 1
    """
    return [(name, role, count) for name, role, count in ask(path, query)]


def correct(engine: Engine, *people: Person) -> str | None:
    with db.transaction(engine) as session:
        return correct_speakers(session, document(session), people, who="Bea")


AS_READ = [("Interviewee", "unknown", 2), ("Interviewer", "interviewer", 2)]


def test_a_person_gives_names_and_roles(engine: Engine, path: Path) -> None:
    assert speakers(path) == AS_READ
    correct(engine, NAMED, Person("Max", "interviewee", ("Interviewee",)))
    assert speakers(path) == [("Ann", "interviewer", 2), ("Max", "interviewee", 2)]


def test_one_name_for_two_labels_makes_them_one_person(engine: Engine, path: Path) -> None:
    correct(engine, NAMED, Person("Ann", "interviewer", ("Interviewee",)))
    assert speakers(path) == [("Ann", "interviewer", 4)]


def test_names_can_be_exchanged(engine: Engine, path: Path) -> None:
    correct(
        engine,
        Person("Interviewee", "interviewee", ("Interviewer",)),
        Person("Interviewer", "interviewer", ("Interviewee",)),
    )
    labels = dict(ask(path, "SELECT name, labels FROM speaker"))
    assert labels == {"Interviewee": '["Interviewer"]', "Interviewer": '["Interviewee"]'}


def test_labels_that_are_not_named_stay_as_they_are(engine: Engine, path: Path) -> None:
    correct(engine, NAMED)
    assert speakers(path) == [("Ann", "interviewer", 2), ("Interviewee", "unknown", 2)]


def test_saying_what_is_so_already_is_no_action(engine: Engine, path: Path) -> None:
    before = ask(path, "SELECT count(*) FROM change")
    assert correct(engine, Person("Interviewer", "interviewer", ("Interviewer",))) is None
    assert ask(path, "SELECT count(*) FROM change") == before


@pytest.mark.parametrize("paragraphs", [TALK, LONGER], ids=["the same text", "a changed text"])
def test_reading_the_file_again_keeps_what_a_person_said(
    engine: Engine, path: Path, paragraphs: tuple[str, ...]
) -> None:
    correct(engine, NAMED)
    store(engine, told(paragraphs))  # type: ignore[arg-type]
    more = len(paragraphs) - len(TALK)
    assert speakers(path) == [("Ann", "interviewer", 2 + more), ("Interviewee", "unknown", 2)]


def test_a_merge_survives_a_changed_text(engine: Engine, path: Path) -> None:
    correct(engine, NAMED, Person("Ann", "interviewer", ("Interviewee",)))
    store(engine, told(LONGER))  # type: ignore[arg-type]
    assert speakers(path) == [("Ann", "interviewer", 5)]


def test_a_correction_is_undone_whole_and_can_be_done_again(engine: Engine, path: Path) -> None:
    batch = correct(engine, NAMED, Person("Ann", "interviewer", ("Interviewee",)))
    with db.transaction(engine) as session:
        undo(session, str(batch), who="Bea")
    assert speakers(path) == AS_READ
    [(again,)] = ask(path, "SELECT DISTINCT batch FROM change WHERE what LIKE 'undo: %'")
    with db.transaction(engine) as session:
        undo(session, again, who="Bea")
    assert speakers(path) == [("Ann", "interviewer", 4)]


@pytest.mark.parametrize(
    ("people", "reason"),
    [
        pytest.param((Person(" ", "other", ("Interviewer",)),), "needs a name", id="nameless"),
        pytest.param((Person("x" * 121, "other", ("Interviewer",)),), "120 characters", id="endless"),
        pytest.param((Person("Ann", "boss", ("Interviewer",)),), "not a role", id="no such role"),
        pytest.param((Person("Ann", "other", ("Nobody",)),), "no label 'Nobody'", id="no such label"),
        pytest.param(
            (NAMED, Person("Ann", "other", ("Interviewee",))), "choose one role", id="one name, two roles"
        ),
        pytest.param(
            (NAMED, Person("Bo", "other", ("Interviewer",))), "one speaker", id="one label, two people"
        ),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    engine: Engine, path: Path, people: tuple[Person, ...], reason: str
) -> None:
    with pytest.raises(KbError, match=reason):
        correct(engine, *people)
    assert speakers(path) == AS_READ
