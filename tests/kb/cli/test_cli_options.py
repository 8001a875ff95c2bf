"""Options mean the same in every command, and a catalog is never created by mistake."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest
import typer.main
from command_line import Kb

from kb.catalog import FilterOptions
from kb.cli.options import FILTERS
from kb.cli.registry import app
from kb.queries.filtering.filters import Filters

SHARED = ("--database", "--format", "--who", "--seed", "--all", "--out", "--limit")


def options() -> dict[str, list[tuple[str, Any]]]:
    """Every shared option with the commands that have it."""
    found: dict[str, list[tuple[str, Any]]] = {name: [] for name in SHARED}
    waiting = list(typer.main.get_command(app).commands.items())  # type: ignore[attr-defined]
    while waiting:
        name, command = waiting.pop()
        waiting += list(getattr(command, "commands", {}).items())
        for parameter in command.params:
            for flag in set(parameter.opts) & set(SHARED):
                if (name, flag) != ("history", "--who"):  # a filter there: whose changes
                    found[flag].append((name, parameter))
    return found


def test_what_is_written_takes_its_title_in_the_same_words_everywhere() -> None:
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    told = [
        each.help
        for name in ("report", "publish", "deposit")
        for each in commands[name].params
        if "--title" in each.opts
    ]
    assert (len(told), len(set(told))) == (3, 1)


@pytest.mark.parametrize("flag", SHARED)
def test_an_option_takes_the_same_in_every_command(flag: str) -> None:
    metavars = {parameter.metavar for _, parameter in options()[flag]}
    beginnings = {(parameter.help or "").split(".")[0].split(";")[0][:12] for _, parameter in options()[flag]}
    assert len(metavars) == 1
    assert len(beginnings) == 1


def test_every_command_that_opens_a_catalog_names_it_with_database() -> None:
    names = {name for name, _ in options()["--database"]}
    assert {"demo", "app", "ingest", "status", "network", "report", "apply"} <= names


@pytest.mark.parametrize("name", ["missing.db", "empty.db"])
@pytest.mark.parametrize("named_by", ["option", "environment"])
def test_the_app_refuses_a_path_without_a_catalog_and_creates_none(
    kb: Kb, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, named_by: str
) -> None:
    def start(*_: object, **__: object) -> None:
        pytest.fail("the server was started")

    monkeypatch.setattr(subprocess, "Popen", start)
    path = tmp_path / name
    if name == "empty.db":
        path.touch()
    if named_by == "environment":
        monkeypatch.setenv("KB_DATABASE", str(path))
    refused = kb("app", *(("--database", str(path)) if named_by == "option" else ()))
    assert (refused.code, refused.out, refused.err.count("\n")) == (2, "", 1)
    assert name in refused.err
    if name == "missing.db":
        assert "`kb ingest" in refused.err
        assert "`kb demo`" in refused.err
        assert not path.exists()
    else:
        assert path.read_bytes() == b""


def test_the_demo_takes_a_database_or_the_old_folder_and_not_both(
    kb: Kb, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built: list[str] = []

    def build(database: str) -> None:
        built.append(database)
        raise KeyboardInterrupt

    monkeypatch.setattr("kb.cli.catalog.demo.build_demo", build)
    kb("demo")
    kb("demo", "--database", str(tmp_path / "try.db"))
    kb("demo", "--folder", str(tmp_path))
    assert built == [
        str(Path("kb-demo") / "catalog.db"),
        str(tmp_path / "try.db"),
        str(tmp_path / "catalog.db"),
    ]
    assert kb("demo", "--database", "a.db", "--folder", str(tmp_path)).code == 2
    assert "--folder" not in kb("demo", "--help").out


def test_the_demo_is_not_mixed_with_interviews_of_a_study(kb: Kb, tmp_path: Path) -> None:
    (tmp_path / "talk.txt").write_text("Ann: What broke?\nBob: The schema changed overnight.\n")
    study = tmp_path / "study.db"
    assert kb("ingest", str(tmp_path / "talk.txt"), "--database", str(study)).code == 0
    refused = kb("demo", "--database", str(study))
    assert (refused.code, refused.out, refused.err.count("\n")) == (2, "", 1)
    assert "holds other interviews" in refused.err
    assert kb("demo", "--database", str(tmp_path / "try.db")).code == 0
    assert kb("demo", "--database", str(tmp_path / "try.db")).code == 0  # its own interviews are no others


def test_every_filter_of_the_queries_is_an_option() -> None:
    assert set(FILTERS) == set(Filters.__dataclass_fields__) == set(FilterOptions.__annotations__)


def test_the_options_of_network_stand_in_sections(kb: Kb) -> None:
    shown = kb("network", "--help").out
    order = [
        shown.index(f"\n{title}:") for title in ("Counting options", "Display options", "Output options")
    ]
    assert order == sorted(order)
    assert shown.index("\nFilters:") > order[-1]
    assert "1000000000" not in shown


def test_the_format_that_is_named_goes_before_the_ending_of_a_data_file(kb: Kb, tmp_path: Path) -> None:
    for command in (("export", "codings"), ("crosstab", "issue", "coder")):
        file = tmp_path / f"{command[0]}.txt"
        assert kb(*command, "--out", str(file), "--format", "json").code == 0
        assert file.read_text(encoding="utf-8").startswith("[\n{")


LISTS = {
    "issues": ("issue", ("issues",)),
    "fixes": ("fix", ("fixes", "--all")),
    "codes": ("code", ("codes",)),
    "stages": ("stage", ("stages",)),
    "stages by aspect": ("stage", ("stages", "--by-aspect")),
    "frequencies": ("thing", ("frequencies", "--level", "code")),
    "moderation": ("name", ("moderation", "--by", "code")),
    "agreement": ("name", ("agreement", "--by", "code", "--with-moderator", "--resamples", "0")),
}


@pytest.mark.parametrize(("column", "command"), LISTS.values(), ids=LISTS)
def test_a_limit_gives_the_first_entries_and_tells_how_many_there_are(
    kb: Kb, column: str, command: tuple[str, ...]
) -> None:
    every = kb(*command, "--limit", "0", "--format", "jsonl")
    few = kb(*command, "--limit", "1", "--format", "jsonl")
    assert every.code == few.code == 0
    names = list(dict.fromkeys(row[column] for row in every.lines))
    assert few.lines == [row for row in every.lines if row[column] == names[0]]
    assert "showing 1: --limit 0 shows all\n" in few.err
    assert "showing" not in every.err


def test_a_limit_counts_the_rows_of_each_level_and_leaves_the_totals(kb: Kb) -> None:
    every = kb("frequencies", "--level", "all", "--format", "jsonl")
    few = kb("frequencies", "--level", "all", "--limit", "1", "--format", "jsonl")
    first = {row["level"]: row for row in reversed(every.lines)}
    assert few.lines == list(reversed(first.values()))
    total = [line for line in kb("frequencies").err.splitlines() if line.startswith("any issue")]
    assert total[0] in kb("frequencies", "--limit", "1").err


def test_a_limit_cuts_the_tables_for_people_too(kb: Kb) -> None:
    for command in ("stages", "frequencies", "moderation"):
        assert len(kb(command, "--limit", "1").out.splitlines()) == 3


@pytest.mark.parametrize(
    ("given", "said"),
    [
        pytest.param(("--limit", "many"), "this is not a whole number", id="a word for a number"),
        pytest.param(("--limit", "-1"), "the number must be at least 0", id="too small"),
        pytest.param(("--pass-role", "mod"), "'mod' is not one of 'coder', 'moderator'", id="no such choice"),
    ],
)
def test_a_wrong_value_is_reported_in_plain_words(kb: Kb, given: tuple[str, str], said: str) -> None:
    answer = kb("issues", *given)
    assert answer.code == 2
    assert said in answer.err
    assert "Value error" not in answer.err
    assert "Input should" not in answer.err


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(("rescue", "gone.db"), id="rescue"),
        pytest.param(("diff", "gone.db", "gone.db"), id="diff"),
        pytest.param(("merge", "gone", "gone", "gone", "--out", "merged"), id="merge"),
        pytest.param(("restore", "gone.db"), id="restore"),
    ],
)
def test_a_missing_file_is_called_missing_where_a_new_catalog_would_not_help(
    kb: Kb, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    answer = kb(*command)
    assert answer.code == 2
    assert "kb init" not in answer.err
    assert "gone" in answer.err
