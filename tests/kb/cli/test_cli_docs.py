"""The help and docs/commands.md tell of every command and every option, and tell the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main
from command_line import Kb

from kb import queries
from kb.catalog import Catalog
from kb.cli.options import COUNTS
from kb.cli.registry import app

PAGE = (Path(__file__).parents[3] / "docs" / "commands.md").read_text(encoding="utf-8")


def commands(group: Any = None, prefix: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every command with the words that call it."""
    for name, command in (group or typer.main.get_command(app)).commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, (*prefix, name))
        else:
            yield (*prefix, name), command


COMMANDS = dict(commands())
ASKING = ("issues", "issue", "fixes", "stages", "codes", "quotes", "export")


def test_a_command_is_made_when_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    make = typer.main.get_command_from_info
    monkeypatch.setattr(
        typer.main,
        "get_command_from_info",
        lambda info, **settings: made.append(info.name) or make(info, **settings),
    )
    group: Any = typer.main.get_command(app)
    assert "quotes" in set(group.commands)
    assert made == []
    assert group.commands["issues"] is group.commands["issues"]
    assert made == ["issues"]


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_command_has_a_section_with_an_example_in_the_documentation(words: tuple[str, ...]) -> None:
    section = re.search(rf"^## kb {' '.join(words)}$(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert section is not None, f"docs/commands.md has no section “kb {' '.join(words)}”"
    assert re.search(rf"^(\$ )?kb {' '.join(words)}\b", section[1], re.MULTILINE)


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_an_option_is_told_in_the_documentation(words: tuple[str, ...]) -> None:
    options = {name for param in COMMANDS[words].params for name in (*param.opts, *param.secondary_opts)}
    long = {name for name in options if name.startswith("--")} - {"--help"}
    assert {name for name in long if not re.search(rf"{name}\b", PAGE)} == set()


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_the_help_of_a_command_has_an_example_of_it(kb: Kb, words: tuple[str, ...]) -> None:
    asked = kb(*words, "--help")
    assert asked.code == 0
    assert f"Example: kb {' '.join(words)}" in " ".join(asked.out.split())


@pytest.mark.parametrize(
    ("words", "usage"),
    [
        pytest.param(("ingest",), "PATH...", id="ingest"),
        pytest.param(("issue",), "ISSUE", id="issue"),
        pytest.param(("fixes",), "[FIX]", id="fixes"),
        pytest.param(("search",), "QUERY", id="search"),
        pytest.param(("undo",), "ACTION", id="undo"),
        pytest.param(("taxonomy", "check"), "[FILE]", id="taxonomy check"),
    ],
)
def test_the_help_names_arguments_as_people_type_them(kb: Kb, words: tuple[str, ...], usage: str) -> None:
    shown = kb(*words, "--help").out
    assert shown.splitlines()[0].endswith(f" {' '.join(words)} [OPTIONS] {usage}")
    assert re.search(rf"^Arguments:\n  {re.escape(usage)}  \S", shown, re.MULTILINE)


@pytest.mark.parametrize("command", ASKING)
def test_the_help_of_an_asking_command_says_what_is_counted(kb: Kb, command: str) -> None:
    assert " ".join(COUNTS.split()) in " ".join(kb(command, "--help").out.split())


def test_the_help_counts_as_the_queries_define_it() -> None:
    defined = " ".join((queries.__doc__ or "").replace("*", "").split())
    for definition in (
        "passages with a code; a coding over several paragraphs counts once",
        "documents (interviews, articles, talks) with at least one such coding",
        "people, moderators included, with at least one such coding",
    ):
        assert definition in defined
        assert definition in " ".join(COUNTS.split())


def test_the_overview_lists_every_command_and_cuts_none_of_its_lines(kb: Kb) -> None:
    shown = kb("--help").out
    for words in COMMANDS:
        assert re.search(rf"^  {words[0]} ", shown, re.MULTILINE)
    assert "..." not in shown.partition("Fill the catalog")[2]


def test_the_notebooks_questions_are_told_in_the_documentation() -> None:
    section = PAGE.partition("## In a notebook")[2]
    questions = [name for name in dir(Catalog) if not name.startswith("_") and name != "close"]
    assert [name for name in questions if f"`{name}`" not in section] == []
