"""``kb memo``: memos are listed, written, rewritten and deleted on the command line."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from command_line import Kb


@pytest.fixture
def database(demo_catalog: Path, tmp_path: Path) -> tuple[str, str]:
    return "--database", str(shutil.copy(demo_catalog, tmp_path / "catalog.db"))


def listed(kb: Kb, *arguments: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = kb("memo", "list", "--format", "json", *arguments).json
    return rows


def test_a_memo_is_written_where_the_options_say(kb: Kb, database: tuple[str, str]) -> None:
    mine = ("--who", "Ann", *database)
    assert kb("memo", "write", "On all of it", *mine).code == 0
    assert kb("memo", "write", "On the code", "--code", "Data-noisy-labels", *mine).code == 0
    assert kb("memo", "write", "On ¶ 3", "--document", "Interview 3", "--paragraph", "3", *mine).code == 0
    passage, code, project = listed(kb, "--author", "Ann", *database)
    assert (passage["document"], passage["paragraph"]) == ("Interview 3", 2)
    assert (code["code"], project["about"]) == ("Data-noisy-labels", "project")
    words = passage["quote"][:12]
    place = ("--document", "Interview 3", "--paragraph", "3", "--words", words)
    assert kb("memo", "write", "On words", *place, *mine).code == 0
    [row] = listed(kb, "on words", *database)
    assert row["quote"].startswith(words.split()[0])
    assert "Interview 3 ¶ 3" in kb("memo", "list", "--about", "passage", *database).out


def test_a_memo_is_rewritten_and_deleted_and_comes_back(kb: Kb, database: tuple[str, str]) -> None:
    mine = ("--who", "Ann", *database)
    number = kb("memo", "write", "Ask again", *mine).err.split()[1]
    done = kb("memo", "rewrite", number, "Asked", *mine)
    assert done.err.startswith(f"memo {number} rewritten; to undo: kb undo ")
    assert "nothing to change" in kb("memo", "rewrite", number, "Asked", *mine).err
    gone = kb("memo", "delete", number, *mine)
    assert listed(kb, "Asked", *database) == []
    assert kb("undo", gone.err.split()[-1], *database).code == 0
    assert [row["text"] for row in listed(kb, "Asked", *database)] == ["Asked"]


def test_a_long_memo_comes_from_the_input(kb: Kb, database: tuple[str, str]) -> None:
    typed = "First line\n\nSecond line\n"
    assert kb("memo", "write", "-", "--who", "Ann", *database, typed=typed).code == 0
    assert listed(kb, "--author", "Ann", *database)[0]["text"] == typed.strip()
    refused = kb("memo", "write", "-", "--who", "Ann", *database, typed="long " * 100_000)
    assert refused.code
    assert "at most 100,000 characters" in refused.err


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        pytest.param(("write", "x", "--words", "y"), "need --document", id="words of nothing"),
        pytest.param(
            ("write", "x", "--document", "Interview 3", "--words", "y", "--code", "Data-noisy-labels"),
            "on words or on a code",
            id="both",
        ),
        pytest.param(
            ("write", "x", "--document", "Interview 3", "--words", "zzz"), "does not have", id="no words"
        ),
        pytest.param(("write", " "), "the memo is empty", id="empty"),
        pytest.param(("rewrite", "1", " "), "kb memo delete", id="emptied"),
        pytest.param(
            ("rewrite", "1", "Mine now"), "by Felix; only they can change it", id="of somebody else"
        ),
        pytest.param(("delete", "999"), "no memo '999'", id="none"),
    ],
)
def test_a_mistake_is_one_line_and_changes_nothing(
    kb: Kb, database: tuple[str, str], arguments: tuple[str, ...], reason: str
) -> None:
    before = listed(kb, *database)
    refused = kb("memo", *arguments, "--who", "Ann", *database)
    assert refused.code
    assert reason in " ".join(refused.err.split())
    assert listed(kb, *database) == before
