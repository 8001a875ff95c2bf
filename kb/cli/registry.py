"""All commands: the section of the help, and an example. A new command is a module and a line here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Annotated, Any

import typer
import typer.main

from kb.cli.analyses import evaluate
from kb.cli.analyses.agreement import agreement
from kb.cli.analyses.crosstab import crosstab
from kb.cli.analyses.frequencies import frequencies
from kb.cli.analyses.moderation import moderation
from kb.cli.analyses.network.command import network
from kb.cli.analyses.saturation import saturation
from kb.cli.browser import people, projects, task
from kb.cli.browser.app import app as open_app
from kb.cli.catalog import correct, documents, recipes, speakers, taxonomy
from kb.cli.catalog.attributes import attributes
from kb.cli.catalog.check import check
from kb.cli.catalog.demo import demo
from kb.cli.catalog.history import history
from kb.cli.catalog.ingest import ingest
from kb.cli.catalog.init import init
from kb.cli.catalog.status import status
from kb.cli.catalog.undo import undo
from kb.cli.evidence import memo
from kb.cli.evidence.ask import ask
from kb.cli.evidence.code import code
from kb.cli.evidence.codes import codes
from kb.cli.evidence.cues import cues
from kb.cli.evidence.fixes import fixes
from kb.cli.evidence.issue import issue
from kb.cli.evidence.issues import issues
from kb.cli.evidence.quotes import quotes
from kb.cli.evidence.search import search
from kb.cli.evidence.stages import stages
from kb.cli.evidence.suggest import suggest
from kb.cli.group import Command, Commands, OnDemand
from kb.cli.recovery.backup import backup
from kb.cli.recovery.move import move
from kb.cli.recovery.rescue import rescue
from kb.cli.recovery.restore import restore
from kb.cli.sharing.deposit import deposit
from kb.cli.sharing.diff import diff
from kb.cli.sharing.export import export
from kb.cli.sharing.import_files import import_
from kb.cli.sharing.lint import lint
from kb.cli.sharing.merge import merge
from kb.cli.sharing.pseudonymise import pseudonymise
from kb.cli.sharing.publish import publish
from kb.cli.sharing.report import report

_SECTIONS: dict[str, tuple[tuple[Callable[..., Any], str], ...]] = {
    "Fill the catalog": (
        (init, "kb init 'Nurses on a ward' --word issue=barrier,barriers"),
        (ingest, "kb ingest interviews/"),
        (import_, "kb import study.qdpx --dry-run"),
        (demo, "kb demo"),
    ),
    "Maintain the catalog": (
        (status, "kb status"),
        (attributes, "kb attributes participants.csv --dry-run"),
        (check, "kb check"),
        (history, "kb history"),
        (undo, "kb undo 3f2a91c0"),
        (pseudonymise, "kb pseudonymise ~/safe/names.csv"),
        (backup, "kb backup --list"),
        (restore, "kb restore 12"),
        (rescue, "kb rescue catalog.db --out rescued.db"),
        (move, "kb move catalog.db postgresql+psycopg://kb@localhost/study"),
    ),
    "Browse and search": (
        (issues, "kb issues --stage deployment"),
        (issue, "kb issue drift --quotes 3"),
        (fixes, "kb fixes --issue drift"),
        (stages, "kb stages --by-aspect"),
        (codes, "kb codes --kind unsorted"),
        (quotes, "kb quotes --code 'MM-drift and not preventive-fix' --context 1"),
        (search, "kb search '\"data provider\" -contract'"),
        (ask, "kb ask 'what do people do about data that changes under them?'"),
        (suggest, "kb suggest 'Interview 12'"),
        (cues, "kb cues MM-drift"),
        (code, "kb code 'Interview 12' --with http://localhost:8080"),
    ),
    "Analyze": (
        (agreement, "kb agreement --unit paragraph --by code"),
        (moderation, "kb moderation --by coder"),
        (network, "kb network --unit overlap --min 0.1 --out issues.gexf"),
        (saturation, "kb saturation --level issue --order random"),
        (frequencies, "kb frequencies --level fix"),
        (crosstab, "kb crosstab issue speaker --count interviews"),
    ),
    "Open in the browser": ((open_app, "kb app"),),
    "Export and report": (
        (export, "kb export codings --out codings.csv"),
        (lint, "kb lint study.qdpx"),
        (report, "kb report --out report.html"),
        (deposit, "kb deposit data --profile quotes --released 'consent: yes' --licence CC-BY-4.0"),
        (publish, "kb publish site --released 'consent: yes' --context 1"),
        (diff, "kb diff study-archive/ catalog.db"),
        (merge, "kb merge before/ ann.db ben.db --out merged/"),
    ),
}

_GROUPS = (
    ("correct", correct.commands, "Maintain the catalog"),
    ("evaluate", evaluate.commands, "Analyze"),
    ("documents", documents.commands, "Maintain the catalog"),
    ("memo", memo.commands, "Browse and search"),
    ("people", people.commands, "Open in the browser"),
    ("projects", projects.commands, "Open in the browser"),
    ("recipes", recipes.commands, "Fill the catalog"),
    ("speakers", speakers.commands, "Maintain the catalog"),
    ("task", task.commands, "Maintain the catalog"),
    ("taxonomy", taxonomy.commands, "Maintain the catalog"),
)

# Plain help: the decorated one takes three times as long, and reads brackets in it as markup.
_PLAIN: dict[str, Any] = {
    "add_completion": False,
    "rich_markup_mode": None,
    "pretty_exceptions_enable": False,
}


def _makers() -> Iterator[tuple[str, Callable[[], Any]]]:
    """Give what makes each command, by the name of the command."""
    for section, commands in _SECTIONS.items():
        for command, example in commands:
            name = command.__name__.rstrip("_")  # import is a word of Python
            yield name, partial(_command, name, command, section, example)
    for name, group, section in _GROUPS:
        yield name, partial(_group, name, group, section)


def _command(name: str, command: Callable[..., Any], section: str, example: str) -> Any:
    alone = typer.Typer(**_PLAIN)
    alone.command(name, cls=Command, rich_help_panel=section, epilog=f"Example: {example}")(command)
    return typer.main.get_command(alone)


def _group(name: str, group: typer.Typer, section: str) -> Any:
    above = typer.Typer(**_PLAIN)
    above.add_typer(group, name=name, rich_help_panel=section)
    return typer.main.get_group(above).commands[name]


class _AllCommands(Commands):
    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings | {"commands": OnDemand(dict(_makers()))})


app = typer.Typer(
    cls=_AllCommands,
    help="A knowledge base built from coded interviews: what people say, with the quotes.",
    no_args_is_help=True,
    **_PLAIN,
)


def _version(*, wanted: bool) -> None:
    if wanted:
        from kb import __version__

        typer.echo(f"kb {__version__}")
        raise typer.Exit


@app.callback()
def _kb(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Run before every command."""
