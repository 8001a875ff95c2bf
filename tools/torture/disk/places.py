"""Places in which writing fails: each is made as it is on a real machine, as far as this one allows it."""

from __future__ import annotations

import multiprocessing
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from multiprocessing.connection import Connection
from pathlib import Path


@contextmanager
def small_disk(folder: Path, megabytes: float) -> Iterator[Path | None]:
    """A file system of its own with so much room; None where nobody may mount one."""
    folder.mkdir()
    size = f"size={int(megabytes * 1024)}k"
    if not _done("mount", "-t", "tmpfs", "-o", size, "none", str(folder)):
        yield None
        return
    try:
        yield folder
    finally:
        _done("umount", "-l", str(folder))


def _done(program: str, *words: str) -> bool:
    """Run a program of the system; whether it did what was asked."""
    there = shutil.which(program)
    return (
        there is not None and not subprocess.run([there, *words], check=False, capture_output=True).returncode
    )


def fill(folder: Path, leave: int) -> None:
    """Fill a file system until only so many bytes are free."""
    free = shutil.disk_usage(folder).free
    (folder / "filling").write_bytes(bytes(max(0, free - leave)))


def largest_file(most: int) -> None:
    """Let this process write no file beyond a size: a full disk for those who may not mount one."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))


@contextmanager
def read_only_disk(folder: Path) -> Iterator[bool]:
    """Let nothing be written in a folder while the block runs; false where that cannot be had."""
    if os.geteuid() != 0:
        folder.chmod(0o555)
        try:
            yield True
        finally:
            folder.chmod(0o755)
        return
    is_bound = _done("mount", "--bind", str(folder), str(folder))
    try:
        yield is_bound and _done("mount", "-o", "remount,bind,ro", str(folder))
    finally:
        if is_bound:
            _done("umount", "-l", str(folder))


@contextmanager
def held_lock(catalog: Path) -> Iterator[None]:
    """Another program that is writing, and does not end."""
    context = multiprocessing.get_context("fork")
    ready, is_ready = context.Pipe(duplex=False)
    holder = context.Process(target=_hold, args=(catalog, is_ready))
    holder.start()
    ready.recv()
    try:
        yield
    finally:
        holder.kill()
        holder.join()


def _hold(catalog: Path, ready: Connection) -> None:
    with closing(sqlite3.connect(catalog, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        ready.send("ready")
        signal.pause()
