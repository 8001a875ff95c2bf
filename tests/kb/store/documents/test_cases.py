"""Who is behind a document and what is known of them: said, shared, changed, taken back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from interview_files import OTHER, ask, document, file, store
from sqlalchemy import Engine

from kb.db import engine as db
from kb.errors import KbError
from kb.store.documents.cases import LONGEST, set_case
from kb.store.undo import undo


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "catalog.db"


@pytest.fixture
def engine(path: Path) -> Iterator[Engine]:
    engine = db.open_for_writing(path)
    store(engine, file("Interview 1.txt"), file("Interview 2.txt", OTHER))
    yield engine
    engine.dispose()


def say(
    engine: Engine, case: str | None, known: Mapping[str, str] | None = None, *, of: str = "Interview 1"
) -> str | None:
    with db.transaction(engine) as session:
        return set_case(session, document(session, of), case, known, who="Ann")


def take_back(engine: Engine, batch: str | None) -> None:
    with db.transaction(engine) as session:
        undo(session, str(batch), who="Ann")


def cases(path: Path) -> dict[str, str | None]:
    query = """
        SELECT document.name, participant.name FROM document
        LEFT JOIN participant ON participant.id = case_id
    """
    return dict(ask(path, query))  # type: ignore[arg-type]


def known(path: Path) -> dict[str, str]:
    return dict(ask(path, "SELECT name, value FROM attribute"))  # type: ignore[arg-type]


def test_a_case_is_named_and_described(engine: Engine, path: Path) -> None:
    say(engine, "Data  scientist", {"sector": "energy", " years ": " 7 "})
    assert cases(path) == {"Interview 1": "Data scientist", "Interview 2": None}
    assert known(path) == {"sector": "energy", "years": "7"}


def test_two_interviews_share_a_case_in_whatever_case_it_is_written(engine: Engine, path: Path) -> None:
    say(engine, "Ann", {"sector": "energy"})
    say(engine, "ANN", of="Interview 2")
    assert cases(path) == {"Interview 1": "Ann", "Interview 2": "Ann"}
    assert known(path) == {"sector": "energy"}


def test_what_is_left_out_is_known_no_more(engine: Engine, path: Path) -> None:
    say(engine, "Ann", {"sector": "energy", "years": "7"})
    say(engine, "Ann", {"sector": "water"})
    assert known(path) == {"sector": "water"}


def test_a_document_can_lose_its_case(engine: Engine, path: Path) -> None:
    say(engine, "Ann")
    say(engine, None)
    assert cases(path)["Interview 1"] is None


def test_saying_it_again_is_no_action(engine: Engine) -> None:
    assert say(engine, "Ann", {"sector": "energy"})
    assert say(engine, "Ann", {"sector": "energy"}) is None


def test_it_can_be_taken_back(engine: Engine, path: Path) -> None:
    first = say(engine, "Ann", {"sector": "energy"})
    second = say(engine, "Ann", {"sector": "water"})
    take_back(engine, second)
    assert known(path) == {"sector": "energy"}
    take_back(engine, first)
    assert cases(path)["Interview 1"] is None
    assert ask(path, "SELECT count(*) FROM participant") == [(0,)]


def test_a_case_that_another_interview_has_by_now_stays(engine: Engine, path: Path) -> None:
    first = say(engine, "Ann", {"sector": "energy"})
    say(engine, "Ann", of="Interview 2")
    take_back(engine, first)
    assert cases(path) == {"Interview 1": None, "Interview 2": "Ann"}


@pytest.mark.parametrize(
    ("case", "attributes", "reason"),
    [
        pytest.param("x" * (LONGEST + 1), {}, "characters", id="endless name"),
        pytest.param("Ann", {"sector": " "}, "is empty", id="nothing is known"),
        pytest.param("Ann", {" ": "energy"}, "is empty", id="known as nothing"),
        pytest.param(None, {"sector": "energy"}, "name the case", id="known of nobody"),
    ],
)
def test_what_cannot_be_is_refused(
    engine: Engine, path: Path, case: str | None, attributes: dict[str, str], reason: str
) -> None:
    with pytest.raises(KbError, match=reason):
        say(engine, case, attributes)
    assert cases(path)["Interview 1"] is None


def test_reading_the_files_again_leaves_the_case_alone(engine: Engine, path: Path) -> None:
    say(engine, "Ann", {"sector": "energy"})
    store(engine, file("Interview 1.txt", [*OTHER, "Something else altogether is said in this one."]))
    assert cases(path)["Interview 1"] == "Ann"
    assert known(path) == {"sector": "energy"}
