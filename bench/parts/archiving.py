"""The archive of 30,000 codings: how long it takes to write it, to make a catalog of it, and to compare."""

from __future__ import annotations

import shutil
from pathlib import Path

from bench.measure import cost, goal, line
from bench.synthetic import KIT, build, generate
from kb.db.engine import open_for_reading, reading
from kb.exchange.archive.container import write_folder
from kb.exchange.archive.difference import differences
from kb.exchange.archive.from_catalog import study_of
from kb.exchange.archive.reading import read_archive
from kb.exchange.archive.study import Study
from kb.exchange.archive.writing import files_of
from kb.store.exchange.archive import restore

_MOST = 5.0


def run(_folder: Path, keep: Path) -> None:
    """Print writing, reading and comparing."""
    print("The archive of 30,000 codings in 360 interviews")
    if not KIT.exists():
        print(f"  left out: the bench kit is not at {KIT}")
        return
    project, database, archive, again = (
        keep / name for name in ("x10", "x10.db", "x10-archive", "x10-again.db")
    )
    generate(project, docs=360, codings=30_000)
    if not database.exists():
        build(project, database)
    for leftover in (archive, *keep.glob("x10-again.db*")):
        shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink(missing_ok=True)
    written = cost(_write, database, archive)
    line("export", written, f"{goal(written.wall, _MOST, ' s')}  {written.value} files")
    restored = cost(_restore, archive, again)
    line("import", restored, goal(restored.wall, _MOST, " s"))
    compared = cost(_compare, archive, again)
    line("diff", compared, f"{goal(compared.wall, _MOST, ' s')}  {compared.value} differences")


def _write(database: Path, archive: Path) -> int:
    return write_folder(archive, files_of(_study(database)))


def _restore(archive: Path, database: Path) -> None:
    restore(database, read_archive(archive))


def _compare(archive: Path, database: Path) -> int:
    return len(differences(read_archive(archive), _study(database)))


def _study(database: Path) -> Study:
    engine = open_for_reading(database)
    with reading(engine) as session:
        return study_of(session)
