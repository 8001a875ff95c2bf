"""Where long work is done: in processes of this machine, or on a cluster."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ingest.workers import Workers
from ingest.workers.processes import Processes
from kb.errors import KbError


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
