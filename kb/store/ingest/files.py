"""Files in, catalog out: what ``kb ingest`` does.

Only files that are new or have changed are read, together with the other files of the interviews they
belong to. Each document is stored in a transaction of its own, so that a run that is cut off at any moment
leaves every document as it was or complete, and the next run goes on from there.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from pathlib import Path, PurePath

from sqlalchemy import Engine
from sqlmodel import select

from ingest.files import reading
from ingest.files.choices import Choices
from ingest.files.recipes import Recipe
from ingest.merge import Interview, VersionGroup, group_versions
from ingest.model import Parsed, Problem
from ingest.workers import Workers
from ingest.workers.processes import Processes
from kb import package_data
from kb.codebook.taxonomy import Taxonomy, read_taxonomy
from kb.db import engine as db
from kb.db.backups import back_up_before
from kb.db.tables import Document, Source, Survey
from kb.store.code_colours import assign_colours
from kb.store.codebook.apply_taxonomy import apply_taxonomy
from kb.store.codebook.older_taxonomy import applied_since, not_older
from kb.store.documents.deletion import deleted_files
from kb.store.ingest.interviews import SavedInterview, save
from kb.store.ingest.named_files import as_typed, name_in_catalog, spelled
from kb.store.ingest.redact import HIDDEN, backups_with_names
from kb.store.ingest.stored_versions import candidates, files_behind, version_in_catalog
from kb.store.ingest.survey.choices import SurveyChoices
from kb.store.ingest.survey.storing import SurveyReport, store_survey
from kb.store.people.login_name import login_name
from kb.store.pseudonyms.files.left_out_files import replaced_files
from kb.store.recipes.choosing import chosen_recipes

Progress = Callable[[str, int, int], None]
"""Told what is going on (``reading``, ``storing``), how much of it is done and how much there is."""


@dataclass(frozen=True, slots=True)
class Report:
    """What an ingest did. Documents are named; ``files`` were found, ``read`` of them were new or changed.

    The documents of ``surveys`` are among those added and changed.
    """

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: int = 0
    files: int = 0
    read: int = 0
    codings: int = 0
    empty_passes: tuple[str, ...] = ()
    unplaced: int = 0
    surveys: tuple[SurveyReport, ...] = ()
    taxonomy: str = "unchanged"
    unsorted: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass
class _Run:
    """One ingest under way."""

    database: str | Path | None
    is_new: bool
    """Whether there is no catalog yet: it is made once something was read."""
    folder: Path
    who: str
    workers: Workers
    progress: Progress
    taxonomy: Taxonomy | None
    recipes: tuple[Recipe, ...] = ()
    choices: Choices | None = None
    is_sorted: bool = False  # a person named a taxonomy: a catalog has it, also one without documents
    problems: list[Problem] = field(default_factory=list)

    @cached_property
    def engine(self) -> Engine:
        """The catalog, made if there is none."""
        return db.open_for_writing(self.database, bulk=True)

    def stored(self, file: str | PurePath) -> str:
        """Return how the catalog calls a file."""
        return name_in_catalog(Path(file), self.folder)


def ingest(
    database: str | Path | None,
    paths: Sequence[Path],
    *,
    taxonomy: Path | None = None,
    who: str | None = None,
    processes: int | None = None,
    workers: Workers | None = None,
    progress: Progress | None = None,
    reread: bool = False,
    recipe: str | None = None,
    choices: Choices | None = None,
) -> Report:
    """Bring files into the catalog; a file that is known and has not changed is not read again.

    Args:
        database: the catalog, made if there is none and a file can be read or a taxonomy is named.
        paths: files, and folders to walk.
        taxonomy: the taxonomy to sort by; without one, see :func:`kb.package_data.taxonomy_file`, and where
            there is none, :mod:`kb.store.codebook.default_taxonomy`.
        who: the name under which the audit trail keeps this; without one, the name of the login.
        processes: how many processes read files; without a number, one for each processor.
        workers: who reads files and puts interviews together, instead; see :func:`kb.workers.workers_at`.
        progress: is told how far the work has come.
        reread: read known files again, too (after an update of the program).
        recipe: ``none``, the name of a recipe or a file of them; without one, those beside the catalog are
            followed where they fit.
        choices: how a person says that the files are to be read; columns are those of surveys.

    Raises:
        KbError: the catalog cannot be written, or the taxonomy or a recipe has a fault; nothing was changed.
    """
    file = db.file_of(db.locate(database))
    named = taxonomy or package_data.taxonomy_file(file)
    book = read_taxonomy(named) if named else None
    recipes = chosen_recipes(database, recipe)
    files, problems = reading.find(paths)
    run = _Run(
        database,
        file is not None and not file.exists() and os.access(file.parent, os.W_OK),
        (file.parent if file else Path.cwd()).resolve(),
        who or login_name(),
        workers or Processes(processes),
        progress or (lambda _what, _done, _all: None),
        book,
        recipes,
        choices,
        taxonomy is not None,
        problems,
    )
    _ = run.is_new or run.engine  # a catalog that cannot be opened is told before files are read
    try:
        return _ingest(run, [each.parent.resolve() / each.name for each in files], reread=reread)
    finally:
        if "engine" in vars(run):
            run.engine.dispose()


def _ingest(run: _Run, files: list[Path], *, reread: bool) -> Report:
    files = files if run.is_new else _without_deleted(run, files)
    news = files if reread or run.is_new else _news(run, files)
    parsed = _read(run, news)
    if run.is_new and not run.is_sorted and not any(each.transcript or each.survey for each in parsed):
        return _report(run, files, news, (), (), 0, is_new=False, unsorted=())  # and no catalog is made
    groups = _grouped(run, [each for each in parsed if each.survey is None])  # before a row is written
    with db.transaction(run.engine) as session:
        codes = [tag.code for each in parsed if each.transcript for tag in each.transcript.tags]
        book = run.taxonomy = not_older(session, run.taxonomy, codes, run.problems, who=run.who)
        placed = apply_taxonomy(session, book, who=run.who)
    if parsed:
        with db.reading(run.engine) as session:
            back_up_before(session, "import")
    surveys = [_survey(run, each) for each in parsed if each.survey and each.survey.cases]
    told: list[Problem] = []
    saved = list(_saved(run, groups, told))
    with db.transaction(run.engine) as session:
        unsorted = apply_taxonomy(session, applied_since(session, book), who=run.who).unsorted
        assign_colours(session)
        documents = len(session.exec(select(Document.id)).all())
    db.flush_to_disk(run.engine)
    told += chain.from_iterable(each.problems for each in surveys)
    run.problems += [*told, *chain.from_iterable(each.problems for each in saved)]
    return _report(run, files, news, saved, surveys, documents, placed.is_new, unsorted)


def _report(
    run: _Run,
    files: Sequence[Path],
    news: Sequence[Path],
    saved: Sequence[SavedInterview],
    surveys: Sequence[SurveyReport],
    documents: int,
    is_new: bool,  # noqa: FBT001
    unsorted: tuple[str, ...],
) -> Report:
    added, changed = ([each.document for each in saved if each.status == how] for how in ("added", "changed"))
    added += [name for each in surveys for name in each.added]
    changed += [name for each in surveys for name in each.changed]
    return Report(
        added=tuple(added),
        changed=tuple(changed),
        unchanged=documents - len(added) - len(changed),
        files=len(files),
        read=len(news),
        codings=sum(each.codings for each in saved),
        empty_passes=tuple(f"{each.document}, {name}" for each in saved for name in each.empty),
        unplaced=sum(each.unplaced for each in saved) + sum(each.unplaced for each in surveys),
        surveys=tuple(surveys),
        taxonomy="applied" if is_new else "unchanged",
        unsorted=unsorted,
        problems=tuple(dict.fromkeys(map(as_typed, run.problems))),
    )


def _without_deleted(run: _Run, files: list[Path]) -> list[Path]:
    """The files but for those of documents that a person deleted; they are told."""
    with db.reading(run.engine) as session:
        deleted = deleted_files(session)
    by_path = {each.path: each for each in deleted}
    by_words = {each.sha256: each for each in deleted}
    left = []
    for file in files:
        gone = by_path.get(run.stored(file)) or (by_words.get(reading.digest(file)) if deleted else None)
        if gone is None:
            left.append(file)
            continue
        undo = f"to bring it back: kb undo {gone.action[:8]}"
        told = f"left out: its document {gone.document!r} is deleted; {undo}"
        run.problems.append(Problem(file, "", told, "note"))
    return left


def _news(run: _Run, files: Sequence[Path]) -> list[Path]:
    """The files that the catalog does not know, or knows otherwise."""
    with db.reading(run.engine) as session:
        query = (select(each.path, each.size, each.sha256) for each in (Source, Survey))
        known = {path: (size, sha256) for some in query for path, size, sha256 in session.exec(some)}
        replaced = replaced_files(session)
    news = []
    for file in files:
        stored = known.get(run.stored(file))  # of a file that is gone neither size nor digest is known
        same = stored is not None and (reading.size(file), reading.digest(file)) == stored
        if (not same or run.choices is not None) and not (replaced and reading.digest(file) in replaced):
            news.append(file)
    return news


def _read(run: _Run, files: Sequence[Path]) -> list[Parsed]:
    parsed: list[Parsed] = []
    run.progress("reading", 0, len(files))
    choices = SurveyChoices.of(None if run.is_new else run.engine, files, run.stored, run.choices)
    read = run.workers.read_all(files, recipes=run.recipes, choices=choices.by_file)
    for each in map(spelled, map(choices.again, read)):
        parsed.append(each)
        run.problems += each.problems
        run.progress("reading", len(parsed), len(files))
    return parsed


def _grouped(run: _Run, parsed: Sequence[Parsed]) -> tuple[VersionGroup, ...]:
    """Bring together what was read, what the catalog holds of it, and the other files that this came from."""
    with db.reading(run.engine) as session:
        held = candidates(session, parsed, run.stored)
        known = [version_in_catalog(session, each, run.folder) for each in held]
        groups = group_versions(parsed, known)
        before = [each.text_in_catalog for each in groups if each.text_in_catalog is not None]
        siblings = files_behind(session, before, run.folder)
    read = {Path(each.path) for each in parsed}
    siblings = [path for path in siblings if path not in read and reading.size(path) >= 0]
    if siblings:
        more = map(spelled, run.workers.read_all(siblings, recipes=run.recipes))
        groups = group_versions([*parsed, *more], known)
    return groups


def _survey(run: _Run, parsed: Parsed) -> SurveyReport:
    return store_survey(
        lambda: db.transaction(run.engine),
        parsed,
        path=run.stored(parsed.path),
        who=run.who,
        progress=run.progress,
        is_there=lambda path: (run.folder / path).is_file(),
    )


def _saved(run: _Run, groups: Sequence[VersionGroup], told: list[Problem]) -> Iterator[SavedInterview]:
    """Store interviews as they are put together, few at a time, and keep what is told of each."""
    run.progress("storing", 0, len(groups))
    for done, interview in enumerate(run.workers.map(VersionGroup.merged, groups)):
        told += interview.problems
        yield _save(run, interview, done, len(groups))


def _save(run: _Run, interview: Interview, done: int, total: int) -> SavedInterview:
    paths = {str(each.path): run.stored(each.path) for each in interview.sources}
    paths.setdefault(str(interview.chosen), run.stored(interview.chosen))
    with db.transaction(run.engine) as session:
        saved = save(session, interview, paths=paths, taxonomy=run.taxonomy, who=run.who)
    if HIDDEN in session.info:
        run.problems += backups_with_names(run.engine, Path(interview.chosen))
    run.progress("storing", done + 1, total)
    return saved
