"""The workers of a Dask cluster that runs already, asked by the address of its scheduler.

Files are opened here and their bytes are sent, so that the workers need no disk in common. Only so many
tasks, with so many bytes, are under way at a time; answers are taken in the order in which they were asked
for. A task whose worker dies is done by another worker; one that no worker gets done is done here. So
nothing that befalls a worker changes an answer.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ingest.files import reading, regular
from ingest.files.choices import Choices
from ingest.files.recipes import Recipe
from ingest.model import Parsed
from ingest.workers.connection import ClusterError, LostClusterError, OtherProgramError, connected, quiet
from ingest.workers.processes import Processes
from ingest.workers.reader import Order, read_beside
from ingest.workers.same_program import OURS, difference, program

__all__ = ["Cluster", "ClusterError", "cluster"]

_WITHOUT_WORKERS = 60
"""Seconds after which a cluster that has lost its last worker is given up."""
_AHEAD = 3
"""Tasks under way for each thread of the workers."""
_MOST_BYTES = 200_000_000
"""Bytes of files under way; one file may have more."""
_TIMES = 3
"""How often a task is given to the cluster."""
_LOOK = 2.0
"""Seconds between two looks at a cluster that does not answer."""


@dataclass(frozen=True, slots=True)
class _Task:
    """A function for one item; ``here`` does the same on this machine."""

    function: Callable[[Any], Any]
    item: Any
    here: Callable[[], Any]
    size: int = 0


@contextmanager
def cluster(address: str) -> Iterator[Cluster]:
    """Connect with the scheduler at ``dask://HOST:PORT``.

    ``dask+tls://HOST:PORT`` takes the certificates that Dask's settings name.

    Raises:
        ClusterError: Dask is not installed, nothing answers there, there are no workers, or one of them has
            another version of this program.
    """
    with quiet():
        client = connected(address)
        try:
            found = Cluster(address, client)
            found.check()
            yield found
        finally:
            with suppress(Exception):  # of a scheduler that is gone there is nothing to end
                client.close(timeout=1)


@dataclass
class Cluster:
    """The workers behind one scheduler; see :class:`ingest.workers.Workers`."""

    address: str
    client: Any
    _threads: int = 1
    _alone_since: float | None = field(default=None, init=False)
    _is_lost: bool = field(default=False, init=False)

    def check(self) -> None:
        """Look at the workers.

        Raises:
            ClusterError: there are none, or the scheduler or one of them has another version of this program.
        """
        self._threads = self._count()
        if not self._threads:
            host = urlsplit(self.address).netloc
            raise ClusterError(f"the cluster at {self.address} has no workers; start one: dask worker {host}")
        try:
            found = {"scheduler": self.client.run_on_scheduler(_program)}
        except Exception as error:  # noqa: BLE001  whatever stops it there, it cannot do our work
            found = {"scheduler": error}
        found |= self.client.run(_program, on_error="return")
        for where, there in found.items():
            if not isinstance(there, dict):
                raise OtherProgramError(
                    f"{_called(where)} of {self.address} cannot load {OURS}; install the same version there"
                )
            if other := difference(program(), there):
                raise OtherProgramError(_other(_called(where), other))

    def read_all(
        self,
        files: Iterable[str | Path],
        *,
        recipes: Sequence[Recipe] = (),
        choices: Mapping[Path, Choices] | None = None,
    ) -> Iterator[Parsed]:
        """Read many files, in their order.

        Raises:
            ClusterError: the scheduler or all workers are lost, or a new worker has another version.
        """
        return self._in_order(self._reading(map(Path, files), recipes, choices or {}))

    def map(self, function: Callable[[Any], Any], items: Iterable[Any]) -> Iterator[Any]:
        """Yield what a function gives for each item; of a cluster that is lost, the rest is done here."""
        waiting = iter(items)
        asked = deque[Any]()

        def tasks() -> Iterator[_Task]:
            for item in waiting:
                asked.append(item)
                yield _Task(function, item, partial(function, item))

        with suppress(LostClusterError):
            for answer in self._in_order(tasks()):
                asked.popleft()
                yield answer
        yield from map(function, chain(asked, waiting))

    def _reading(
        self, paths: Iterable[Path], recipes: Sequence[Recipe], choices: Mapping[Path, Choices]
    ) -> Iterator[_Task | Parsed]:
        """Open files and order them to be read; of one that cannot be opened there is the answer at once."""
        for path in paths:
            try:
                data = reading.content(path, reading.LARGEST)
            except regular.UnreadableFileError:
                yield reading.read(path)
                continue
            order = Order(path, data, choices.get(path, Choices()), tuple(recipes))
            here = partial(_read_here, path, recipes, choices)
            yield _Task(read_beside, order, here, len(data))

    def _in_order(self, work: Iterable[_Task | Any]) -> Iterator[Any]:
        """Yield the answers to tasks, and what is an answer already, in their order."""
        under_way: deque[tuple[_Task | Any, Any]] = deque()
        size = 0
        if self._is_lost:
            raise self._lost()
        try:
            for task in work:
                mine = task.size if isinstance(task, _Task) else 0
                while under_way and (len(under_way) >= self._threads * _AHEAD or size + mine > _MOST_BYTES):
                    yield self._answer(*under_way[0])
                    done, _ = under_way.popleft()
                    size -= done.size if isinstance(done, _Task) else 0
                under_way.append((task, self._submit(task) if isinstance(task, _Task) else None))
                size += mine
            while under_way:
                yield self._answer(*under_way[0])
                under_way.popleft()
        finally:
            if under_way and not self._is_lost:
                with suppress(Exception):  # what nobody waits for any more need not be done
                    self.client.cancel([future for _, future in under_way if future is not None])

    def _submit(self, task: _Task) -> Any:
        from distributed.comm import CommClosedError  # noqa: PLC0415

        try:
            return self.client.submit(_do, program(), task.function, task.item, pure=False)
        except (OSError, CommClosedError, RuntimeError):
            raise self._lost() from None

    def _answer(self, task: _Task | Any, future: Any) -> Any:
        """Wait for an answer, and look after the cluster while it takes long."""
        if future is None:
            return task
        from distributed.client import CancelledError  # noqa: PLC0415
        from distributed.comm import CommClosedError  # noqa: PLC0415
        from distributed.scheduler import KilledWorker  # noqa: PLC0415

        for _ in range(_TIMES):
            while True:
                try:
                    answer = future.result(timeout=_LOOK)
                except TimeoutError:
                    self._look()
                except KilledWorker:  # the workers that had it died, one after the other
                    return task.here()
                except (CancelledError, CommClosedError):
                    if self.client.status != "running":
                        raise self._lost() from None
                    break  # its worker died as the answer was fetched, and Dask forgot the task
                else:
                    self._alone_since = None
                    return answer
            future = self._submit(task)
        return task.here()

    def _look(self) -> None:
        """Count the workers.

        Raises:
            LostClusterError: the scheduler is gone, or there have been no workers for long.
        """
        threads = self._count() if self.client.status == "running" else 0
        if self.client.status != "running":
            raise self._lost()
        if threads:
            self._threads, self._alone_since = threads, None
            return
        self._alone_since = self._alone_since or time.monotonic()
        if time.monotonic() - self._alone_since > _WITHOUT_WORKERS:
            raise self._lost("has lost all its workers; start them")

    def _count(self) -> int:
        try:
            return sum(self.client.nthreads().values())
        except (OSError, RuntimeError):
            return 0

    def _lost(self, how: str = "is gone; start it") -> LostClusterError:
        self._is_lost = True
        return LostClusterError(f"the scheduler at {self.address} {how}, and do this again")


def _read_here(path: Path, recipes: Sequence[Recipe], choices: Mapping[Path, Choices]) -> Parsed:
    return next(Processes(1).read_all([path], recipes=recipes, choices=choices))


def _called(where: str) -> str:
    return "the scheduler" if where == "scheduler" else f"the worker {where}"


def _other(which: str, other: str) -> str:
    return f"{which} has {other}; install the same versions there as here"


# --- On a worker ------------------------------------------------------------------------------------------


def _program() -> dict[str, str]:
    return program()


def _do(asker: Mapping[str, str], function: Callable[[Any], Any], item: Any) -> Any:
    """Do a task, if this machine does it as the one that asks would; workers may come at any time."""
    if other := difference(asker, program()):
        from distributed import get_worker  # noqa: PLC0415

        raise OtherProgramError(_other(f"the worker {get_worker().address}", other))
    return function(item)
