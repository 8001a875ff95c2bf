"""The knowledge base: a catalog of coded interviews, and the questions it answers.

>>> import kb
>>> catalog = kb.open("catalog.db")  # doctest: +SKIP
>>> catalog.issues(stage="deployment")  # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from kb.catalog import Catalog

__version__ = "0.1.0"


def open(database: str | Path | None = None) -> Catalog:  # noqa: A001  kb.open reads well, and nobody imports *
    """Open a catalog for reading, in a notebook or a script: every answer is a pandas DataFrame.

    Args:
        database: a file or a URL; without one, KB_DATABASE, else ``catalog.db`` in this folder.

    Raises:
        KbError: there is no catalog, or it cannot be read.
    """
    from kb.catalog import Catalog  # noqa: PLC0415  loads pandas and SQLModel, and `kb --help` needs neither

    return Catalog(database)
