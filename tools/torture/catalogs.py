"""Catalogs to torture, whether one is sound and complete, and what it says in a few letters."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from pathlib import Path

from sqlmodel import Session, SQLModel, select

from kb import checks, package_data
from kb.db import engine as db
from kb.db.soundness.chain import CHAINED
from kb.db.soundness.damage import look_into
from kb.db.tables import Document
from kb.errors import KbError
from kb.store.ingest.files import ingest

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "transcripts"
SHARED = ROOT.parent / "shared"
"""What lies beside the checkout: more samples, where they are."""
WHO = "Torture"
_SOME = ("Interview 07", "Interview 12")
UNLIKE = {*CHAINED, "batch", "at", "created", "changed", "imported", "ingested", "applied"}
"""Columns that chance or the clock fills in: no two runs have the same in them."""
_OF_CHANCE = {"change": {"before", "after"}}
"""Columns with times and chance inside of what they say; that they hold is what the chain is for."""
HISTORY = ("change",)
"""The tables that remember what was done; what is there is in all the others."""
_NAMES_OF_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"


def interviews(folder: Path, *names: str) -> Path:
    """Copy the files of some sample interviews into a folder."""
    for file in sorted(SAMPLES.rglob("*")):
        if file.is_file() and any(name in file.name for name in names or _SOME):
            target = folder / file.relative_to(SAMPLES)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, target)
    return folder


def coded(folder: Path, *names: str) -> Path:
    """Make a catalog of some sample interviews, with the codings of several people, and return its file."""
    catalog = folder / "catalog.db"
    interviews(folder / "interviews", *names)
    ingest(catalog, [folder / "interviews"], taxonomy=package_data.shipped_taxonomy(), who=WHO, processes=1)
    return catalog


def document(session: Session, number: int = 0) -> Document:
    """Return one of the documents of a catalog, in the order of their names."""
    found = session.exec(select(Document).order_by(Document.name)).all()
    return found[number % len(found)]


def faults(catalog: Path) -> list[str]:
    """Return everything that ``kb check --deep`` holds against a catalog as a file, its history included."""
    if found := [f"{each.subject}: {each.detail}" for each in checks.damage(catalog)]:
        return found
    try:
        engine = db.open_for_reading(catalog, sound=True)
    except KbError as error:
        return [str(error)]
    try:
        with db.reading(engine) as session:
            _chain, found_in_history = checks.check_history(session)
            return [f"{each.subject}: {each.detail}" for each in found_in_history if each.is_problem]
    except KbError as error:
        return [str(error)]
    finally:
        engine.dispose()


def state(catalog: Path, *, without: tuple[str, ...] = ()) -> str:
    """Return a few letters that stand for all that a catalog says, whenever and by whatever chance."""
    if not catalog.exists():
        return "none"
    said = hashlib.sha256()
    with closing(look_into(catalog)) as connection:
        for line in _rows(connection, without):
            said.update(line.encode("utf-8", "surrogatepass"))
    return said.hexdigest()[:16]


@cache
def empty_state() -> str:
    """Return what a new catalog without anything says."""
    with tempfile.TemporaryDirectory() as folder:
        catalog = Path(folder) / "catalog.db"
        db.open_for_writing(catalog).dispose()
        return state(catalog)


def _rows(connection: sqlite3.Connection, without: tuple[str, ...]) -> Iterator[str]:
    names = [name for (name,) in connection.execute(_NAMES_OF_TABLES)]
    for name in sorted(set(names) & set(SQLModel.metadata.tables) - set(without)):
        held = [row[1] for row in connection.execute(f'PRAGMA table_info("{name}")')]
        columns = ", ".join(f'"{each}"' for each in held if each not in UNLIKE | _OF_CHANCE.get(name, set()))
        yield name
        yield from map(repr, connection.execute(f'SELECT {columns} FROM "{name}" ORDER BY {columns}'))  # noqa: S608  our own names


def copy_of(catalog: Path, folder: Path) -> Path:
    """Copy a closed catalog, with what belongs to it, into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in catalog.parent.glob(f"{catalog.name}*"):
        if file.is_file():
            shutil.copy(file, folder / file.name)
    return folder / catalog.name
