"""Sorting the catalog by another taxonomy: what codes mean changes, and no coding does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from interview_files import TALK, TAXONOMY, Marks, ask, file, rows, store, taxonomy
from sqlalchemy import Engine

from kb.db import engine as db
from kb.store.codebook.apply_taxonomy import Sorted, apply_taxonomy

CODED = [
    "codes",
    "code",
    "coding",
    "unplaced_coding",
    "coding_pass",
    "coder",
    "document",
    "paragraph",
    "source",
]
MARKS: Marks = {
    "drift": ("the schema changed", "exact"),
    "Drifts": ("nobody in the team", "exact"),
    "odd one": ("a week", "exact"),
    "odd_ones": ("two years", "exact"),
}

SECOND = """
  rotting-input:
    title: Inputs rot
    statement: What comes in is no longer what it was.
    stages: [deployment]
    codes: [drift]
    study: {study}
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "catalog.db"


@pytest.fixture
def engine(path: Path) -> Iterator[Engine]:
    """A catalog with one coded interview, sorted by the taxonomy made by hand."""
    made = db.open_for_writing(path)
    apply(made)
    store(made, file("codings/Interview 1 - Bea.txt", TALK, MARKS), book=taxonomy())
    apply(made)
    yield made
    made.dispose()


def apply(engine: Engine, text: str = TAXONOMY) -> Sorted:
    with db.transaction(engine) as session:
        return apply_taxonomy(session, taxonomy(text), who="Ann")


def with_second(study: str, first: str = "I6.1") -> str:
    text = TAXONOMY.replace("study: I6.1", f"study: {first}")
    return text.replace("fixes:\n", f"{SECOND.format(study=study)}fixes:\n", 1)


def meanings(path: Path) -> dict[str, tuple[str, str | None]]:
    """Each code with the code it is a spelling of, and that one's kind."""
    query = "SELECT a.name, b.name, b.kind FROM code a JOIN code b ON b.id = a.canonical_id"
    return {name: (canonical, kind) for name, canonical, kind in ask(path, query)}


def test_another_taxonomy_sorts_anew_and_touches_no_coding(engine: Engine, path: Path) -> None:
    before = rows(path)
    text = TAXONOMY.replace("kind: issue", "kind: issue\n    aliases: [odd one]")
    assert apply(engine, text).unsorted == ()
    after = rows(path)
    assert {name: kept for name, kept in after.items() if name in CODED and name != "code"} == {
        name: kept for name, kept in before.items() if name in CODED and name != "code"
    }
    assert meanings(path)["odd one"] == meanings(path)["odd_ones"] == ("drift", "issue")
    apply(engine)
    assert rows(path, without=["change", "taxonomy_file"]) == {
        name: kept for name, kept in before.items() if name not in ("change", "taxonomy_file")
    }


def test_the_same_taxonomy_again_changes_nothing(engine: Engine, path: Path) -> None:
    before = rows(path)
    assert not apply(engine).is_new
    assert rows(path) == before


def test_spellings_belong_to_their_code_and_what_nobody_placed_gathers_unsorted(
    engine: Engine, path: Path
) -> None:
    assert meanings(path) == {
        "drift": ("drift", "issue"),
        "Drifts": ("drift", "issue"),
        "watching-fix": ("watching-fix", "fix"),
        "odd one": ("odd one", None),
        "odd_ones": ("odd one", None),
    }
    assert apply(engine).unsorted == ("odd one",)


def test_numbers_of_a_numbered_code_have_its_kind_and_stay_codes_of_their_own(path: Path) -> None:
    made = db.open_for_writing(path)
    marks: Marks = {"Q5.4": ("the schema changed", "exact"), "Quota": ("a week", "exact")}
    store(made, file("codings/Interview 1 - Bea.txt", TALK, marks), book=taxonomy())
    assert apply(made).unsorted == ("Q5.4", "Quota")
    question = "  Q: {kind: structural, numbered: yes, definition: A question., cues: [next, last, first]}\n"
    numbered = TAXONOMY.replace("issues:\n", f"{question}issues:\n", 1)
    assert apply(made, numbered).unsorted == ("Quota",)
    assert meanings(path)["Q5.4"] == ("Q5.4", "structural")
    assert apply(made).unsorted == ("Q5.4", "Quota")
    made.dispose()


def test_two_issues_may_swap_their_numbers_in_the_study(engine: Engine, path: Path) -> None:
    numbers = "SELECT key, study FROM issue ORDER BY key"
    apply(engine, with_second("I6.2"))
    assert ask(path, numbers) == [("concept-drift", "I6.1"), ("rotting-input", "I6.2")]
    ids = ask(path, "SELECT id, key FROM issue ORDER BY key")
    apply(engine, with_second("I6.1", first="I6.2"))
    assert ask(path, numbers) == [("concept-drift", "I6.2"), ("rotting-input", "I6.1")]
    assert ask(path, "SELECT id, key FROM issue ORDER BY key") == ids


def test_what_the_taxonomy_no_longer_names_is_gone_but_for_codes_in_use(engine: Engine, path: Path) -> None:
    apply(engine, with_second("I6.2"))
    smaller = TAXONOMY.replace("drift:\n", "shift:\n", 1).replace("codes: [drift]", "codes: [shift]")
    assert apply(engine, smaller).unsorted == ("Drifts", "odd one")
    assert ask(path, "SELECT key FROM issue") == [("concept-drift",)]
    assert meanings(path)["drift"] == meanings(path)["Drifts"] == ("Drifts", None)
    apply(engine, TAXONOMY)
    assert "shift" not in meanings(path)
    assert meanings(path)["Drifts"] == ("drift", "issue")


def test_every_taxonomy_that_was_applied_is_kept_with_its_text(engine: Engine, path: Path) -> None:
    apply(engine, with_second("I6.2"))
    apply(engine)
    kept = [text for (text,) in ask(path, "SELECT text FROM taxonomy_file ORDER BY id")]
    assert kept == [TAXONOMY, with_second("I6.2"), TAXONOMY]
    assert ask(path, "SELECT what, count(*) FROM change WHERE noun = 'taxonomy_file'") == [
        ("apply taxonomy", 3)
    ]


def test_a_code_that_files_bring_goes_where_the_taxonomy_says_at_once(engine: Engine, path: Path) -> None:
    marks: Marks = {"DRIFT": ("the answers were wrong", "exact"), "Odd ones": ("to see that", "exact")}
    store(engine, file("codings/Interview 1 - Cem.txt", TALK, marks), book=taxonomy())
    found = meanings(path)
    assert (found["DRIFT"], found["Odd ones"]) == (("drift", "issue"), ("odd one", None))
