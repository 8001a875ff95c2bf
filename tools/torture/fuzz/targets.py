"""Who reads changed files: readers of transcripts, importers, and what else opens the file of a person.

What was read is stored, too, in a catalog that forgets it: a file must not fail there either.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePath
from typing import NoReturn

from sqlalchemy import Engine
from sqlmodel import Session

from ingest import formats
from ingest.attribute_table import UnreadableTableError, read_attribute_table
from ingest.files import one_file
from ingest.files.offers import offers
from ingest.files.reading import read_bytes
from ingest.model import Parsed
from ingest.source import Source
from kb.codebook.taxonomy import parse_taxonomy
from kb.db import engine as db
from kb.db import fulltext
from kb.db.soundness import sealing
from kb.errors import KbError
from kb.exchange import forms
from kb.exchange.archive.reading import read_archive_bytes
from kb.store.codebook.apply_taxonomy import apply_taxonomy
from kb.store.codebook.codebook_file import read_codebook
from kb.store.documents.attribute_import import plan_attributes, set_attributes
from kb.store.exchange.archive import restore
from kb.store.exchange.project import import_project
from kb.store.ingest.survey.storing import store_survey
from kb.store.ingest.upload import as_proposed, store_upload
from kb.store.pseudonyms.files.key_file import read_key
from kb.store.recipes.reading import read_recipes
from tools.torture.fuzz.worker import Refused

WHO = "Torture"
_LARGEST_STORED = 300_000
"""Bytes of a file above which it is only read: storing is tried often enough with smaller ones."""

_LARGEST_OFFERED = 30_000
"""Bytes of a file that is also read in every other way: that has a minute of its own, not these seconds."""

Read = Callable[[int, bytes], None]


@dataclass(frozen=True, slots=True)
class Target:
    """Who reads, what its files are called, and what makes its ``read`` in the worker's process."""

    name: str
    suffix: str
    reader: Callable[[Path], Read]


def targets() -> list[Target]:
    """Every reader, every importer, and what else opens files of people."""
    readers = [
        Target(each.name, min(each.suffixes), partial(_reader, each.name)) for each in formats.formats()
    ]
    importers = [
        Target(f"import {each.name}", min(each.suffixes, default=".zip"), partial(_importer, each))
        for each in forms.forms()
        if each.is_read
    ]
    others = [
        Target("import archive", ".zip", _archive),
        Target("taxonomy", ".yaml", _taxonomy),
        Target("table of codes", ".csv", lambda _: _table_of_codes),
        Target("attributes", ".csv", _attributes),
        Target("recipes", ".yaml", partial(_from_file, read_recipes)),
        Target("key of pseudonyms", ".json", partial(_from_file, read_key)),
    ]
    return [*readers, *importers, *others]


def _again(error: Exception) -> NoReturn:
    raise error


def _reader(name: str, folder: Path) -> Read:
    one_file._one_line = _again  # type: ignore[assignment]  # noqa: SLF001  what the trap catches is what is looked for
    entry = next(each for each in formats.formats() if each.name == name)
    file = f"Interview 7 - Ann{min(entry.suffixes)}"
    session = _trial(folder)

    def read(number: int, data: bytes) -> None:
        if data:
            entry.sniff(Source(PurePath(file), data))
        if number % 10 == 0 and len(data) < _LARGEST_OFFERED:
            offers(PurePath(file), data)
        parsed = read_bytes(file, data, as_format=name if number % 3 else None)
        if parsed.transcript is None and parsed.survey is None:
            raise Refused
        if number % 2 and len(data) < _LARGEST_STORED:
            with session() as kept:
                _store(kept, parsed)

    return read


def _store(session: Session, parsed: Parsed) -> None:
    with _refusals():
        if parsed.survey is not None:
            store_survey(
                lambda: nullcontext(session),
                parsed,
                path="upload/survey.csv",
                who=WHO,
                progress=lambda *_: None,
                is_there=lambda _: False,
            )
        else:
            store_upload(session, parsed, as_proposed(session, parsed), who=WHO)
        _finish(session)


def _importer(form: forms.Form, folder: Path) -> Read:
    session = _trial(folder)
    file = f"study{min(form.suffixes, default='.zip')}"

    def read(number: int, data: bytes) -> None:
        with _refusals():
            form.claims(data)
            project = form.read(data, file) if number % 2 else forms.read_bytes(data, file)
            if len(data) > _LARGEST_STORED:
                return
            with session() as kept:
                import_project(kept, project, file=file, who=WHO, backs_up=False)
                _finish(kept)

    return read


def _archive(folder: Path) -> Read:
    empty = folder / "empty.db"
    db.open_for_writing(empty).dispose()

    def read(_number: int, data: bytes) -> None:
        catalog = folder / "restored.db"
        for each in folder.glob("restored.db*"):
            each.unlink()
        with _refusals():
            study = read_archive_bytes(data, "study.zip")
            shutil.copy(empty, catalog)
            restore(catalog, study)

    return read


def _taxonomy(folder: Path) -> Read:
    session = _trial(folder)

    def read(number: int, data: bytes) -> None:
        with _refusals():
            book = parse_taxonomy(data.decode("utf-8", "replace"), PurePath("taxonomy.yaml"))
            if number % 4 == 0:
                with session() as kept:
                    apply_taxonomy(kept, book, who=WHO)
                    _finish(kept)

    return read


def _table_of_codes(_number: int, data: bytes) -> None:
    with _refusals():
        read_codebook(PurePath("codes.csv"), data)


def _attributes(folder: Path) -> Read:
    session = _trial(folder)

    def read(_number: int, data: bytes) -> None:
        try:
            table = read_attribute_table(Source(PurePath("people.csv"), data))
        except UnreadableTableError as error:
            raise Refused from error
        with _refusals(), session() as kept:
            set_attributes(kept, plan_attributes(kept, table), file="people.csv", who=WHO)
            _finish(kept)

    return read


def _from_file(open_it: Callable[[Path], object], folder: Path) -> Read:
    file = folder / "file"

    def read(_number: int, data: bytes) -> None:
        file.write_bytes(data)
        with _refusals():
            open_it(file)

    return read


def _finish(session: Session) -> None:
    """Do what ends a transaction: nothing of a file may fail there."""
    session.flush()
    fulltext.index_changed(session)
    sealing.seal(session)


@contextmanager
def _refusals() -> Iterator[None]:
    """Tell a refusal in a sentence from a fault."""
    try:
        yield
    except KbError as error:
        raise Refused from error


def _trial(folder: Path) -> Callable[[], object]:
    """A catalog in which one can store without leaving anything; it is opened when it is needed."""
    engine: Engine | None = None

    @contextmanager
    def session() -> Iterator[Session]:
        nonlocal engine
        engine = engine or db.open_for_writing(folder / "catalog.db", bulk=True)
        with db.plain_errors(folder / "catalog.db"), Session(engine, expire_on_commit=False) as made:
            yield made
            made.rollback()

    return session
