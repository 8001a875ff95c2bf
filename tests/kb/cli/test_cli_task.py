"""``kb task``: documents are given to people, marked as done and taken back on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import Kb


@pytest.fixture
def database(own_catalog: Path) -> tuple[str, str, str, str]:
    return "--database", str(own_catalog), "--who", "Amin"


def test_tasks_are_given_listed_done_and_taken_back(kb: Kb, database: tuple[str, ...]) -> None:
    catalog = database[:2]
    many = (
        "--all-documents",
        "--to",
        "Bea",
        "--to",
        "Dee",
        "--each",
        "1",
        "--due",
        "2026-12-11",
        "--round",
        "Pilot",
    )
    added = kb("task", "add", *many, *database)
    assert added.err.startswith("3 new tasks; to undo: kb undo ")
    assert kb("task", "add", "Interview 2", "--to", "bea", *database).err.startswith(
        "0 new tasks; 1 task existed"
    )
    rows = kb("task", "list", "--format", "json", *catalog).json
    assert [(row["document"], row["who"], row["due"]) for row in rows] == [
        ("Interview 2", "Bea", "2026-12-11"),
        ("Interview 11", "Dee", "2026-12-11"),
        ("Nasty article", "Bea", "2026-12-11"),
    ]
    number = str(rows[0]["task"])
    assert "codings, ¶ " in kb("task", "list", "--to", "Bea", *catalog).out
    assert kb("task", "done", number, *database).err.startswith("1 task marked as done; to undo: kb undo ")
    assert "already" in kb("task", "done", number, *database).err
    assert len(kb("task", "list", "--open", "--format", "json", *catalog).json) == 2
    assert kb("task", "reopen", number, *database).code == 0
    assert kb("task", "due", "2026-12-18", number, *database).err.startswith("due: 2026-12-18; to undo")
    assert len(kb("task", "list", "--until", "2026-12-11", "--format", "json", *catalog).json) == 2
    assert kb("task", "due", "none", number, *database).code == 0
    assert kb("task", "remove", number, *database).err.startswith("1 task removed; to undo")
    assert (
        kb("task", "list", "--round", "Pilot", "--document", "Interview 2", "--format", "json", *catalog).json
        == []
    )
    by_status = ("--status", "coded", "--attribute", "sector: energy", "--to", "Bea")
    assert "no document matches" in kb("task", "add", *by_status, *database).err


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        pytest.param(("add", "--to", "Bea"), "name documents", id="no documents"),
        pytest.param(("add", "Interview 2", "--all-documents", "--to", "Bea"), "not both", id="both"),
        pytest.param(("add", "--attribute", "x", "--to", "Bea"), "NAME:VALUE", id="an attribute"),
        pytest.param(
            ("add", "Interview 2", "--to", "Bea", "--blind"), "a blind round needs a name", id="blind"
        ),
        pytest.param(("done", "99"), "no task '99'", id="none"),
        pytest.param(("due", "Friday", "1"), "is not a date", id="a day"),
    ],
)
def test_a_mistake_is_one_line(
    kb: Kb, database: tuple[str, ...], arguments: tuple[str, ...], reason: str
) -> None:
    refused = kb("task", *arguments, *database)
    assert refused.code
    assert reason in " ".join(refused.err.replace("│", " ").split())
