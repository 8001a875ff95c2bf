"""``kb taxonomy show | check | apply``: the file that assigns codes to issues, fixes, stages and aspects."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer

from kb import records
from kb.cli.group import Command
from kb.cli.options import Database, Format, TaxonomyPath, Who
from kb.cli.output import render
from kb.cli.output.terminal import Column, clean
from kb.cli.sessions import taxonomy_path, user_name, writing
from kb.formatting import counted

if TYPE_CHECKING:
    from kb.codebook.taxonomy import Taxonomy


@dataclass(frozen=True, slots=True)
class Entries:
    """How many entries of one kind a taxonomy has."""

    what: str
    entries: int


@dataclass(frozen=True, slots=True)
class FaultRow:
    """One fault of a taxonomy and its line."""

    file: str
    line: int
    message: str


def show(file: TaxonomyPath = None, database: Database = None, form: Format = "table") -> None:
    """Count the entries of the taxonomy.

    Entries are stages, aspects, issues, fixes and codes.
    """
    from kb.codebook.taxonomy import read_taxonomy

    path = taxonomy_path(database, file)
    rows = list(_entries(read_taxonomy(path)))
    columns = (Column("what"), Column("entries", number=True))
    render.rows(rows, of=Entries, columns=columns, form=form)
    render.note(f"taxonomy: {path}")


def check(file: TaxonomyPath = None, database: Database = None, form: Format = "table") -> None:
    """List the errors in the taxonomy file.

    Each error comes with its line and the nearest valid name. The exit code is 1 if there are errors.
    """
    from kb.codebook.taxonomy import TaxonomyError, read_taxonomy

    path = taxonomy_path(database, file)
    try:
        read_taxonomy(path)
        faults = []
    except TaxonomyError as error:
        faults = [FaultRow(str(error.path), fault.line, fault.message) for fault in error.faults]
    if form != "table":
        render.rows(faults, of=FaultRow, columns=(), form=form)
    elif faults:
        render.blocks(*(clean(f"{each.file}:{each.line}: {each.message}") for each in faults))
    render.note(f"{path}: errors: {len(faults)}" if faults else f"{path}: no errors")
    if faults:
        raise typer.Exit(1)


def apply(
    file: TaxonomyPath = None, who: Who = None, database: Database = None, form: Format = "table"
) -> None:
    """Apply the taxonomy to the catalog.

    Afterwards every code belongs to the issues, fixes and stages that the file names. Codings do not change.
    Codes that are not in the taxonomy stay in the catalog as unsorted. `kb undo` restores the previous
    taxonomy.
    """
    from kb.codebook.taxonomy import read_taxonomy
    from kb.store.codebook.apply_taxonomy import apply_taxonomy

    path = taxonomy_path(database, file)
    book = read_taxonomy(path)
    with writing(database) as session:
        done = apply_taxonomy(session, book, who=user_name(who))
    if form in ("json", "jsonl"):
        render.json_object({"file": str(path)} | records.record(done), form=form)
    elif form == "csv":
        render.rows([done], of=type(done), columns=(), form=form)
    else:
        outcome = "applied" if done.is_new else "was already applied"
        render.blocks(
            clean(f"{path} {outcome}: {counted(done.codes, 'code')}, {len(done.unsorted)} unsorted")
        )
    if done.unsorted:
        render.note(f"unsorted: {', '.join(done.unsorted)}")


def _entries(taxonomy: Taxonomy) -> Iterator[Entries]:
    for what in ("stages", "aspects", "issues", "fixes", "codes"):
        yield Entries(what, len(getattr(taxonomy, what)))
    kinds = Counter(code.kind for code in taxonomy.codes.values())
    for kind, entries in kinds.most_common():
        yield Entries(f"codes of kind {kind}", entries)


commands = typer.Typer(
    help="Show, check and apply the taxonomy file.\n\n"
    "It defines the codes and assigns them to issues, fixes, stages and aspects.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
commands.command("show", cls=Command, epilog="Example: kb taxonomy show")(show)
commands.command("check", cls=Command, epilog="Example: kb taxonomy check taxonomy.yaml")(check)
commands.command("apply", cls=Command, epilog="Example: kb taxonomy apply taxonomy.yaml")(apply)
