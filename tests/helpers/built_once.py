"""What takes long to build and is only read is built once for all workers of a test run."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

import pytest


def built_once(
    factory: pytest.TempPathFactory, name: str, build: Callable[[Path], object], *, file: str = "catalog.db"
) -> Path:
    """Return the file that ``build`` makes; the first worker builds it, the others wait for that one."""
    folder = factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        folder = folder.parent  # a worker's folder lies in that of the run
    built = folder / name / file
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / f"{name}.done").exists():
            built.parent.mkdir(exist_ok=True)
            build(built)
            (folder / f"{name}.done").touch()
    return built
