"""Where long work is done: in processes of this machine, or on a cluster."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ingest.workers import Workers
from ingest.workers.processes import Processes
from kb.errors import KbError

if TYPE_CHECKING:
    from kb.analysis.partitions import Partitions

_PARTS = 32
"""Into how many parts an analysis is divided: enough for some machines, each with enough to do."""


@contextmanager
def workers_at(address: str | None, processes: int | None = None) -> Iterator[Workers]:
    """Give the workers at an address (``dask://HOST:PORT``); without one, processes of this machine.

    Raises:
        KbError: there is no such cluster, it cannot do the work, or it is lost before all files are read.
    """
    if address is None:
        yield Processes(processes)
        return
    from ingest.workers.cluster import ClusterError, cluster  # noqa: PLC0415  few have one

    try:
        with cluster(address) as found:
            yield found
    except ClusterError as error:
        raise KbError(str(error)) from error


@contextmanager
def partitions_at(address: str | None) -> Iterator[Partitions]:
    """Give where analyses are counted: in parts on the cluster at an address; without one, all at once here.

    Raises:
        KbError: there is no such cluster, or it cannot do the work.
    """
    from kb.analysis.partitions import WHOLE, Partitions  # noqa: PLC0415  it loads numpy, which no import needs

    if address is None:
        yield WHOLE
        return
    with workers_at(address) as found:
        yield Partitions(_PARTS, found.map)
