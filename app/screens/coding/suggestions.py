"""Codes suggested to a coder for a window: what is known is kept, what they code counts at once.

They are off while a coder is blind to what others coded in the document, unless the project allows it with
``KB_SUGGEST_BLIND=1``. Who codes a document alone has nobody to be blind to.
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import streamlit as st
from sqlmodel import Session

from app import data
from app.screens.coding.state import OFF, USUAL, CodingState, open_round
from kb.queries.documents import transcript
from kb.queries.documents.transcript import SIZE
from kb.suggest.revision import Revision, revision

if TYPE_CHECKING:
    from kb.suggest.knowledge import Knowledge
    from kb.suggest.learning.learn import Learnt
    from kb.suggest.suggestions import Stretch, Suggestion

_PATIENCE = 60
"""Seconds for which what others code in other documents need not count yet: coding must not wait for it."""


STRICTER = {"few": 3.0, USUAL: 1.0, "many": 0.25}
"""By what the threshold that was learnt is multiplied, where a coder wants few and sure codes, or many."""
_BESIDE = 400
"""Paragraphs on either side of a window that are judged with it: most interviews are judged as a whole."""


@dataclass(frozen=True, slots=True)
class Suggested:
    """The codes suggested for each paragraph, best first, and the reason for each of them.

    ``continues`` are those that the coder has given to the paragraph before.
    """

    codes: dict[int, list[str]] = field(default_factory=dict)
    reasons: dict[int, dict[str, str]] = field(default_factory=dict)
    continues: dict[int, list[str]] = field(default_factory=dict)


def suggested(where: CodingState, first: int) -> Suggested:
    """Return what is suggested for the window that begins at a paragraph."""
    if not is_on(where):
        return Suggested()
    return _kept(data.location(), where.document, where.coder or "").answer(first, STRICTER[where.amount])


def is_on(where: CodingState) -> bool:
    """Return whether codes are suggested: to who codes, and while blind only where the project allows it."""
    return is_possible(where) and where.amount != OFF


def is_possible(where: CodingState) -> bool:
    """Return whether codes could be suggested here, if the coder wants them."""
    return where.writable and where.coder is not None and (_is_allowed() or not _is_blind(where))


def why_off(where: CodingState) -> str:
    """Return why somebody who codes is not suggested anything; empty where they are."""
    if not where.writable or is_possible(where):
        return ""
    if where.coder is None:
        return "Suggestions are off: choose who is coding in the header."
    if open_round(where) is not None:
        return "Suggestions are off in a blind round."
    return "Suggestions are off while you code blind. To turn them on, show other passes under Passes."


def _is_allowed() -> bool:
    return os.environ.get("KB_SUGGEST_BLIND", "").lower() in {"1", "true", "yes"}


def _is_blind(where: CodingState) -> bool:
    """Whether there is something that a coder has not asked to see."""
    passes = data.cached_query(transcript.passes, where.document)
    return where.is_blind and any(each.coder != where.coder for each in passes)


class _Kept:
    """What suggestions for a document and a coder rest on, kept between runs."""

    def __init__(self, document: str, coder: str) -> None:
        self._document, self._coder = document, coder
        self._knowledge: Knowledge | None = None
        self._stretches: dict[int, Stretch] = {}
        self._learnt: Learnt | None = None
        self._learnt_of: Revision | None = None
        self._of: Revision | None = None
        self._since = 0.0
        self._last: tuple[Any, Suggested] = (None, Suggested())

    def answer(self, first: int, stricter: float) -> Suggested:
        """Return the suggestions for a window, from memory where nothing has changed."""
        asked = (data.version(), first, stricter)
        if self._last[0] != asked:
            self._last = (asked, _by_paragraph(data.query(self._suggestions, first, stricter)))
        return self._last[1]

    def _suggestions(self, session: Session, first: int, stricter: float) -> list[Suggestion]:
        from kb.suggest import suggestions  # noqa: PLC0415  spaCy takes most of a second; only who codes waits for it

        self._renew(session)
        if self._knowledge is None:
            self._knowledge = suggestions.knowledge(session, self._document, coder=self._coder)
        if first not in self._stretches:
            # What stands beside a paragraph counts for it, and so does the question before it.
            begin = max(0, first - _BESIDE)
            self._stretches[first] = suggestions.stretch(
                session,
                self._document,
                self._knowledge,
                first=begin,
                size=SIZE + first - begin + _BESIDE,
                learnt=self._learnt,
            )
        of = self._stretches[first]
        decided = suggestions.done(session, of, coder=self._coder)
        found = suggestions.suggested(of, decided, also_coded=True, stricter=stricter)
        self._learnt = of.passage.learnt
        return [each for each in found if first <= each.paragraph < first + SIZE]

    def _renew(self, session: Session) -> None:
        """Forget what no longer holds: at once if text or codebook change, later if others code elsewhere.

        A code that is made or defined is suggested at once, by the weights that were learnt: all codes share
        them.
        """
        now = revision(session, self._document)
        is_old = time.monotonic() - self._since > _PATIENCE
        is_to_learn = now.is_of_other_words(self._learnt_of) or (is_old and now != self._learnt_of)
        if is_to_learn or now.is_newer_at_once(self._of):
            self._knowledge, self._stretches = None, {}
            self._of = now
        if is_to_learn:
            self._learnt, self._learnt_of, self._since = None, now, time.monotonic()


@st.cache_resource(show_spinner=False, max_entries=16)
def _kept(_url: str, document: str, coder: str) -> _Kept:
    return _Kept(document, coder)


def _by_paragraph(found: list[Suggestion]) -> Suggested:
    answer = Suggested()
    for each in found:
        answer.codes.setdefault(each.paragraph, []).append(each.code)
        why = "; ".join(reason.description for reason in each.why)
        answer.reasons.setdefault(each.paragraph, {})[each.code] = why
        if each.continues:
            answer.continues.setdefault(each.paragraph, []).append(each.code)
    return answer
