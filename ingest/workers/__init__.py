"""Who reads files and works on what was read: processes of this machine, or those of a cluster.

Both are :class:`Workers`: asked for the same they give the same, in the same order.

* :mod:`ingest.workers.processes`: this machine;
* :mod:`ingest.workers.cluster`: those of a Dask cluster; :mod:`ingest.workers.connection` is the way there;
* :mod:`ingest.workers.reader`: the process beside each worker in which files are read;
* :mod:`ingest.workers.same_program`: whether a worker would read them as this machine does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from ingest.files.choices import Choices
from ingest.files.recipes import Recipe
from ingest.model import Parsed

__all__ = ["Workers"]


class Workers(Protocol):
    """Who does work, here or elsewhere; answers come in the order in which they were asked for."""

    def read_all(
        self,
        files: Iterable[str | Path],
        *,
        recipes: Sequence[Recipe] = (),
        choices: Mapping[Path, Choices] | None = None,
    ) -> Iterator[Parsed]:
        """Read many files; see :func:`ingest.workers.processes.read_all`."""

    def map(self, function: Callable[[Any], Any], items: Iterable[Any]) -> Iterator[Any]:
        """Yield what a function of this program gives for each item; it sees nothing but the item."""
