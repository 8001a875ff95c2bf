"""``kb attributes FILE``: the attributes of many documents, from a table."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from kb.cli.options import ID_LENGTH, Database, Format, Who
from kb.cli.output import render
from kb.cli.output.terminal import Column
from kb.cli.sessions import user_name, writing

COLUMNS = (
    Column("row", number=True),
    Column("name", key=True),
    Column("case"),
    Column("attribute"),
    Column("value"),
    Column("before"),
    Column("outcome"),
)


def attributes(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The table: CSV, TSV, Excel or ODS.")],
    column: Annotated[
        str | None,
        typer.Option(
            "--column",
            metavar="HEADING",
            help="The column with the name of the document or case.  "
            "[default: the one headed document, case, interview or participant, else the first]",
        ),
    ] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace values that differ from those of the table.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show what would be set; nothing is stored.")
    ] = False,
    who: Who = None,
    database: Database = None,
    form: Format = "table",
) -> None:
    """Set attributes of cases from a table.

    Each row is a document or a case; each other column is an attribute. Empty cells are ignored. If a
    different value is already set, it is kept and reported as a conflict, unless you give --overwrite. A
    document without a case gets one with its own name. The exit code is 1 if something could not be set.
    """
    from ingest.attribute_table import LARGEST, UnreadableTableError, read_attribute_table
    from ingest.files.regular import UnreadableFileError, content
    from ingest.source import Source
    from kb.errors import KbError
    from kb.store.documents.attribute_import import AttributeChange, plan_attributes, set_attributes

    try:
        table = read_attribute_table(Source(file, content(file, LARGEST)))
    except (UnreadableTableError, UnreadableFileError) as error:
        message = f"{file}: {error}"
        raise KbError(message) from error
    with writing(database) as session:
        planned = plan_attributes(session, table, column=column, overwrite=overwrite)
        action = None if dry_run else set_attributes(session, planned, file=file.name, who=user_name(who))
    render.rows(planned, of=AttributeChange, columns=COLUMNS, form=form)
    counts = Counter(each.outcome for each in planned)
    render.note(", ".join(f"{outcome}: {count}" for outcome, count in counts.items()) or "nothing to set")
    if dry_run:
        render.note("nothing is stored (--dry-run)")
    elif action:
        render.note(f"to undo: kb undo {action[:ID_LENGTH]}")
    if set(counts) - {"set", "same"}:
        raise typer.Exit(1)
