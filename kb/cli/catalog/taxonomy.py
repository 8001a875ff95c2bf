"""``kb taxonomy show | check | apply``: the file that assigns codes to issues, fixes, stages and aspects."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Annotated

import typer

from kb import records
from kb.cli.group import Command
from kb.cli.options import Database, Format, TaxonomyPath, Who
from kb.cli.output import render, words
from kb.cli.output.terminal import Column, clean
from kb.cli.sessions import require_catalog, stored_taxonomy, taxonomy_path, user_name, writing
from kb.formatting import counted

if TYPE_CHECKING:
    from sqlmodel import Session

    from kb.codebook.schema import Fault
    from kb.codebook.taxonomy import Taxonomy


@dataclass(frozen=True, slots=True)
class Entries:
    """How many entries of one kind a taxonomy has."""

    what: str
    entries: int


@dataclass(frozen=True, slots=True)
class FaultRow:
    """One fault of a taxonomy and its line; an ``error`` must be mended, a ``warning`` looked at."""

    file: str
    line: int
    severity: str
    message: str


def show(file: TaxonomyPath = None, database: Database = None, form: Format = "table") -> None:
    """Count the entries of the taxonomy.

    Entries are stages, aspects, issues, fixes and codes.
    """
    path, taxonomy = _chosen(database, file)
    rows = list(_entries(taxonomy))
    words.speak(taxonomy.study.words.forms)
    columns = (Column("what", lambda row: _named(row.what)), Column("entries", number=True))
    render.rows(rows, of=Entries, columns=columns, form=form)
    render.note(f"taxonomy: {path}")


def check(file: TaxonomyPath = None, database: Database = None, form: Format = "table") -> None:
    """List the errors in the taxonomy file.

    Each error comes with its line and the nearest valid name. The exit code is 1 if there are errors. Codes
    whose stage or aspect contradicts that of their issue are warnings.
    """
    from kb.codebook.taxonomy import TaxonomyError, taxonomy_doubts

    path: PurePath = file or PurePath()
    errors: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()
    try:
        path, taxonomy = _chosen(database, file)
        warnings = taxonomy_doubts(taxonomy)
    except TaxonomyError as error:
        path, errors = error.path, error.faults
    rows = [FaultRow(str(path), each.line, "error", each.message) for each in errors]
    rows += [FaultRow(str(path), each.line, "warning", each.message) for each in warnings]
    if form != "table":
        render.rows(rows, of=FaultRow, columns=(), form=form)
    else:
        mark = {"error": "", "warning": "warning: "}
        render.blocks(*(clean(f"{row.file}:{row.line}: {mark[row.severity]}{row.message}") for row in rows))
    told = f"errors: {len(errors)}" if errors else "no errors"
    render.note(f"{path}: {told}" + (f", warnings: {len(warnings)}" if warnings else ""))
    if errors:
        raise typer.Exit(1)


def _refuse_older(session: Session, book: Taxonomy, who: str) -> None:
    from kb.errors import KbError
    from kb.store.codebook.older_taxonomy import refuse_older
    from kb.store.stale import StaleWriteError

    try:
        refuse_older(session, book, who=who)
    except StaleWriteError as error:
        raise KbError(f"{error}. Make your changes in the newer one, or give --over") from error


def apply(
    file: TaxonomyPath = None,
    over: Annotated[
        bool,
        typer.Option(
            "--over", help="Apply the file even if others have applied a newer one; their changes are lost."
        ),
    ] = False,
    who: Who = None,
    database: Database = None,
    form: Format = "table",
) -> None:
    """Apply the taxonomy to the catalog.

    Afterwards every code belongs to the issues, fixes and stages that the file names. Codings do not change.
    Codes that are not in the taxonomy stay in the catalog as unsorted. `kb undo` restores the previous
    taxonomy. The file is refused if somebody else has applied a newer taxonomy than the one it was made from.
    """
    from kb.store.codebook.apply_taxonomy import apply_taxonomy

    require_catalog(database)
    path, book = _chosen(database, file)
    with writing(database) as session:
        if not over:
            _refuse_older(session, book, user_name(who))
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


def _chosen(database: str | None, file: Path | None) -> tuple[PurePath, Taxonomy]:
    """Return the taxonomy to use: of the file given or of the catalog's, else the one stored, else kb's."""
    from kb.codebook.taxonomy import parse_taxonomy, read_taxonomy
    from kb.package_data import shipped_taxonomy

    path = taxonomy_path(database, file)
    if path is None and (text := stored_taxonomy(database)) is not None:
        stored = PurePath("the taxonomy in the catalog")
        return stored, parse_taxonomy(text, stored)
    path = path or shipped_taxonomy()
    return path, read_taxonomy(path)


def _named(what: str) -> str:
    """A kind of entry in the words of the study: ``barriers``, ``codes of kind barrier``."""
    head, of, kind = what.rpartition("codes of kind ")
    return f"{head}{of}{words.named(kind)}"


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
