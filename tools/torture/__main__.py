"""Try out what must never happen to a study, and print what was found beside what it must be.

    python -m tools.torture                          every kind, some minutes (make torture)
    LONG=1 python -m tools.torture                   the long form, hours
    python -m tools.torture --only kills --rounds 1000
    python -m tools.torture --only fuzz --part rtf --seed 7

Ends with 1 when a figure is missed. The seed is printed, and what went wrong is printed with what repeats it.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.torture.figures import table
from tools.torture.kinds import KINDS, Kind
from tools.torture.plan import Plan


class _Ended(BaseException):
    """Somebody ends the run: what it has mounted, started and written goes with it."""


def main(words: list[str] | None = None) -> int:
    """Do the kinds that are asked for; return 1 when a figure is missed."""
    for each in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, _end)
    try:
        return _run(words)
    except _Ended as ended:
        return 128 + int(str(ended))


def _end(number: int, _frame: object) -> None:
    if multiprocessing.parent_process() is not None:  # what was forked has nothing to put away
        os._exit(128 + number)
    raise _Ended(number)


def _run(words: list[str] | None) -> int:
    given = _parser().parse_args(words)
    # Wherever the scratch is: nothing is said of it. One thread a process, as `kb` itself does.
    os.environ.setdefault("KB_STORAGE_CHECKED", "1")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    chosen = [each for each in KINDS if not given.only or each.name in given.only]
    print(f"seed {given.seed}, {'the long form' if _is_long() else 'the short form'}", flush=True)
    missed = [each.name for each in chosen if _is_missed(each, given)]
    print(f"missed: {', '.join(missed)}" if missed else "every figure is reached")
    return 1 if missed else 0


def _is_missed(kind: Kind, given: argparse.Namespace) -> bool:
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="kb-torture-", dir=given.scratch) as scratch, _forks_end():
        plan = Plan(
            Path(scratch).resolve(),
            seed=given.seed,
            rounds=given.rounds,
            part=given.part,
            is_long=_is_long(),
            keep=given.keep,
        )
        figures = kind.run(plan)
    print(table(kind.name, figures), flush=True)
    plan.tell(f"{kind.name}: {time.monotonic() - begun:.0f} s")
    return any(each.is_missed for each in figures)


@contextmanager
def _forks_end() -> Iterator[None]:
    """End what was forked in the block and still works, before its folder is removed."""
    try:
        yield
    finally:
        for each in multiprocessing.active_children():
            each.kill()
            each.join()


def _is_long() -> bool:
    return os.environ.get("LONG", "") not in {"", "0"}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tools.torture",
        description=__doc__,
        formatter_class=argparse.RawTextHelpFormatter,
        epilog="\n".join(f"{each.name:<10}{each.about}" for each in KINDS),
    )
    names = [each.name for each in KINDS]
    parser.add_argument("--only", action="append", choices=names, help="this kind; can be given again")
    parser.add_argument("--part", default="", metavar="WORD", help="parts of a kind whose name has the word")
    parser.add_argument("--rounds", type=int, default=0, metavar="N", help="how often each part is tried")
    parser.add_argument("--seed", type=int, default=1, metavar="N")
    parser.add_argument(
        "--keep", type=Path, metavar="FOLDER", help="keep there what something was found with"
    )
    parser.add_argument(
        "--scratch", type=Path, metavar="FOLDER", help="where to work; your system's own place otherwise"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
