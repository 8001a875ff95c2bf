"""Who else has the document open in *Code*, and what others have changed in it since one looked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from streamlit.runtime.scriptrunner import get_script_run_ctx

from app import data
from app.screens.coding import state
from app.server import presence
from app.viewer import for_viewer, viewer
from kb.queries.documents.recent_changes import RecentChange, changes_since


@dataclass(frozen=True, slots=True)
class Company:
    """Who else is here, what they have changed, how the page asks for news, and what it knows already.

    ``is_in`` says that whoever looks has the document open in *Code*, too, and does not only read it.
    """

    is_in: bool
    names: tuple[str, ...]
    changes: tuple[RecentChange, ...]
    token: str
    known: str


def company(where: state.CodingState) -> Company:
    """Return who else is here and what they have changed; who codes is here from now on themselves.

    Who codes blind learns that others are here, and nothing of what they code.
    """
    drawn = get_script_run_ctx(suppress_warning=True)
    session, name = (drawn.session_id if drawn else ""), viewer() or ""
    look = _looking(where, state.since(where), session, name)
    names, changes = look()
    news = for_viewer(lambda: _in_few_letters(*look()))
    codes_as = name if where.writable else ""  # who reads only learns who is here
    token = presence.enter(session, data.location(), where.document, codes_as, news)
    return Company(where.writable, names, changes, token, _in_few_letters(names, changes))


def _looking(
    where: state.CodingState, since: int, session: str, name: str
) -> Callable[[], tuple[tuple[str, ...], tuple[RecentChange, ...]]]:
    catalog, document, shown = data.location(), where.document, where.shown

    def look() -> tuple[tuple[str, ...], tuple[RecentChange, ...]]:
        found = data.cached_query(changes_since, document, since=since, shown=shown)
        return presence.others(session, catalog, document, name), tuple(found)

    return look


def _in_few_letters(names: tuple[str, ...], changes: tuple[RecentChange, ...]) -> str:
    return sha256(repr((names, changes)).encode("utf-8", "surrogatepass")).hexdigest()[:16]
