"""Several projects on one server: a list of their names, and where the catalog of each one is.

The list is a file in TOML that whoever runs the server keeps::

    [drift]
    database = "drift/catalog.db"
    port = 8511

    [onboarding]
    database = "postgresql+psycopg://kb@db.example.org/onboarding"
    port = 8512

A project's name is in its address (``/p/drift/``). The port is where its app listens, on this machine only.
Paths of files count from the folder of the list. A catalog that is a file has a folder of its own: its
taxonomy, its backups and what was said about its files lie beside it, and belong to no other project.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kb.db.engine import file_of, locate, name_of
from kb.errors import KbError, UnknownNameError

DEFAULT = "projects.toml"
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_FIRST_PORT, _LAST_PORT = 1024, 65_535
_FIELDS = {"database", "port"}


class ProjectsError(KbError):
    """The list of projects cannot be used."""


@dataclass(frozen=True, slots=True)
class Project:
    """A project of a server: the name in its address, its catalog, and where its app listens."""

    name: str
    database: str
    port: int

    @property
    def path(self) -> str:
        """Return the path of its app in the address of the server."""
        return f"/p/{self.name}"

    @property
    def folder(self) -> Path | None:
        """Return where a catalog lies that is a file."""
        file = file_of(locate(self.database))
        return file.parent if file else None

    @property
    def fallback_title(self) -> str:
        """Return what a study is called that has no name of its own."""
        return name_of(locate(self.database))


def listed(file: str | Path | None = None) -> tuple[Project, ...]:
    """Return the projects of a list, in its order.

    Args:
        file: the list; else KB_PROJECTS, else ``projects.toml`` in this folder.

    Raises:
        KbError: it cannot be read, or two projects would share a catalog or a port.
    """
    place = Path(file or os.environ.get("KB_PROJECTS") or DEFAULT).expanduser().resolve()
    try:
        said = tomllib.loads(place.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ProjectsError(f"there is no list of projects at {place}; see docs/server.md") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ProjectsError(f"{place} cannot be read: {error}") from error
    found = tuple(_read(name, told, place) for name, told in said.items())
    if not found:
        raise ProjectsError(f"{place} names no project")
    for what, values in (
        ("port", [each.port for each in found]),
        ("catalog", [each.database for each in found]),
        ("folder, with the taxonomy in it", [each.folder for each in found if each.folder]),
    ):
        if twice := next((value for value, times in Counter(values).items() if times > 1), None):
            shown = locate(twice).render_as_string() if isinstance(twice, str) else twice
            raise ProjectsError(f"two projects of {place} have the same {what}: {shown}")
    return found


def named(name: str, file: str | Path | None = None) -> Project:
    """Return a project of a list by its name.

    Raises:
        KbError: the list cannot be used, or has no such project.
    """
    projects = listed(file)
    for each in projects:
        if each.name == name:
            return each
    raise UnknownNameError("project", name, [each.name for each in projects], where="the list of projects")


def _read(name: str, told: Any, place: Path) -> Project:
    if not _NAME.fullmatch(name):
        raise ProjectsError(
            f"{name!r} in {place} cannot be in an address; use up to 40 small letters, digits and hyphens"
        )
    fields = told if isinstance(told, dict) else {}
    database, port = fields.get("database"), fields.get("port")
    if not isinstance(database, str) or not database.strip():
        raise ProjectsError(
            f'{place} does not say where the catalog of {name} is; write database = "{name}/catalog.db"'
        )
    if not isinstance(port, int) or isinstance(port, bool) or not _FIRST_PORT <= port <= _LAST_PORT:
        raise ProjectsError(
            f"{place} does not say at which port {name} listens; write port = 8511 "
            f"({_FIRST_PORT} to {_LAST_PORT}, another one for each project)"
        )
    if unknown := sorted(fields.keys() - _FIELDS):
        raise ProjectsError(f"{place} says {unknown[0]!r} of {name}; a project has a database and a port")
    if "://" not in database:
        database = str((place.parent / Path(database).expanduser()).resolve())
    locate(database)  # raises where it can be no catalog
    return Project(name, database, port)
