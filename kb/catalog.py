"""The catalog in a notebook: the results of :mod:`kb.queries` as pandas DataFrames.

    >>> import kb
    >>> with kb.open("catalog.db") as catalog:  # doctest: +SKIP
    ...     catalog.issues(stage="deployment")
    ...     catalog.quotes(issue="concept-drift", pass_role="moderator")

It only reads. The counts are those of the command line; :mod:`kb.queries` defines them.
"""

from __future__ import annotations

from kb.notebook.analyses import Analyses
from kb.notebook.contents import Contents
from kb.notebook.evidence import Evidence
from kb.notebook.open_catalog import FilterOptions

__all__ = ["Catalog", "FilterOptions"]


class Catalog(Contents, Evidence, Analyses):
    """A catalog that is open for reading; :func:`kb.open` opens one.

    The methods take the filters of the commands, written with underscores: see :class:`FilterOptions`.
    ``include_empty`` includes entries without codings (``every`` is its old name and still works).
    """
