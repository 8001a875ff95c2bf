"""Import files of other tools into a catalog, each in its own transaction; or only say what would happen."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlmodel import Session

from kb.db import engine as db
from kb.exchange.forms import read
from kb.exchange.model import Project
from kb.store.exchange.project import Imported, import_project


def import_file(
    file: Path,
    *,
    database: str | Path | None,
    who: str,
    dry_run: bool = False,
    part: str | None = None,
) -> tuple[Project, Imported]:
    """Read a file and store its project; return both what was read and what became of it.

    ``part`` names one of the projects of a file with several.

    With ``dry_run`` nothing is stored: no catalog is made, and one that is there is left as it was.

    Raises:
        SeveralProjectsError: the file holds several projects, and none is named.
        ExchangeError: the file cannot be read.
        CatalogError: the catalog cannot be opened.
    """
    project = read(file, part)
    with _trial(database) if dry_run else _transaction(database) as session:
        return project, import_project(session, project, file=file.name, who=who, backs_up=not dry_run)


@contextmanager
def _transaction(database: str | Path | None) -> Iterator[Session]:
    engine = db.open_for_writing(database)
    try:
        with db.transaction(engine) as session:
            yield session
    finally:
        engine.dispose()


@contextmanager
def _trial(database: str | Path | None) -> Iterator[Session]:
    """A session whose work is thrown away."""
    where = db.file_of(db.locate(database))
    with tempfile.TemporaryDirectory(prefix="kb-trial-") as folder:
        is_new = where is not None and not where.exists()
        engine = db.open_for_writing(Path(folder) / "trial.db" if is_new else database)
        try:
            with (
                db.plain_errors(where or Path("catalog.db")),
                Session(engine, expire_on_commit=False) as session,
            ):
                yield session
                session.rollback()
        finally:
            engine.dispose()
