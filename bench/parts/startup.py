"""How long a command takes before it does anything."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from bench.measure import best, goal, line

HELP = (sys.executable, "-m", "kb", "--help")


def run(_folder: Path, _keep: Path) -> None:
    """Print the processor time of ``kb --help``."""
    print("Start-up")
    measured = best(_run, HELP, times=5)
    bare = best(_run, (sys.executable, "-c", "pass"), times=5)
    line("kb --help", measured, goal(measured.cpu, 0.3, " s cpu"))
    line("python -c pass", bare)


def _run(command: tuple[str, ...]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603  our own command
