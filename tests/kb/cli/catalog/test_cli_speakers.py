"""``kb speakers``: who speaks, listed and put right on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import Kb


@pytest.fixture
def database(own_catalog: Path) -> tuple[str, str]:
    return "--database", str(own_catalog)


def listed(kb: Kb, *arguments: str) -> dict[tuple[str, str], str]:
    rows = kb("speakers", "list", "--format", "json", *arguments).json
    return {(row["document"], row["speaker"]): row["role"] for row in rows}


def test_speakers_are_listed_with_their_labels(kb: Kb, database: tuple[str, str]) -> None:
    row, *_ = kb("speakers", "list", "--format", "json", *database).json
    assert list(row) == ["document", "speaker", "role", "labels", "paragraphs", "corrected"]
    assert row["speaker"] in kb("speakers", "list", row["document"], *database).out


def test_a_change_says_where_it_was_made_and_how_to_undo_it(kb: Kb, database: tuple[str, str]) -> None:
    before = listed(kb, *database)
    (document, speaker), *_ = before
    done = kb("speakers", "rename", speaker, "Noor", "--document", document, "--who", "Bea", *database)
    assert (done.code, done.out) == (0, "")
    assert done.err.startswith(f"changed in {document}; to undo: kb undo ")
    assert listed(kb, document, *database)[document, "Noor"] == before[document, speaker]
    assert kb("speakers", "role", "Noor", "other", *database).code == 0
    assert listed(kb, *database)[document, "Noor"] == "other"
    assert "nothing to change" in kb("speakers", "role", "noor", "other", *database).err


def test_speakers_are_merged_and_split(kb: Kb, database: tuple[str, str]) -> None:
    (document, first), *_ = rows = [*listed(kb, *database)]
    names = [name for each, name in rows if each == document]
    assert len(names) > 1
    in_it = ("--document", document, *database)
    assert kb("speakers", "merge", *names, "--into", first, *in_it).code == 0
    [row] = kb("speakers", "list", document, "--format", "json", *database).json
    assert kb("speakers", "split", row["labels"][-1], "Max", "--role", "other", *in_it).code == 0
    assert listed(kb, document, *database)[document, "Max"] == "other"


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        pytest.param(
            ("rename", "Nobody at all", "Noor"), "no speaker 'Nobody at all' in the catalog", id="nobody"
        ),
        pytest.param(("split", "zz", "Noor"), "no label 'zz' in the catalog", id="no label"),
    ],
)
def test_a_mistake_is_one_line(
    kb: Kb, database: tuple[str, str], arguments: tuple[str, ...], reason: str
) -> None:
    refused = kb("speakers", *arguments, *database)
    assert refused.code == 2
    assert reason in refused.err
    assert refused.err.count("\n") == 1
