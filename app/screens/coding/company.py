"""Who else has the document open in *Code*, and what others have changed in it since one looked."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import partial
from hashlib import sha256

from streamlit.runtime.scriptrunner import get_script_run_ctx

from app import data
from app.screens.coding import state
from app.server import addresses, presence
from app.viewer import for_viewer, viewer
from kb.queries.documents.recent_changes import RecentChange, changes_since
from kb.queries.documents.transcript import VisiblePasses

_RECENT = 0.5
_looked_up: dict[str, tuple[float, str]] = {}
"""By catalog, when its version was looked up last, and that version."""


@dataclass(frozen=True, slots=True)
class Company:
    """Who else is here, what they have changed, how the page asks for news, and what it knows already.

    ``is_in`` says that whoever looks has the document open in *Code*, too, and does not only read it.
    """

    is_in: bool
    names: tuple[str, ...]
    changes: tuple[RecentChange, ...]
    ask: str
    known: str


def company(where: state.CodingState) -> Company:
    """Return who else is here and what they have changed; who codes is here from now on themselves.

    Who codes blind learns that others are here, and nothing of what they code.
    """
    drawn = get_script_run_ctx(suppress_warning=True)
    session, name = (drawn.session_id if drawn else ""), viewer() or ""
    of, document = data.location(), where.document
    version = _recent_version()  # before the look: what comes in between is seen the next time
    look = partial(_changes, document, state.since(where), where.shown)
    kept = [(version, look())]
    look_later = for_viewer(look)

    def known() -> tuple[tuple[str, ...], tuple[RecentChange, ...]]:
        now = _recent_version()
        if kept[0][0] != now:
            kept[0] = (now, look_later())
        return presence.others(session, of, document, name), kept[0][1]

    codes_as = name if where.writable else ""  # who reads only learns who is here
    token = presence.enter(session, of, document, codes_as, lambda: _in_few_letters(*known()))
    names, changes = presence.others(session, of, document, name), kept[0][1]
    ask = addresses.at(f"{presence.PATH}?of={token}")
    return Company(where.writable, names, changes, ask, _in_few_letters(names, changes))


def _recent_version() -> str:
    """Return what changes whenever the catalog does; for all who ask it is looked up twice a second."""
    of, now = data.location(), time.monotonic()
    at, version = _looked_up.get(of, (0.0, ""))
    if now - at > _RECENT:
        version = data.version_for_all()
        _looked_up[of] = (now, version)
    return version


def _changes(document: str, since: int, shown: VisiblePasses) -> tuple[RecentChange, ...]:
    return tuple(data.cached_query(changes_since, document, since=since, shown=shown))


def _in_few_letters(names: tuple[str, ...], changes: tuple[RecentChange, ...]) -> str:
    return sha256(repr((names, changes)).encode("utf-8", "surrogatepass")).hexdigest()[:16]
