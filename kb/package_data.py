"""What the project ships: sample interviews to look around in, and the taxonomy they are coded with."""

from __future__ import annotations

import os
from pathlib import Path

from kb.errors import KbError

_PACKAGE = Path(__file__).parent


class MissingDataError(KbError):
    """The installation lacks what it should have brought along."""


def samples_folder() -> Path:
    """Return the folder of sample interviews: in the installed package, or at the top of a checkout."""
    return _shipped("transcripts")


def taxonomy_file(database: Path | None = None) -> Path:
    """Return the taxonomy to sort by.

    KB_TAXONOMY names it; else it is the ``taxonomy.yaml`` beside the catalog, in this folder, or shipped.

    Raises:
        KbError: KB_TAXONOMY names a file that is not there.
    """
    named = os.environ.get("KB_TAXONOMY")
    if named:
        if not Path(named).is_file():
            raise KbError(f"KB_TAXONOMY names {named}, and there is no such file")
        return Path(named)
    beside = [database.parent] if database is not None else []
    for folder in (*beside, Path.cwd()):
        if (folder / "taxonomy.yaml").is_file():
            return folder / "taxonomy.yaml"
    return _shipped("taxonomy.yaml")


def is_shipped(path: Path) -> bool:
    """Whether a file is the taxonomy of the installed program; that of a checkout is its owner's."""
    return path.resolve() == (_PACKAGE / "data" / "taxonomy.yaml").resolve()


def _shipped(name: str) -> Path:
    for place in (_PACKAGE / "data" / name, _PACKAGE.parent / name):
        if place.exists():
            return place
    raise MissingDataError(f"{name} is missing from this installation; install interview-kb again")
