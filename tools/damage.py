"""Damage the bytes of a catalog at random places and count what kb does with it.

    .venv/bin/python tools/damage.py kb-demo/catalog.db --times 120

Each time a few bytes of a copy change; then somebody renames a document, exports, asks and checks. Counted
are: the damaged file was written into; an answer differs silently; a traceback. All must be 0 while the
checksum is there. ``--without-checksum`` is the state after a program was killed, or while the app is open:
SQLite's check has to do then, and bytes that nothing reads cannot be noticed. ``--kills N`` kills backups
and restores instead, and counts catalogs and backups that were lost.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from random import Random

from typer.testing import CliRunner

from kb.cli.registry import app
from kb.db.backups import back_up, backups_of
from kb.db.soundness import checksum
from kb.db.soundness.damage import first_fault
from kb.errors import KbError

CUT_OFF = 0.05
"""How often the end of the file is cut off, too."""
ASKED = (
    ("export", "codings", "--format", "csv"),
    ("search", "data"),
    ("check", "--deep"),
)


def main() -> None:
    """Read the options, do it, print the counts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("catalog", type=Path)
    parser.add_argument("--times", type=int, default=120)
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--without-checksum", action="store_true")
    given = parser.parse_args()
    random = Random(given.seed)  # noqa: S311
    with tempfile.TemporaryDirectory() as folder:
        catalog = Path(folder) / "catalog.db"
        shutil.copy(given.catalog, catalog)
        ran("speakers", "list", catalog=catalog)
        if given.kills:
            print(dict(killed(catalog, given.kills, random)))
        else:
            print(dict(damaged(catalog, given.times, random, checked=not given.without_checksum)))


def ran(*command: str, catalog: Path) -> tuple[int, bytes, bool]:
    """The exit code of a command, what it printed, and whether it ended in a traceback."""
    result = CliRunner().invoke(app, [*command, "--database", str(catalog)])
    failed = result.exception
    is_told = isinstance(failed, KbError | SystemExit | None)
    return result.exit_code, result.stdout_bytes, not is_told


def damaged(catalog: Path, times: int, random: Random, *, checked: bool) -> Counter[str]:
    """Damage it so many times, and count what happens."""
    checksum.file_of(catalog).unlink(missing_ok=True)
    checksum.note(catalog)
    noted = checksum.file_of(catalog).read_bytes() if checksum.file_of(catalog).exists() else b""
    if not noted:
        sys.exit("write something into the catalog with kb first: it has no number of a last transaction")
    sound = catalog.read_bytes()
    right = {command: ran(*command, catalog=catalog)[:2] for command in ASKED}
    counts: Counter[str] = Counter(damaged=times)
    for _ in range(times):
        content = bytearray(sound)
        at, long = random.randrange(len(sound)), random.choice((1, 1, 4, 64, 512))
        for place in range(at, min(at + long, len(sound))):
            content[place] ^= random.randrange(1, 256)
        if random.random() < CUT_OFF:
            del content[at:]
        for command in (("codings-write",), *ASKED):
            _put_down(catalog, bytes(content), noted if checked else b"")
            counts += _count(catalog, command, right, bytes(content))
    return counts


def _put_down(catalog: Path, content: bytes, noted: bytes) -> None:
    for left in ("-wal", "-shm", ".checksum"):
        Path(f"{catalog}{left}").unlink(missing_ok=True)
    catalog.write_bytes(content)
    if noted:
        checksum.file_of(catalog).write_bytes(noted)


def _count(
    catalog: Path,
    command: tuple[str, ...],
    right: dict[tuple[str, ...], tuple[int, bytes]],
    content: bytes,
) -> Counter[str]:
    if command not in right:
        rename = ("documents", "rename", "Interview 12", "Interview 12 again")
        code, _, traceback = ran(*rename, catalog=catalog)
        written = catalog.read_bytes() != content or code == 0
        return Counter(written_into=int(written), tracebacks=int(traceback))
    code, out, traceback = ran(*command, catalog=catalog)
    differs = code == 0 and (code, out) != right[command]
    return Counter(silently_different=int(differs), tracebacks=int(traceback), refused=int(code > 0))


def killed(catalog: Path, times: int, random: Random) -> Counter[str]:
    """Kill backups and restores at random moments; each time the catalog must be sound and no backup half."""
    back_up(catalog, "by-hand")
    counts: Counter[str] = Counter(killed=0, catalogs_lost=0, backups_lost=0)
    for number in range(times):
        command = ("backup",) if number % 2 else ("restore", "1")
        words = [sys.executable, "-m", "kb", *command, "--database", str(catalog)]
        with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
            time.sleep(random.uniform(0.3, 4.0))
            if running.poll() is None:
                os.kill(running.pid, signal.SIGKILL)
                counts["killed"] += 1
        counts["catalogs_lost"] += int(not catalog.exists() or _is_half(catalog))
        counts["backups_lost"] += sum(_is_half(each.file) for each in backups_of(catalog))
    return counts


def _is_half(file: Path) -> bool:
    try:
        return first_fault(file, thorough=True) is not None
    except sqlite3.Error:
        return True


if __name__ == "__main__":
    main()
