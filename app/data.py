"""The app's only door to kb; an answer is kept until what it was made from changes."""

from __future__ import annotations

import pickle
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

import streamlit as st
from sqlalchemy import Engine
from sqlmodel import Session, select
from streamlit.runtime.scriptrunner import get_script_run_ctx

from app import versions, viewer
from app.engine import engine
from app.engine import url as _url
from app.questions import FOR_ALL, NEEDS, WITH_MACHINES
from app.server.monitoring.events import watched
from app.versions import CatalogVersion
from kb.db import engine as db
from kb.db import failures
from kb.db.blindness import Blindness, reading_for
from kb.db.rights import Actor, NotSignedInError, Right, enforce, require
from kb.db.tables import Coder, Document
from kb.queries.codebook.study_contents import UNKNOWN, StudyContents, study_contents
from kb.queries.comparison import unblinding

CatalogError = failures.CatalogError
"""The catalog cannot be read or written just now."""
_P = ParamSpec("_P")
_T = TypeVar("_T")
_MOST = 500
"""Answers that are kept."""


def path() -> Path | None:
    """Return the catalog's file, or None for a server."""
    return db.file_of(db.locate())


def location() -> str:
    """Return the address of the catalog, without a password."""
    return db.locate().render_as_string(hide_password=True)


def name() -> str:
    """Return what the study is called; without a name of its own, KB_TITLE or its file gives it one."""
    return study().name or db.name_of(db.locate())


def study() -> StudyContents:
    """Return what the study of this catalog consists of, and its words.

    It is looked up once for each time that a page is drawn: every template and label asks for it. A catalog
    that cannot be read has none: the page that is drawn of it says what is wrong.
    """
    drawn = get_script_run_ctx(suppress_warning=True)
    kept: tuple[object, str, StudyContents] | None = getattr(_moment, "study", None)
    if drawn is not None and kept is not None and kept[0] is drawn and kept[1] == _url():
        return kept[2]
    try:
        found = cached_query(study_contents)
    except (CatalogError, NotSignedInError):
        return UNKNOWN
    _moment.study = (drawn, _url(), found)
    return found


def begin_run() -> None:
    """Begin to draw a page: what was looked up for the last time it was drawn is forgotten."""
    _moment.study = None


def version() -> str:
    """Return what changes whenever the catalog does, or what whoever looks is blind to."""
    now = _look()
    blind = _blindness(now)
    return f"{now.whole} {hash(blind)}" if blind else now.whole


def version_for_all() -> str:
    """Return what changes whenever the catalog does, whoever looks."""
    return _look().whole


def blindness() -> Blindness | None:
    """Return what whoever looks is not to see yet of what others coded; None where that is nothing."""
    return _blindness(getattr(_moment, "version", None) or _look())


