"""The command line: one command a module; each parses, calls one function and renders its result.

Answers go to stdout, everything else to stderr. Exit codes: 0 done, 1 some input had problems, 2 misuse.
Only typer and the standard library are imported before a command runs, so that ``kb --help`` is quick.
"""

from __future__ import annotations

import gc
import os
import sys
from io import TextIOWrapper


def prepare() -> None:
    """Let this process do what a command does without what costs time and gives nothing."""
    # Arrays here are small: threads of numpy's OpenBLAS wait for each other longer than they compute.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # Rows are freed when nothing refers to them; looking for circles among so many takes a seventh.
    gc.set_threshold(100_000, 20, 100)


def main() -> None:
    """Run ``kb`` with the arguments of this process."""
    from kb.cli.registry import app

    prepare()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # What a terminal or a pipe cannot show must not stop a command.
            encoding = stream.encoding if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="backslashreplace")
    app(prog_name="kb")
