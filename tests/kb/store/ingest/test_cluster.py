"""A cluster gives what one machine gives, whatever befalls its workers; what is wrong is told in a line."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from command_line import run
from distributed import LocalCluster

from ingest.files.choices import Choices
from ingest.model import Parsed
from ingest.workers import cluster as clusters
from ingest.workers import connection, reader, same_program
from ingest.workers.processes import Processes
from ingest.workers.reader import Order, read_beside
from ingest.workers.same_program import program
from kb.db.engine import open_for_reading, reading
from kb.errors import KbError
from kb.exchange.archive.from_catalog import study_of
from kb.store.ingest.files import Report, ingest
from kb.workers import workers_at

OF_THE_RUN = {"created", "ingested", "applied", "at", "batch", "salt", "link", "digest"}
"""Columns that say when and in which run something was stored, and the chain over these."""


@contextmanager
def workers_of(number: int, **options: Any) -> Iterator[tuple[str, LocalCluster]]:
    """A cluster of processes of this machine, and the address to give to `kb ingest`."""
    with LocalCluster(
        n_workers=number, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, **options
    ) as found:
        yield str(found.scheduler_address).replace("tcp://", "dask://"), found


def killing(found: LocalCluster, moments: set[tuple[str, int]]) -> Callable[[str, int, int], None]:
    """A progress that kills a worker at each of some moments, one after the other."""

    def told(what: str, done: int, _total: int) -> None:
        if (what, done) in moments:
            moments.remove((what, done))
            os.kill(found.workers[done % 2].pid, signal.SIGKILL)

    return told


def stored(database: Path) -> dict[str, list[dict[str, Any]]]:
    """All that a catalog holds, but for when it was stored."""
    with reading(open_for_reading(database)) as session:
        study = study_of(session)
        return {
            name: [{key: row[key] for key in row.keys() - OF_THE_RUN} for row in study.rows(name)]
            for name in (
                "document",
                "paragraph",
                "speaker",
                "coding",
                "coding_pass",
                "source",
                "code",
                "change",
            )
        }


def brought(database: Path, files: list[Path], **how: Any) -> tuple[Report, dict[str, Any]]:
    report = ingest(database, files, who="Ann", **how)
    return report, stored(database)


def test_killed_workers_change_nothing_and_others_versions_are_refused(
    samples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [*sorted(samples.rglob("*Interview 07*")), samples / "plain" / "Interview 01.txt"]
    files += samples.rglob("*Interview 01 - Noor.pdf")
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7 nothing")
    files += [broken, samples / "slides" / "The model was fine.md"]
    alone = brought(tmp_path / "alone.db", files, workers=Processes(1))
    with workers_of(2) as (address, found):
        moments = {("reading", 1), ("storing", 1)}
        with workers_at(address) as workers:
            together = brought(
                tmp_path / "cluster.db", files, workers=workers, progress=killing(found, moments)
            )
            assert not moments
        assert together == alone
        monkeypatch.setattr(clusters, "program", lambda: program() | {"lxml": "1.0"})
        with (
            pytest.raises(KbError, match=r"has lxml \S+, not 1\.0; install the same versions"),
            workers_at(address),
        ):
            pass
    none = tmp_path / "none.db"
    with pytest.raises(KbError, match="no Dask scheduler answers"):
        asked_nobody(none, files, monkeypatch)
    assert not none.exists()


def asked_nobody(database: Path, files: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "_SECONDS", 0.2)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))  # and does not listen
        with workers_at(f"dask://127.0.0.1:{free.getsockname()[1]}") as workers:
            ingest(database, files, workers=workers)


@pytest.mark.parametrize(
    "address", ["http://host:1", "dask://host", "dask://:1", "dask://host:port", "host:1"]
)
def test_what_is_no_address_is_told(address: str) -> None:
    with pytest.raises(KbError, match=r"write dask://HOST:PORT"), workers_at(address):
        pass


def test_another_version_is_named() -> None:
    here = {"lxml": "6.1", same_program.OURS: "a"}
    assert same_program.difference(here, dict(here)) == ""
    assert same_program.difference(here, here | {"lxml": "6.0"}) == "lxml 6.0, not 6.1"
    assert same_program.difference(here, {"lxml": "6.1"}) == "other code of interview-kb"


def test_a_file_that_takes_its_reader_down_costs_only_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = b"Interviewer: What broke?\n\nInterviewee: The schema."
    order = Order(tmp_path / "a.txt", talk, Choices(), ())
    deadly = "import os, sys; sys.stdin.buffer.read(1); os.kill(os.getpid(), {})"
    for signal_, why in (
        (signal.SIGKILL, "the reader crashed on this file"),
        (signal.SIGPROF, "it took longer"),
    ):
        monkeypatch.setattr(reader, "_COMMAND", (reader.sys.executable, "-c", deadly.format(int(signal_))))
        refused = read_beside(order)
        assert refused.problems[0].message.startswith(f"could not be read: {why}")
    monkeypatch.undo()
    read = read_beside(order)
    assert isinstance(read, Parsed)
    assert read.transcript is not None
    assert read == read_beside(order)


@pytest.mark.thorough
def test_each_moment_of_the_corpus_is_a_moment_to_be_killed(corpus: Path, tmp_path: Path) -> None:
    files = sorted(each for number in (2, 5, 37) for each in corpus.rglob(f"*Interview {number}[. ]*"))
    alone = brought(tmp_path / "alone.db", files)
    with workers_of(2) as (address, found):
        moments = {("reading", done) for done in range(1, len(files), 2)} | {("storing", 1), ("storing", 2)}
        with workers_at(address) as workers:
            assert (
                brought(tmp_path / "c.db", files, workers=workers, progress=killing(found, moments)) == alone
            )


@pytest.mark.thorough
def test_a_task_that_no_worker_survives_is_done_here() -> None:
    with workers_of(1) as (address, _), workers_at(address) as workers:
        here = os.getpid()
        assert list(workers.map(_dies_elsewhere, [here, here])) == [here, here]


@pytest.mark.thorough
def test_analyses_are_the_same_on_a_cluster(demo_catalog: Path) -> None:
    asked = (
        ("agreement", "--unit", "sentence", "--by", "family"),
        ("network",),
        ("saturation", "--order", "random"),
    )
    with workers_of(2) as (address, _):
        for words in asked:
            here = run(*words, "--database", str(demo_catalog), "--format", "json")
            there = run(*words, "--database", str(demo_catalog), "--format", "json", "--workers", address)
            assert (there.code, there.out) == (0, here.out)


def _dies_elsewhere(home: int) -> int:
    if os.getpid() != home:
        os.kill(os.getpid(), signal.SIGKILL)
    return home


class LostWhileReading(Processes):
    """Workers that are gone after the first file."""

    def read_all(self, files: Any, **how: Any) -> Iterator[Parsed]:
        yield from super().read_all(list(files)[:1], **how)
        raise connection.LostClusterError("the scheduler is gone")


def test_a_cluster_lost_while_reading_leaves_no_new_catalog(samples: Path, tmp_path: Path) -> None:
    taxonomy = tmp_path / "mine.yaml"
    taxonomy.write_text("stages: {}\naspects: {}\ncodes: {}\nissues: {}\nfixes: {}\n", "utf-8")
    for named in (None, taxonomy):
        with pytest.raises(connection.LostClusterError):
            ingest(tmp_path / "c.db", [samples], taxonomy=named, workers=LostWhileReading(1))
        assert not (tmp_path / "c.db").exists()


@pytest.mark.thorough
@pytest.mark.parametrize("moment", [("reading", 3), ("storing", 1)])
def test_a_lost_scheduler_is_told_or_this_machine_goes_on(
    samples: Path, tmp_path: Path, moment: tuple[str, int]
) -> None:
    files = sorted(samples.rglob("*Interview 0[127]*"))
    with workers_of(1) as (address, found):

        def told(what: str, done: int, _total: int) -> None:
            if (what, done) == moment:
                found.sync(found.scheduler.close)

        def bring() -> tuple[Report, dict[str, Any]]:
            with workers_at(address) as workers:
                return brought(tmp_path / "c.db", files, workers=workers, progress=told)

        if moment[0] == "reading":
            with pytest.raises(KbError, match=r"the scheduler at .* is gone; start it"):
                bring()
            assert not (tmp_path / "c.db").exists()
        else:
            assert bring() == brought(tmp_path / "alone.db", files)
