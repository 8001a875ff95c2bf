"""The app's only door to kb: one engine a catalog, and answers that are kept until the catalog changes."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import streamlit as st
from sqlalchemy import Engine
from sqlmodel import Session, col, func, select

from kb.db import engine as db
from kb.db.tables import Change, Coder, TaxonomyFile
from kb.store.code_colours import assign_colours

_P = ParamSpec("_P")
_T = TypeVar("_T")


def path() -> Path | None:
    """Return the catalog's file, or None for a server."""
    return db.file_of(db.locate())


def location() -> str:
    """Return the address of the catalog, without a password."""
    return db.locate().render_as_string(hide_password=True)


def name() -> str:
    """Return what the catalog is called: KB_TITLE, else the name of its file or folder."""
    titled = os.environ.get("KB_TITLE")
    file = path()
    if titled or file is None:
        return titled or "Catalog"
    named = file.resolve().parent.name if file.stem == "catalog" else file.stem
    return named.replace("-", " ").replace("_", " ").capitalize()


@st.cache_resource(show_spinner=False)
def engine(url: str) -> Engine:
    """Return the engine of a catalog; it is opened for writing, since the app codes."""
    opened = db.open_for_writing(url)
    with db.transaction(opened) as session:
        assign_colours(session)  # of a catalog that an older program made
    return opened


def version() -> str:
    """Return what changes whenever somebody changes the catalog; answers are kept for as long as it stays."""
    with db.reading(_engine()) as session:
        newest = select(func.max(col(Change.id))).scalar_subquery()
        applied = select(func.max(TaxonomyFile.applied)).scalar_subquery()
        return f"{tuple(session.exec(select(newest, applied)).one())}"


def cached_query(question: Callable[Concatenate[Session, _P], _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
    """Answer a question of :mod:`kb.queries`; the same one is answered from memory until the catalog changes.

    Arguments must be values that can be compared (names, numbers, :class:`kb.queries.filters.Filters`).
    """
    where, now = str(_engine().url), getattr(_moment, "version", None) or version()
    answer: _T = _answered(
        f"{question.__module__}.{question.__qualname__}", where, now, args, kwargs, question
    )
    return answer


@contextmanager
def snapshot() -> Iterator[None]:
    """Let all that is asked meanwhile be about one state of the catalog, which is looked up once."""
    _moment.version = version()
    try:
        yield
    finally:
        _moment.version = None


_moment = threading.local()


def query(question: Callable[Concatenate[Session, _P], _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
    """Answer a question about something that is not in the catalog, such as an upload; nothing is kept."""
    with db.reading(_engine()) as session:
        return question(session, *args, **kwargs)


def execute(action: Callable[Concatenate[Session, _P], _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
    """Run a function of :mod:`kb.store` in a transaction: when this returns, it is in the catalog."""
    with db.transaction(_engine()) as session:
        _moment.version = None
        return action(session, *args, **kwargs)


def coders() -> list[str]:
    """Return the names of everybody who codes."""
    return cached_query(_coders)


def _coders(session: Session) -> list[str]:
    return list(session.exec(select(Coder.name).order_by(Coder.name)))


def _engine() -> Engine:
    return engine(db.locate().render_as_string(hide_password=False))


@st.cache_data(show_spinner=False, max_entries=500)
def _answered(
    name: str, where: str, version: str, args: Any, kwargs: Any, _question: Callable[..., Any]
) -> Any:
    del name, where, version
    with db.reading(_engine()) as session:
        return _question(session, *args, **kwargs)
