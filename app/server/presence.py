"""Who has a document open in *Code* right now, and whether there is something new for them to see.

It is known to this server only, in memory, and written nowhere. Whoever has a document open asks every
moment (``news.js``) at an address that nobody can guess; what is new is drawn only then. A page that is left,
or whose connection has ended, counts no more.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, Response
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from kb.errors import KbError

PATH = "/_kb/news"


@dataclass(frozen=True, slots=True)
class _Visit:
    """A page on which somebody codes a document; ``news`` says in few letters what there is to see."""

    token: str
    catalog: str
    document: str
    name: str
    news: Callable[[], str]


_visits: dict[str, _Visit] = {}
_lock = threading.Lock()


def enter(session: str, catalog: str, document: str, name: str, news: Callable[[], str]) -> str:
    """Note that a session has a document open; return the token with which its page asks for news.

    ``name`` is under whom they code, empty without one.
    """
    with _lock:
        for other in [each for each in _visits if each != session and not _is_connected(each)]:
            del _visits[other]
        before = _visits.get(session)
        token = before.token if before else secrets.token_urlsafe(24)
        _visits[session] = _Visit(token, catalog, document, name, news)
        return token


def leave() -> None:
    """Note that whoever a page is drawn for has no document open any more."""
    if (drawn := get_script_run_ctx(suppress_warning=True)) is not None:
        with _lock:
            _visits.pop(drawn.session_id, None)


def others(session: str, catalog: str, document: str, name: str) -> tuple[str, ...]:
    """Return the names of the others who have a document open, in their order."""
    with _lock:
        visits = [(each, visit) for each, visit in _visits.items() if each != session]
    there = {
        visit.name
        for each, visit in visits
        if (visit.catalog, visit.document) == (catalog, document) and visit.name and _is_connected(each)
    }
    return tuple(sorted(there - {name}, key=str.casefold))


async def answer(asked: HTTPConnection) -> Response:
    """Answer a page that asks for news: in few letters, which are others when something is new.

    Who asks with no token, or with one of a page that was left, is told nothing.
    """
    token = asked.query_params.get("of", "").encode("utf-8", "replace")
    with _lock:
        visit = next(
            (each for each in _visits.values() if secrets.compare_digest(each.token.encode(), token)), None
        )
    if visit is None:  # such as that of a page that is being left: nothing is wrong
        return Response(status_code=204)
    try:
        found = await run_in_threadpool(visit.news)
    except KbError:  # the catalog cannot be read just now, or they are not signed in any more
        return PlainTextResponse("Not now", 503)
    return PlainTextResponse(found, headers={"Cache-Control": "no-store"})


def _is_connected(session: str) -> bool:
    return not runtime.exists() or runtime.get_instance().is_active_session(session)
