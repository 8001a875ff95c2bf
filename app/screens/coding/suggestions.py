"""Codes suggested to a coder for a window: what is known is kept, what they code counts at once.

They are off while a coder is blind, unless the project allows it with ``KB_SUGGEST_BLIND=1``.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import streamlit as st
from sqlmodel import Session, col, func, select

from app import data
from app.screens.coding.state import CodingState
from kb.db import engine as db
from kb.db.tables import Change, TaxonomyFile
from kb.queries import names
from kb.queries.documents.transcript import SIZE

if TYPE_CHECKING:
    from kb.suggest.knowledge import Knowledge
    from kb.suggest.suggestions import Stretch, Suggestion

_PATIENCE = 60
"""Seconds for which what others code in other documents need not count yet: coding must not wait for it."""


@dataclass(frozen=True, slots=True)
class Suggested:
    """The codes suggested for each paragraph, best first, and the reason for each of them."""

    codes: dict[int, list[str]] = field(default_factory=dict)
    reasons: dict[int, dict[str, str]] = field(default_factory=dict)


def suggested(where: CodingState, first: int) -> Suggested:
    """Return what is suggested for the window that begins at a paragraph."""
    if not is_on(where):
        return Suggested()
    url = db.locate().render_as_string(hide_password=True)
    return _kept(url, where.document, where.coder or "").answer(first)


def is_on(where: CodingState) -> bool:
    """Return whether codes are suggested: to who codes, and while blind only where the project allows it."""
    is_allowed = os.environ.get("KB_SUGGEST_BLIND", "").lower() in {"1", "true", "yes"}
    return where.writable and where.coder is not None and (is_allowed or not where.is_blind)


class _Kept:
    """What suggestions for a document and a coder rest on, kept between runs."""

    def __init__(self, document: str, coder: str) -> None:
        self._document, self._coder = document, coder
        self._knowledge: Knowledge | None = None
        self._stretches: dict[int, Stretch] = {}
        self._of: tuple[Any, ...] = ()
        self._since = 0.0
        self._last: tuple[Any, Suggested] = (None, Suggested())

    def answer(self, first: int) -> Suggested:
        """Return the suggestions for a window, from memory where nothing has changed."""
        asked = (data.version(), first)
        if self._last[0] != asked:
            self._last = (asked, _told(data.query(self._suggestions, first)))
        return self._last[1]

    def _suggestions(self, session: Session, first: int) -> list[Suggestion]:
        from kb.suggest import suggestions  # noqa: PLC0415  spaCy takes most of a second; only who codes waits for it

        self._renew(session)
        if self._knowledge is None:
            self._knowledge = suggestions.knowledge(session, self._document, coder=self._coder)
        if first not in self._stretches:
            # One paragraph more on either side: what stands beside a paragraph counts for it.
            self._stretches[first] = suggestions.stretch(
                session, self._document, self._knowledge, first=max(0, first - 1), size=SIZE + 2
            )
        of = self._stretches[first]
        found = suggestions.suggested(of, suggestions.done(session, of, coder=self._coder), also_coded=True)
        return [each for each in found if first <= each.paragraph < first + SIZE]

    def _renew(self, session: Session) -> None:
        """Forget what no longer holds: at once if text or codebook change, later if others code elsewhere."""
        now = _state(session, self._document)
        is_old = time.monotonic() - self._since > _PATIENCE
        if now[:-1] != self._of[:-1] or (is_old and now != self._of):
            self._knowledge, self._stretches = None, {}
            self._of, self._since = now, time.monotonic()


@st.cache_resource(show_spinner=False, max_entries=16)
def _kept(_url: str, document: str, coder: str) -> _Kept:
    return _Kept(document, coder)


def _state(session: Session, document: str) -> tuple[Any, ...]:
    """What suggestions rest on besides the coder's own work: text, codebook; last, the other documents."""
    of = names.document(session, document)
    sorted_at = session.exec(select(func.max(TaxonomyFile.applied))).one()
    newest = select(Change.id).order_by(col(Change.id).desc()).limit(1)
    codebook = session.exec(newest.where(col(Change.document_id).is_(None))).first()
    elsewhere = session.exec(newest.where(col(Change.document_id) != of.id)).first()
    return of.sha256, sorted_at, codebook, elsewhere


def _told(found: list[Suggestion]) -> Suggested:
    told = Suggested()
    for each in found:
        told.codes.setdefault(each.paragraph, []).append(each.code)
        why = "; ".join(reason.told for reason in each.why)
        told.reasons.setdefault(each.paragraph, {})[each.code] = why
    return told
