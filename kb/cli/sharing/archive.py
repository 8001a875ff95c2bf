"""The archive of a catalog, for ``kb export project`` and ``kb import``."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from kb.cli.output import files, render
from kb.cli.sessions import reading
from kb.formatting import counted

if TYPE_CHECKING:
    from kb.exchange.archive.study import Study

_COUNTED = (
    ("document", "document"),
    ("coding", "coding"),
    ("code", "code"),
    ("memo", "memo"),
    ("decision", "decision"),
)


def write_project(database: str | None, out: Path | None, *, given: list[str]) -> None:
    """Write the archive of a catalog into a folder or a zip; ``given`` are options that it cannot have.

    Raises:
        KbError: the catalog cannot be read, or the archive cannot be written.
    """
    from kb.exchange.archive.from_catalog import study_of
    from kb.exchange.archive.writing import files_of

    if given:
        raise typer.BadParameter(f"the project is exported whole: it takes no {', '.join(given)}")
    if out is None:
        raise typer.BadParameter("the project needs --out: a folder or FILE.zip")
    with reading(database, sound=True, machines=True) as session:
        study = study_of(session)
    write_archive(out, files_of(study))


def write_archive(out: Path, made: Iterable[tuple[str, bytes]]) -> None:
    """Write the files of an archive into a folder or a zip, and say so.

    Raises:
        KbError: it cannot be written.
    """
    from kb.exchange.archive.container import write_folder, write_zip

    if out.suffix.lower() == ".zip":
        files.write_bytes(out, write_zip(made))
        return
    changed = write_folder(out, made)
    render.note(f"written: {out} ({counted(changed, 'file')} changed)" if changed else f"unchanged: {out}")


def import_archive(database: str | None, path: Path, *, dry_run: bool) -> None:
    """Make a catalog of an archive, identical with the one that was archived, and say what is in it.

    Raises:
        KbError: the archive does not hold, or the catalog is not empty.
    """
    from kb.exchange.archive.reading import read_archive
    from kb.store.exchange.archive import restore

    study = read_archive(path)
    if not dry_run:
        restore(database, study)
    done = "would be imported" if dry_run else "imported"
    render.note(f"{done} from {path}: {_described(study)}")


def study_at(path: Path) -> Study:
    """Return the study in an archive or in a catalog.

    Raises:
        KbError: it is neither, or cannot be read.
    """
    from kb.errors import KbError
    from kb.exchange.archive.container import is_archive
    from kb.exchange.archive.from_catalog import study_of
    from kb.exchange.archive.reading import read_archive

    if path.is_dir() or is_archive(path) or path.suffix.lower() == ".zip":
        return read_archive(path)
    if not path.exists():
        raise KbError(f"there is no file or folder {path}; name an archive or a catalog")
    with reading(str(path), machines=True) as session:
        return study_of(session)


def _described(study: Study) -> str:
    return ", ".join(counted(len(study.rows(table)), noun) for table, noun in _COUNTED)