def cached_query(question: Callable[Concatenate[Session, _P], _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
    """Answer a question of :mod:`kb.queries`; from memory as long as nothing that it has read changes.

    What whoever looks is blind to is not in the answer. Arguments must be plain values: names, numbers, dicts
    of them, :class:`~kb.queries.filtering.filters.Filters`.
    """
    require_right(NEEDS.get(_name(question), Right.READ))
    now: CatalogVersion = getattr(_moment, "version", None) or _look()
    blind = None if _name(question) in FOR_ALL else _blindness(now)
    return _answer(now, blind, question, *args, **kwargs)


def blind_to() -> tuple[int, ...]:
    """Return the ids of the documents that whoever looks codes blind, also where nobody else coded them."""
    who = viewer.viewer()
    now: CatalogVersion = getattr(_moment, "version", None) or _look()
    return _answer(now, None, unblinding.blind_documents, who) if who else ()


def _unseen(question: str) -> tuple[int, ...] | None:
    """The documents over which a question does not see machines' passes; None for all, where it sees none."""
    if question not in WITH_MACHINES:
        return None
    return () if question in FOR_ALL else blind_to()


def _blindness(now: CatalogVersion) -> Blindness | None:
    who = viewer.viewer()
    documents = _answer(now, None, unblinding.blind_documents, who) if who else ()
    return _answer(now, None, unblinding.blindness, who, documents) if who and documents else None


def _answer(
    now: CatalogVersion,
    blind: Blindness | None,
    question: Callable[Concatenate[Session, _P], _T],
    *args: _P.args,
    **kwargs: _P.kwargs,
) -> _T:
    name = _name(question)
    document = _document_id(now, str(args[0])) if name in versions.ONE_DOCUMENT and args else None
    unseen = _unseen(name)
    entry = _memory(_url()).entry((name, blind, unseen, pickle.dumps((args, sorted(kwargs.items())))))
    with entry.lock:  # who asks the same meanwhile waits for the answer
        if entry.pickled is None or entry.version != now.of(entry.tables, document):
            with versions.reads(name) as tables:
                answer = _ask(blind, question, *args, **kwargs)
            entry.pickled, entry.tables = pickle.dumps(answer, pickle.HIGHEST_PROTOCOL), frozenset(tables)
            entry.version = now.of(entry.tables, document)
        pickled = entry.pickled
        versions.also_read(entry.tables)
    kept: _T = pickle.loads(pickled)  # noqa: S301  our own; a copy, so that nobody changes what is kept
    return kept


def _name(question: Callable[..., object]) -> str:
    return f"{question.__module__}.{question.__qualname__}"


@contextmanager
def snapshot() -> Iterator[None]:
    """Let all that is asked meanwhile be about one state of the catalog, which is looked up once."""
    _moment.version = _look()
    try:
        yield
    finally:
        _moment.version = None


_moment = threading.local()


def query(question: Callable[Concatenate[Session, _P], _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
    """Answer a question about something that is not in the catalog, such as an upload; nothing is kept."""
    require_right(NEEDS.get(_name(question), Right.READ))
    return _ask(None if _name(question) in FOR_ALL else blindness(), question, *args, **kwargs)


def _ask(
    blind: Blindness | None,
    question: Callable[Concatenate[Session, _P], _T],
    *args: _P.args,
    **kwargs: _P.kwargs,
) -> _T:
    name = _name(question)
    with reading_for(
        _engine(), blind, machines=name in WITH_MACHINES, blind_to=_unseen(name) or ()
    ) as session:
        return question(session, *args, **kwargs)


def execute(action: Callable[Concatenate[Session, _P], _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
    """Run a function of :mod:`kb.store` in a transaction: when this returns, it is in the catalog."""
    with watched("action", _name(action)), db.transaction(_engine()) as session:
        _moment.version = _moment.study = None
        return action(session, *args, **kwargs)


@contextmanager
def transaction() -> Iterator[Session]:
    """Open one transaction of several, for what takes too long to keep everybody else waiting."""
    with watched("action", f"{__name__}.transaction"), db.transaction(_engine()) as session:
        _moment.version = _moment.study = None
        yield session


def whole() -> Engine:
    """Return the engine for an action on the catalog as a whole, by whoever signed in."""
    return _engine()


def actor() -> Actor | None:
    """Return who signed in, as the catalog says at this moment; None where people do not sign in."""
    return viewer.actor_now()


def require_right(right: Right) -> None:
    """Check that who looks has a right; where people do not sign in, everybody has.

    Raises:
        ForbiddenError: they do not, or are not signed in any more.
    """
    require(viewer.actor(), right)


def forget_answers() -> None:
    """Forget every answer that is kept: another process has stored something."""
    _memory.clear()
    _moment.version = _moment.study = None


def has_file(stored: str) -> bool:
    """Whether a file that the catalog knows by a path beside its own is there."""
    file = path()
    return file is not None and (file.parent / stored).is_file()


def coders() -> list[str]:
    """Return the names of everybody who codes."""
    return cached_query(_coders)


def _coders(session: Session) -> list[str]:
    return list(session.exec(select(Coder.name).order_by(Coder.name)))


def _document_id(now: CatalogVersion, name: str) -> int | None:
    """The id of the document with exactly this name, or None: then all documents count."""
    memory = _memory(_url())
    if memory.documents_of != now.common:
        memory.documents = dict(_ask(None, _document_ids))
        memory.documents_of = now.common
    return memory.documents.get(name)


def _document_ids(session: Session) -> list[tuple[str, int]]:
    return [(name, number or 0) for name, number in session.exec(select(Document.name, Document.id))]


def _look() -> CatalogVersion:
    with db.reading(_engine()) as session:
        return _memory(_url()).changes.look(session)


def _engine() -> Engine:
    """The engine on which everything is done by whoever signed in."""
    return enforce.on_behalf(engine(_url()), viewer.actor_now)


@dataclass
class _Entry:
    """A kept answer, the tables that it was made from, and their version then."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    pickled: bytes | None = None
    tables: frozenset[str] = frozenset()
    version: versions.Version = ()


@dataclass
class _Memory:
    """The answers of one catalog, those used last; what has changed in it; its documents by name."""

    changes: versions.ChangeReader = field(default_factory=versions.ChangeReader)
    documents: dict[str, int] = field(default_factory=dict)
    documents_of: versions.Version | None = None
    _entries: OrderedDict[Hashable, _Entry] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def entry(self, key: Hashable) -> _Entry:
        """Return the entry of a question and its arguments, a new one if it is not known."""
        with self._lock:
            entry = self._entries.setdefault(key, _Entry())
            self._entries.move_to_end(key)
            if len(self._entries) > _MOST:
                self._entries.popitem(last=False)
            return entry


@st.cache_resource(show_spinner=False)
def _memory(url: str) -> _Memory:
    del url
    return _Memory()
