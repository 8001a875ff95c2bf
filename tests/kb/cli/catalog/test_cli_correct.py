"""``kb correct``: the text of a transcript corrected on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import Kb

DOCUMENT = "Interview 2"


@pytest.fixture
def database(own_catalog: Path) -> tuple[str, str]:
    return "--database", str(own_catalog)


def paragraphs(kb: Kb, *database: str) -> list[tuple[str, str]]:
    rows = kb("export", "paragraphs", "--format", "json", *database).json
    return [(row["speaker"], row["text"]) for row in rows if row["document"] == DOCUMENT]


def test_words_are_corrected_listed_and_restored(kb: Kb, database: tuple[str, str]) -> None:
    before = paragraphs(kb, *database)
    first = before[0][1]
    old = first.split()[0]
    done = kb(
        "correct", "words", DOCUMENT, "1", first, f"{old} indeed", "--who", "Bea", "--unplace", *database
    )
    assert (done.code, done.out) == (0, "")
    assert f"changed in {DOCUMENT}; to undo: kb undo " in done.err
    [row] = kb("correct", "list", DOCUMENT, "--format", "json", *database).json
    assert (row["first"], row["last"], row["text"], row["file_text"]) == (1, 1, f"{old} indeed", first)
    assert row["who"] == "Bea"
    assert kb("correct", "restore", DOCUMENT, "1", *database).code == 0
    assert kb("correct", "list", "--format", "json", *database).json == []
    assert paragraphs(kb, *database) == before


def test_a_paragraph_is_split_given_to_somebody_else_and_joined(kb: Kb, database: tuple[str, str]) -> None:
    before = paragraphs(kb, *database)
    words = before[1][1].split()[-1]
    assert kb("correct", "split", DOCUMENT, "2", words, *database).code == 0
    assert kb("correct", "speaker", DOCUMENT, "3", "Observer", *database).code == 0
    assert paragraphs(kb, *database)[2] == ("Observer", words)
    assert "'Observer'" in kb("correct", "join", DOCUMENT, "2", *database).err
    assert kb("correct", "speaker", DOCUMENT, "3", before[1][0], *database).code == 0
    assert kb("correct", "join", DOCUMENT, "2", *database).code == 0
    assert paragraphs(kb, *database) == before


def test_a_dry_run_changes_nothing(kb: Kb, database: tuple[str, str]) -> None:
    before = paragraphs(kb, *database)
    done = kb("correct", "text", DOCUMENT, "2", "Nothing of this.", "--dry-run", *database)
    assert done.code == 0
    assert "to undo" not in done.err
    assert paragraphs(kb, *database) == before


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        pytest.param(
            ("words", DOCUMENT, "1", "no such words", "x"), "does not have the words", id="no words"
        ),
        pytest.param(("text", DOCUMENT, "999", "x"), "there is no paragraph 999", id="no paragraph"),
        pytest.param(("text", DOCUMENT, "1", " "), "a paragraph needs words", id="empty"),
        pytest.param(("restore", DOCUMENT, "1"), "is as the file has it", id="not corrected"),
        pytest.param(("words", "Nobody", "1", "a", "b"), "no document 'Nobody'", id="no document"),
    ],
)
def test_a_mistake_is_one_line(
    kb: Kb, database: tuple[str, str], arguments: tuple[str, ...], reason: str
) -> None:
    done = kb("correct", *arguments, *database)
    assert done.code == 2
    assert reason in done.err
    assert done.err.count("\n") == 1
