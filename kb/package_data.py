"""What the project ships: sample interviews to look around in, and the taxonomy they are coded with."""

from __future__ import annotations

import os
from pathlib import Path

from kb.errors import KbError

TAXONOMY = "taxonomy.yaml"
"""What the file of a study's codebook is called."""
_PACKAGE = Path(__file__).parent


class MissingDataError(KbError):
    """The installation lacks what it should have brought along."""


def samples_folder() -> Path:
    """Return the folder of sample interviews: in the installed package, or at the top of a checkout."""
    return _shipped("transcripts")


def shipped_taxonomy() -> Path:
    """Return the taxonomy that comes with kb: that of the demo, and of the study it is made after."""
    return _shipped(TAXONOMY)


def taxonomy_file(database: Path | None = None) -> Path | None:
    """Return the taxonomy file of a catalog.

    KB_TAXONOMY names it; else it is the ``taxonomy.yaml`` beside the catalog or in this folder. None where
    there is none: the catalog then goes on with the taxonomy that it is sorted by.

    Raises:
        KbError: KB_TAXONOMY names a file that is not there.
    """
    named = os.environ.get("KB_TAXONOMY")
    if named:
        if not Path(named).is_file():
            raise KbError(f"KB_TAXONOMY names {named}, and there is no such file")
        return Path(named)
    beside = [database.parent] if database is not None else []
    files = (folder / TAXONOMY for folder in (*beside, Path.cwd()))
    return next((each for each in files if each.is_file()), None)


def is_shipped(path: Path) -> bool:
    """Whether a file is the taxonomy of the installed program; that of a checkout is its owner's."""
    return path.resolve() == (_PACKAGE / "data" / TAXONOMY).resolve()


def _shipped(name: str) -> Path:
    for place in (_PACKAGE / "data" / name, _PACKAGE.parent / name):
        if place.exists():
            return place
    raise MissingDataError(f"{name} is missing from this installation; install interview-kb again")
