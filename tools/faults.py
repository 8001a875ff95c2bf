"""Do the tests notice? Puts one deliberate fault at a time into a copy of the checkout and runs its tests.

    python -m tools.faults                  every fault of tools/faults.toml
    python -m tools.faults --only alpha     those whose name or file holds the word
    python -m tools.faults --check          only whether each text to replace is found exactly once

A fault that makes a test fail is killed; one that does not has survived, and wants a test or, in
``tools/faults.toml``, the reason why nothing can notice it (``harmless``). Ends with 1 when one survives.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
FAULTS = Path(__file__).with_suffix(".toml")
_TESTS_FAILED = 1
"""What pytest ends with when tests ran and some failed; other numbers mean that they could not run."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A text of a file and the mistake that stands in its place, with the tests that should fail then."""

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]
    harmless: str = ""

    def problem(self, root: Path) -> str:
        """Return why the fault cannot be put in, or nothing."""
        path = root / self.file
        if not path.exists():
            return f"{self.name}: there is no file {self.file}"
        found = path.read_text(encoding="utf-8").count(self.old)
        if found != 1:
            return f"{self.name}: found {found} times in {self.file}, not once: {self.old!r}"
        missing = [test for test in self.tests if not (root / test.partition("::")[0]).exists()]
        return f"{self.name}: there are no tests {', '.join(missing)}" if missing else ""


def faults(only: str = "") -> list[Fault]:
    """Return the faults of ``tools/faults.toml`` whose name or file holds a word."""
    groups = tomllib.loads(FAULTS.read_text(encoding="utf-8"))["group"]
    found = [
        Fault(**({"file": group["file"], "tests": tuple(group["tests"])} | fault))
        for group in groups
        for fault in group["fault"]
    ]
    return [fault for fault in found if only in fault.name or only in fault.file]


def copy_checkout(folder: Path) -> Path:
    """Copy what belongs to the project, changed or not, and return the copy."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    return folder


@contextmanager
def put_in(fault: Fault, copy: Path) -> Iterator[None]:
    """Have a fault in the copy for as long as the block runs."""
    path = copy / fault.file
    sound = path.read_text(encoding="utf-8")
    path.write_text(sound.replace(fault.old, fault.new), encoding="utf-8")
    try:
        yield
    finally:
        path.write_text(sound, encoding="utf-8")


def run_tests(tests: tuple[str, ...], copy: Path) -> subprocess.CompletedProcess[str]:
    """Run tests in the copy until the first one fails, without compiled leftovers of another fault."""
    corpus = os.environ.get("KB_CORPUS") or str(ROOT.parent / "shared" / "corpus")
    settings = {"PYTHONPATH": str(copy), "KB_CORPUS": corpus, "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-p", "no:xdist"]
    return subprocess.run(
        [*command, "--tb=no", *tests],
        cwd=copy,
        env=os.environ | settings,
        capture_output=True,
        text=True,
        check=False,
    )


def verdict(fault: Fault, copy: Path) -> str:
    """Return ``killed``, ``survived``, ``harmless`` (survived, for a reason) or ``could not run``."""
    with put_in(fault, copy):
        ended = run_tests(fault.tests, copy).returncode
    if ended == _TESTS_FAILED:
        return "killed"
    if ended:
        return "could not run"
    return "harmless" if fault.harmless else "survived"


def main() -> int:
    """Try the faults, and say of each whether a test noticed it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--only", default="", metavar="WORD", help="faults whose name or file holds this")
    parser.add_argument("--check", action="store_true", help="only check that every text is there once")
    given = parser.parse_args()
    chosen = faults(given.only)
    problems = list(filter(None, (fault.problem(ROOT) for fault in chosen)))
    if problems or given.check or not chosen:
        print("\n".join(problems) or f"{len(chosen)} faults can be put in")
        return 1 if problems or not chosen else 0
    counts: dict[str, int] = {}
    with tempfile.TemporaryDirectory() as folder:
        copy = copy_checkout(Path(folder) / "copy")
        for fault in chosen:
            begun = time.monotonic()
            end = verdict(fault, copy)
            counts[end] = counts.get(end, 0) + 1
            print(f"{end:14}{fault.name}  ({time.monotonic() - begun:.0f} s)", flush=True)
    print(", ".join(f"{count} {end}" for end, count in counts.items()))
    return 1 if counts.keys() & {"survived", "could not run"} else 0


if __name__ == "__main__":
    sys.exit(main())
