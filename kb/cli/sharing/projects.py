"""Projects and codebooks of other tools, for ``kb import`` and ``kb export qdpx``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from kb.cli.options import ID_LENGTH, Form
from kb.cli.output import files, render
from kb.cli.output.terminal import Column
from kb.cli.sessions import reading
from kb.formatting import counted

if TYPE_CHECKING:
    from kb.exchange.model import Project
    from kb.exchange.report import LossRow
    from kb.queries.exchange.written import Written
    from kb.store.exchange.project import Imported


def _kind(row: LossRow) -> str:
    from kb.exchange.report import kind_in_words

    return kind_in_words(row.kind, row.read)


COLUMNS = (
    Column("kind", _kind, key=True),
    Column("read", number=True),
    Column("stored", number=True),
    Column("carried", number=True),
    Column("dropped", number=True),
)
_LIST = ".written-by-kb.json"
"""What was written into a folder, so that nothing else is ever written over."""
_DATABASE = b"SQLite format 3"
"""How a file begins in which other programs work."""
_MOST = 20
"""Problems that are shown one by one on a terminal; JSON has all."""


def import_projects(
    database: str | None,
    paths: Sequence[Path],
    *,
    who: str | None,
    dry_run: bool,
    form: Form,
    part: str | None = None,
) -> bool:
    """Import files of other tools, tell what became of each, and say whether there is something to check.

    Raises:
        KbError: the only file cannot be read; of several, the others go on.
    """
    from kb.cli.sessions import user_name
    from kb.errors import KbError
    from kb.store.exchange.files import import_file

    doubts, told = False, []
    for file in paths:
        try:
            project, done = import_file(
                file, database=database, who=user_name(who), dry_run=dry_run, part=part
            )
        except KbError as error:
            if len(paths) == 1:
                raise
            render.note(f"{error}")
            doubts = True
            continue
        doubts |= bool(done.loss.problems)
        if form == "json":
            told.append(_as_object(file, project, done, stored=not dry_run))
        else:
            _show(file, project, done, dry_run=dry_run)
    if form == "json":
        render.json_object(told, form=form)
    return doubts


def export_project(
    what: str,
    out: Path | None,
    database: str | None,
    profile: str,
    *,
    given: Sequence[str],
    form: Form | None,
) -> None:
    """Write the catalog as a project or a codebook; ``given`` are options that it cannot have.

    Raises:
        KbError: the catalog cannot be read, or the file cannot be written.
    """
    from kb import records
    from kb.db.engine import locate, name_of
    from kb.queries.exchange.written import written

    if given:
        raise typer.BadParameter(f"{what} is the whole project; leave out {', '.join(given)}")
    if out is None:
        raise typer.BadParameter(f"{what} needs --out FILE")
    with reading(database, sound=True) as session:
        made = written(session, what, name=name_of(locate(database)), profile=profile)
    _write(what, out, made)
    if form == "json":
        render.json_object([records.record(each) for each in made.loss], form=form)
    else:
        from kb.exchange.report import kind_in_words

        for each in made.loss:
            if each.dropped:
                render.note(f"left out: {each.dropped} {kind_in_words(each.kind, each.dropped)}")
        told = [(each.kind, each.read - each.dropped) for each in made.loss]
        parts = ", ".join(f"{count:,} {kind_in_words(kind, count)}" for kind, count in told if count)
        render.note(f"in the file: {parts}")
    for fault in made.faults:
        render.note(f"check: {fault}")


def _write(what: str, out: Path, made: Written) -> None:
    """Write a file, or a folder as a whole: over nothing but what was written this way, and is as it was."""
    if made.content.startswith(_DATABASE):
        _refuse_other(out, made.content)
    if not made.files or out.suffix.lower() == ".zip":
        files.write_bytes(out, made.content)
        return
    from kb.exchange.forms import form_named
    from kb.report.release import write_folder

    endings = form_named(what).suffixes
    if endings and out.suffix.lower() not in endings:
        named = " or ".join(sorted(endings))
        raise typer.BadParameter(f"its program opens folders whose name ends in {named}; or name FILE.zip")
    is_new = write_folder(out, _LIST, f"kb export {what}", made.files.items())
    render.note(f"{'written' if is_new else 'unchanged'}: {out}")


def _refuse_other(out: Path, content: bytes) -> None:
    """Refuse to write a database over another one: somebody may have worked in it since."""
    from kb.errors import KbError

    if out.exists() and not (out.is_file() and out.read_bytes() == content):
        raise KbError(f"{out} already exists, and somebody may have worked in it; name another file")


def _as_object(file: Path, project: Project, done: Imported, *, stored: bool) -> dict[str, Any]:
    from dataclasses import asdict

    return {
        "file": file.name,
        "form": project.form,
        "name": project.name,
        "origin": project.origin,
        "stored": stored,
        "counts": [asdict(each) for each in done.loss.rows],
        "texts": [asdict(each) for each in done.loss.texts],
        "problems": [{"where": each.where, "message": each.message} for each in done.loss.problems],
        "changes": dict(done.changes),
        "action": done.action if stored else None,
    }


def _show(file: Path, project: Project, done: Imported, *, dry_run: bool) -> None:
    from kb.exchange.report import LossRow

    by = f" by {project.origin}" if project.origin else ""
    render.note(f"{file.name}: {project.name or 'codebook'}{by}")
    render.rows(done.loss.rows, of=LossRow, columns=COLUMNS, form="table")
    texts = done.loss.texts
    for dialect in sorted({each.dialect for each in texts if each.signs}):
        some = [each for each in texts if each.dialect == dialect and each.signs]
        least = min(each.score for each in some)
        render.note(f"positions of {counted(len(some), 'text')}: {dialect} (score {least:.2f} or more)")
    for each in done.loss.problems[:_MOST]:
        render.note(f"check: {each}")
    if len(done.loss.problems) > _MOST:
        render.note(f"check: {len(done.loss.problems) - _MOST} more; --format json shows all")
    changes = ", ".join(f"{what}: {count:,}" for what, count in sorted(done.changes.items()))
    render.note(changes or "the catalog has not changed")
    if dry_run:
        render.note("nothing is stored (--dry-run)")
    elif done.action:
        render.note(f"to undo: kb undo {done.action[:ID_LENGTH]}")
