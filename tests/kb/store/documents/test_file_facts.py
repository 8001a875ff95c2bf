"""Facts that the files state of a document become attributes of its case, and follow the files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from interview_files import TALK, ask, bytes_of, document, file, store
from sqlalchemy import Engine
from sqlmodel import Session, select

from ingest.model import Parsed
from kb.db import engine as db
from kb.db.tables import Case, Change
from kb.store.documents.cases import set_case
from kb.store.undo import undo


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "catalog.db"


@pytest.fixture
def engine(path: Path) -> Iterator[Engine]:
    engine = db.open_for_writing(path)
    yield engine
    engine.dispose()


def stating(parsed: Parsed, **facts: str) -> Parsed:
    assert parsed.transcript is not None
    transcript = replace(parsed.transcript, attributes=tuple(facts.items()))
    digest = hashlib.sha256(repr((parsed.sha256, facts)).encode()).hexdigest()
    return replace(parsed, transcript=transcript, sha256=digest)


def known(path: Path, name: str = "Interview 1") -> dict[str, str]:
    query = """
        SELECT attribute.name, value FROM attribute JOIN document USING (case_id) WHERE document.name = ?
    """
    return dict(ask(path, query, name))


def say(engine: Engine, case: str | None, facts: Mapping[str, str] | None, of: str = "Interview 1") -> None:
    with db.transaction(engine) as session:
        set_case(session, document(session, of), case, facts, who="Ann")


def batch_of_facts(session: Session) -> str:
    query = select(Change.batch).where(
        Change.noun == "attribute", Change.what == "ingest facts of 'Interview 1'"
    )
    return session.exec(query).first() or ""


def test_facts_are_attributes_of_a_case_called_like_the_document(engine: Engine, path: Path) -> None:
    store(engine, stating(file("Interview 1.txt"), title="Talk", date="10 March", sector=" energy  supply "))
    assert known(path) == {"date": "10 March", "sector": "energy supply"}
    assert ask(path, "SELECT name FROM participant") == [("Interview 1",)]


def test_facts_follow_the_file_and_the_same_file_changes_nothing(engine: Engine, path: Path) -> None:
    store(engine, stating(file("Interview 1.txt"), date="10 March", place="Bern"))
    before = ask(path, "SELECT count(*) FROM change")
    store(engine, stating(file("Interview 1.txt"), date="10 March", place="Bern"))
    assert ask(path, "SELECT count(*) FROM change") == before
    store(engine, stating(file("Interview 1.txt"), date="11 March", sector="energy"))
    assert known(path) == {"date": "11 March", "sector": "energy"}


def test_what_a_person_said_of_the_case_does_not_return(engine: Engine, path: Path) -> None:
    store(engine, stating(file("Interview 1.txt"), date="10 March", place="Bern", sector="energy"))
    say(engine, "Interview 1", {"date": "spring", "sector": "energy", "years": "7"})
    store(engine, stating(file("Interview 1.txt"), date="11 March", place="Basel", sector="rail"))
    assert known(path) == {"date": "spring", "sector": "rail", "years": "7"}


def test_facts_can_be_undone_and_stay_so(engine: Engine, path: Path) -> None:
    store(engine, stating(file("Interview 1.txt"), date="10 March"))
    with db.transaction(engine) as session:
        undo(session, batch_of_facts(session), who="Ann")
    assert known(path) == {}
    assert ask(path, "SELECT name FROM participant") == []
    store(engine, stating(file("Interview 1.txt"), date="11 March"))
    assert known(path) == {}
    say(engine, "P07", None)
    store(engine, stating(file("Interview 1.txt"), date="12 March", place="Bern"))
    assert known(path) == {"place": "Bern"}


def test_a_case_that_other_documents_share_is_left_alone_and_told(engine: Engine, path: Path) -> None:
    other = file("Interview 2.txt", [f"{line} Quite another talk, on trains." for line in reversed(TALK)])
    store(engine, file("Interview 1.txt"), other)
    for name in ("Interview 1", "Interview 2"):
        say(engine, "P07", None, name)
    (saved,) = store(engine, stating(file("Interview 1.txt"), date="10 March"))
    assert known(path) == {}
    assert [each.message for each in saved.problems] == [
        "its facts are not kept (date): other documents have the same case; set them with `kb attributes`"
    ]


def test_somebody_called_like_the_document_is_another_case(engine: Engine, path: Path) -> None:
    with db.transaction(engine) as session:
        session.add(Case(name="interview 1"))
    store(engine, stating(file("Interview 1.txt"), date="10 March"))
    assert ask(path, "SELECT name FROM participant ORDER BY id") == [("interview 1",), ("Interview 1 (2)",)]


def test_facts_that_may_identify_a_person_are_not_kept(engine: Engine, path: Path) -> None:
    facts = {
        "participant": "Noor Haddad",
        "email": "n@x.org",
        "respondent": "P07",
        "place": "+41 79 555 12 34",
    }
    (saved,) = store(engine, stating(file("Interview 1.txt"), **facts, note="word " * 50))
    assert saved.status == "added"
    assert known(path) == {"respondent": "P07"}


SHOWING = [
    "What do you do?",
    "I train models at Novartis in the cloud.",
    "And then?",
    "We look at drift daily.",
]
HIDING = [line.replace("Novartis", "[Company 1]") for line in SHOWING]


def test_hidden_names_are_masked_and_only_the_shown_copy_counts(engine: Engine, path: Path) -> None:
    store(engine, stating(file("Interview 1.txt", SHOWING), client="Novartis", place="Novartis Campus"))
    assert known(path)["client"] == "Novartis"
    hiding = stating(file("Interview 1 (Ann).txt", HIDING), client="[Company 1]", date="10 March")
    store(
        engine, hiding, stating(file("Interview 1.txt", SHOWING), client="Novartis", place="Novartis Campus")
    )
    assert "Novartis" not in "".join(known(path).values())
    assert known(path) in (
        {"client": "[Company 1]", "date": "10 March"},
        {"client": "[Company 1]", "place": "[Company 1] Campus"},
    )
    entries = ask(path, "SELECT before, after FROM change WHERE noun IN ('attribute', 'participant')")
    assert "Novartis" not in str(entries)
    engine.dispose()
    assert b"novartis" not in bytes_of(path)
