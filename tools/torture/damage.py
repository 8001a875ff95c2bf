"""Bytes of a catalog change, as on a failing disk, and somebody goes on working with it.

Each time a few bytes of a copy change; then somebody renames a document, exports, searches and checks. While
the checksum beside the catalog is there, all of it must be noticed. Without one (after a program was killed,
or while the app is open) SQLite's own check and that of the rows have to do: bytes that nothing reads, and
letters of a memo, cannot be noticed then. How many are not is told, and has no goal.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random

from typer.testing import CliRunner

from kb.cli.registry import app
from kb.db.soundness import checksum
from kb.errors import KbError
from tools.torture import catalogs
from tools.torture.figures import Figure
from tools.torture.plan import Plan

SHORT, LONG = 12, 1_000
_CUT_OFF = 0.05
"""How often the end of the file is cut off, too."""
_RENAME = ("documents", "rename", "Interview 12", "Interview 12 again")
_ASKED = (("export", "codings", "--format", "csv"), ("search", "data"), ("check", "--deep"))
_BESIDE = ("-wal", "-shm", ".checksum")

Answers = dict[tuple[str, ...], tuple[int, bytes]]


def run(plan: Plan) -> list[Figure]:
    """Damage a catalog so many times, with its checksum and without, and count what happens."""
    catalog = catalogs.coded(plan.folder("damage"))
    _ran("speakers", "list", catalog=catalog)
    times = plan.measure(SHORT, LONG)
    figures = []
    for with_checksum in (True, False):
        where = "with its checksum" if with_checksum else "without a checksum"
        found = _damaged(catalog, times, plan.random("damage", where), with_checksum=with_checksum)
        most = 0 if with_checksum else None
        figures += [
            Figure(f"{where}: damaged catalogs", times),
            Figure(f"{where}: written into all the same", found["written into"], most),
            Figure(f"{where}: another answer, without a word", found["another answer"], most),
            Figure(f"{where}: tracebacks", found["tracebacks"], 0),
        ]
    return figures


def _ran(*command: str, catalog: Path) -> tuple[int, bytes, bool]:
    """The exit code of a command, what it printed, and whether it ended in a traceback."""
    result = CliRunner().invoke(app, [*command, "--database", str(catalog)])
    is_told = isinstance(result.exception, KbError | SystemExit | None)
    return result.exit_code, result.stdout_bytes, not is_told


def _damaged(catalog: Path, times: int, random: Random, *, with_checksum: bool) -> Counter[str]:
    checksum.file_of(catalog).unlink(missing_ok=True)
    checksum.note(catalog)
    noted, sound = checksum.file_of(catalog).read_bytes(), catalog.read_bytes()
    right = {command: _ran(*command, catalog=catalog)[:2] for command in _ASKED}
    counts: Counter[str] = Counter()
    for _ in range(times):
        content = _changed(sound, random)
        for command in (_RENAME, *_ASKED):
            _put_down(catalog, content, noted if with_checksum else b"")
            counts += _count(catalog, command, right, content)
    _put_down(catalog, sound, noted)
    return counts


def _changed(sound: bytes, random: Random) -> bytes:
    content = bytearray(sound)
    at, long = random.randrange(len(sound)), random.choice((1, 1, 4, 64, 512))
    for place in range(at, min(at + long, len(sound))):
        content[place] ^= random.randrange(1, 256)
    if random.random() < _CUT_OFF:
        del content[at:]
    return bytes(content)


def _put_down(catalog: Path, content: bytes, noted: bytes) -> None:
    for left in _BESIDE:
        Path(f"{catalog}{left}").unlink(missing_ok=True)
    catalog.write_bytes(content)
    if noted:
        checksum.file_of(catalog).write_bytes(noted)


def _count(catalog: Path, command: tuple[str, ...], right: Answers, content: bytes) -> Counter[str]:
    code, out, traceback = _ran(*command, catalog=catalog)
    counts = Counter({"tracebacks": int(traceback)})
    if command == _RENAME:
        counts["written into"] = int(code == 0 or catalog.read_bytes() != content)
    else:
        counts["another answer"] = int(code == 0 and (code, out) != right[command])
    return counts
