"""Import files of other tools into a catalog, each in its own transaction; or only say what would happen.

* :mod:`kb.store.exchange.files.outcome`: what an import comes to, as a value that can be sent
* :mod:`kb.store.exchange.files.apart`: the same in a process of its own, for a server
* :mod:`kb.store.exchange.files.serve`: what that process does
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlmodel import Session

from kb.db import backups
from kb.db import engine as db
from kb.db.rights import Actor, enforce
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
    with trial(database) if dry_run else stored(database) as session:
        return project, import_project(session, project, file=file.name, who=who, backs_up=not dry_run)


@contextmanager
def stored(database: str | Path | None, actor: Actor | None = None) -> Iterator[Session]:
    """A session whose work is stored at the end, whole or not at all; of somebody who signed in, if any."""
    engine = db.open_for_writing(database)
    try:
        with db.transaction(enforce.on_behalf(engine, lambda: actor)) as session:
            yield session
    finally:
        engine.dispose()


@contextmanager
def trial(database: str | Path | None, folder: Path | None = None) -> Iterator[Session]:
    """A session whose work is thrown away.

    It works in a copy, so that nobody who writes meanwhile has to wait; ``folder`` is where the copy is made,
    for somebody else to remove. Of a catalog on a server there is no copy: its transaction is taken back.
    """
    where = db.file_of(db.locate(database))
    with tempfile.TemporaryDirectory(prefix="kb-trial-", dir=folder) as made:
        copy = Path(made) / "trial.db"
        if where is not None and where.exists():
            db.open_for_reading(database).dispose()  # says in a sentence what is no catalog
            backups.copy_to(where, copy)
        engine = db.open_for_writing(copy if where is not None else database, migrates_in_place=True)
        try:
            with (
                db.plain_errors(where or Path("catalog.db")),
                Session(engine, expire_on_commit=False) as session,
            ):
                yield session
                session.rollback()
        finally:
            engine.dispose()
