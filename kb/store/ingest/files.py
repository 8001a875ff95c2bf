"""Files in, catalog out: what ``kb ingest`` does.

Only files that are new or have changed are read, together with the other files of the interviews they
belong to. Each document is stored in a transaction of its own, so that a run that is cut off at any moment
leaves every document as it was or complete, and the next run goes on from there.
"""

from __future__ import annotations

import getpass
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath

from sqlalchemy import Engine
from sqlmodel import select

from ingest import reading
from ingest.merge import Interview, group_versions
from ingest.model import Parsed, Problem
from kb import package_data
from kb.codebook.taxonomy import Taxonomy, read_taxonomy
from kb.db import engine as db
from kb.db.tables import Document, Source
from kb.store.code_colours import assign_colours
from kb.store.codebook.apply_taxonomy import apply_taxonomy
from kb.store.ingest.interviews import SavedInterview, save
from kb.store.ingest.stored_versions import candidates, files_behind, version_in_catalog

Progress = Callable[[str, int, int], None]
"""Told what is going on (``reading``, ``storing``), how much of it is done and how much there is."""


@dataclass(frozen=True, slots=True)
class Report:
    """What an ingest did. Documents are named; ``files`` were found, ``read`` of them were new or changed."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: int = 0
    files: int = 0
    read: int = 0
    codings: int = 0
    empty_passes: tuple[str, ...] = ()
    unplaced: int = 0
    taxonomy: str = "unchanged"
    unsorted: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass
class _Run:
    """One ingest under way."""

    engine: Engine
    folder: Path
    who: str
    processes: int | None
    progress: Progress
    taxonomy: Taxonomy
    problems: list[Problem] = field(default_factory=list)


def ingest(
    database: str | Path | None,
    paths: Sequence[Path],
    *,
    taxonomy: Path | None = None,
    who: str | None = None,
    processes: int | None = None,
    progress: Progress | None = None,
    reread: bool = False,
) -> Report:
    """Bring files into the catalog; a file that is known and has not changed is not read again.

    Args:
        database: the catalog, made if there is none.
        paths: files, and folders to walk.
        taxonomy: the taxonomy to sort by; without one, see :func:`kb.package_data.taxonomy_file`.
        who: the name under which the audit trail keeps this; without one, the name of the login.
        processes: how many processes read files; without a number, one for each processor.
        progress: is told how far the work has come.
        reread: read known files again, too (after an update of the program).

    Raises:
        KbError: the catalog cannot be written, or the taxonomy has a fault; nothing was changed then.
    """
    url = db.locate(database)
    file = db.file_of(url)
    book = read_taxonomy(taxonomy or package_data.taxonomy_file(file))
    files, problems = reading.find(paths)
    run = _Run(
        db.open_for_writing(database),
        (file.parent if file else Path.cwd()).resolve(),
        who or _login(),
        processes,
        progress or (lambda _what, _done, _all: None),
        book,
        problems,
    )
    try:
        return _ingest(run, [each.parent.resolve() / each.name for each in files], reread=reread)
    finally:
        run.engine.dispose()


def _ingest(run: _Run, files: list[Path], *, reread: bool) -> Report:
    with db.transaction(run.engine) as session:
        placed = apply_taxonomy(session, run.taxonomy, who=run.who)
    news = files if reread else _news(run, files)
    parsed = _read(run, news)
    interviews = _interviews(run, parsed)
    saved = [_save(run, each, done, len(interviews)) for done, each in enumerate(interviews)]
    with db.transaction(run.engine) as session:
        unsorted = apply_taxonomy(session, run.taxonomy, who=run.who).unsorted
        assign_colours(session)
        documents = len(session.exec(select(Document.id)).all())
    run.problems += [problem for each in interviews for problem in each.problems]
    return _report(run, files, news, saved, documents, placed.is_new, unsorted)


def _report(
    run: _Run,
    files: Sequence[Path],
    news: Sequence[Path],
    saved: Sequence[SavedInterview],
    documents: int,
    is_new: bool,  # noqa: FBT001
    unsorted: tuple[str, ...],
) -> Report:
    added = tuple(each.document for each in saved if each.status == "added")
    changed = tuple(each.document for each in saved if each.status == "changed")
    return Report(
        added=added,
        changed=changed,
        unchanged=documents - len(added) - len(changed),
        files=len(files),
        read=len(news),
        codings=sum(each.codings for each in saved),
        empty_passes=tuple(f"{each.document}, {name}" for each in saved for name in each.empty),
        unplaced=sum(each.unplaced for each in saved),
        taxonomy="applied" if is_new else "unchanged",
        unsorted=unsorted,
        problems=tuple(dict.fromkeys(map(_shortened, run.problems))),
    )


def _news(run: _Run, files: Sequence[Path]) -> list[Path]:
    """The files that the catalog does not know, or knows otherwise."""
    with db.reading(run.engine) as session:
        known = dict(session.exec(select(Source.path, Source.sha256)).all())
        sizes = dict(session.exec(select(Source.path, Source.size)).all())
    news = []
    for file in files:
        path = _stored(run, file)
        same = path in known and _size(file) == sizes[path] and reading.digest(file) == known[path]
        if not same:
            news.append(file)
    return news


def _read(run: _Run, files: Sequence[Path]) -> list[Parsed]:
    parsed: list[Parsed] = []
    run.progress("reading", 0, len(files))
    for each in map(_spelled, reading.read_all(files, run.processes)):
        parsed.append(each)
        run.problems += each.problems
        run.progress("reading", len(parsed), len(files))
    return parsed


def _interviews(run: _Run, parsed: Sequence[Parsed]) -> tuple[Interview, ...]:
    """Put together what was read, what the catalog holds of it, and the other files that this came from."""
    with db.reading(run.engine) as session:
        held = candidates(session, parsed, lambda path: _stored(run, Path(path)))
        known = [version_in_catalog(session, each, run.folder) for each in held]
        groups = group_versions(parsed, known)
        before = [each.text_in_catalog for each in groups if each.text_in_catalog is not None]
        siblings = files_behind(session, before, run.folder)
    read = {Path(each.path) for each in parsed}
    siblings = [path for path in siblings if path not in read and path.is_file()]
    if siblings:
        more = map(_spelled, reading.read_all(siblings, run.processes))
        groups = group_versions([*parsed, *more], known)
    return tuple(each.merged() for each in groups)


def _spelled(parsed: Parsed) -> Parsed:
    """What was read of a file whose name is no text (an old encoding), under a name that is."""
    path = PurePath(_in_unicode(str(parsed.path)))
    if path == parsed.path:
        return parsed
    read = parsed.transcript
    return replace(
        parsed,
        path=path,
        transcript=read and replace(read, title=_in_unicode(read.title)),
        problems=tuple(replace(each, path=path) for each in parsed.problems),
    )


def _in_unicode(name: str) -> str:
    r"""A name with the bytes that are no characters written out: ``Gespr\xe4ch``."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _save(run: _Run, interview: Interview, done: int, total: int) -> SavedInterview:
    run.progress("storing", done, total)
    paths = {str(each.path): _stored(run, Path(each.path)) for each in interview.sources}
    paths.setdefault(str(interview.chosen), _stored(run, Path(interview.chosen)))
    with db.transaction(run.engine) as session:
        saved = save(session, interview, paths=paths, taxonomy=run.taxonomy, who=run.who)
    run.progress("storing", done + 1, total)
    return saved


def _stored(run: _Run, file: Path) -> str:
    """How the catalog calls a file: relative to its own folder, so that both can move together."""
    try:
        path = Path(os.path.relpath(file, run.folder))
    except ValueError:  # another drive on Windows
        path = file
    return _in_unicode(path.as_posix())


def _shortened(problem: Problem) -> Problem:
    """The problem with its path as a person would type it here."""
    try:
        return replace(problem, path=Path(os.path.relpath(problem.path)))
    except ValueError:
        return problem


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return -1


def _login() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # no such user, as in a container
        return "somebody"
