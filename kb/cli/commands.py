"""Every command, its place in the help, and its example. A new command is a module and a line here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import typer

from kb.cli import taxonomy
from kb.cli.agreement import agreement
from kb.cli.app import app as open_app
from kb.cli.check import check
from kb.cli.codes import codes
from kb.cli.crosstab import crosstab
from kb.cli.demo import demo
from kb.cli.export import export
from kb.cli.fixes import fixes
from kb.cli.frequencies import frequencies
from kb.cli.group import Command, Commands
from kb.cli.history import history
from kb.cli.ingest import ingest
from kb.cli.issue import issue
from kb.cli.issues import issues
from kb.cli.moderation import moderation
from kb.cli.network import network
from kb.cli.quotes import quotes
from kb.cli.report import report
from kb.cli.saturation import saturation
from kb.cli.search import search
from kb.cli.stages import stages
from kb.cli.status import status
from kb.cli.suggest import suggest
from kb.cli.undo import undo

_SECTIONS: dict[str, tuple[tuple[Callable[..., Any], str], ...]] = {
    "Fill the catalog": (
        (ingest, "kb ingest interviews/"),
        (demo, "kb demo"),
    ),
    "Look after it": (
        (status, "kb status"),
        (check, "kb check"),
        (history, "kb history"),
        (undo, "kb undo 3f2a91c0"),
    ),
    "Ask it": (
        (issues, "kb issues --stage deployment"),
        (issue, "kb issue drift --quotes 3"),
        (fixes, "kb fixes --issue drift"),
        (stages, "kb stages --by-aspect"),
        (codes, "kb codes --kind unsorted"),
        (quotes, "kb quotes --code 'MM-drift and not preventive-fix' --context 1"),
        (search, "kb search '\"data provider\" -contract'"),
        (suggest, "kb suggest 'Interview 12'"),
    ),
    "Measure it": (
        (agreement, "kb agreement --unit paragraph --by code"),
        (moderation, "kb moderation --by coder"),
        (network, "kb network --unit overlap --min 0.1 --out issues.gexf"),
        (saturation, "kb saturation --level issue --order random"),
        (frequencies, "kb frequencies --level fix"),
        (crosstab, "kb crosstab issue speaker --count interviews"),
    ),
    "Look at it in the browser": ((open_app, "kb app"),),
    "Take it elsewhere": (
        (export, "kb export codings --out codings.csv"),
        (report, "kb report --out report.html"),
    ),
}

app = typer.Typer(
    cls=Commands,
    help="A knowledge base of machine-learning quality issues, made of coded interviews, that can be asked.",
    no_args_is_help=True,
    add_completion=False,
    # Plain help: the decorated one takes three times as long, and reads brackets in it as markup.
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

for _section, _commands in _SECTIONS.items():
    for _command, _example in _commands:
        app.command(cls=Command, rich_help_panel=_section, epilog=f"Example: {_example}")(_command)
app.add_typer(taxonomy.commands, name="taxonomy", rich_help_panel="Look after it")


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
