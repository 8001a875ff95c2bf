"""The catalog as a folder of Parquet files, for ``kb export parquet``."""

from __future__ import annotations

from pathlib import Path

import typer

from kb.cli.output import render
from kb.cli.sessions import reading


def write_parquet(database: str | None, out: Path | None, *, given: list[str], former: bool) -> None:
    """Write every table into a folder, all or none; ``given`` are options that it cannot have.

    Raises:
        KbError: the catalog cannot be read, or the folder holds something else or cannot be written.
    """
    from kb.queries.exchange.parquet_copy import FORMAT, HEAD, files_of
    from kb.report.release import write_folder

    if given:
        raise typer.BadParameter(f"the catalog is copied whole: parquet takes no {', '.join(given)}")
    if out is None:
        raise typer.BadParameter("parquet needs --out FOLDER")
    with reading(database, sound=True) as session:
        is_new = write_folder(out, HEAD, FORMAT, files_of(session, former=former))
    render.note(f"{'written' if is_new else 'unchanged'}: {out}")
