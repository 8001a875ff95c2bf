"""What is being read or coded: the document, the place in it, whose codings are shown; all in the address.

Addresses count paragraphs from 1, as the pages do; everything in here counts them from 0.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import streamlit as st
from sqlmodel import Session

from app import data
from app.shell.who import current_coder
from app.ui import parameters, templates
from kb.queries import names
from kb.queries.comparison import unblinding
from kb.queries.documents import documents, transcript
from kb.queries.documents.recent_changes import latest_change
from kb.queries.documents.transcript import SIZE, VisiblePasses
from kb.queries.progress import resume

MINE, ALL = "mine", "all"
OFF, USUAL = "off", "usual"
AMOUNTS = (OFF, "few", USUAL, "many")
"""How many codes are suggested: none, the surest, as was learnt, or also those that are not sure."""
_BEFORE = 60
"""Paragraphs of a window before the one that is gone to."""


@dataclass(frozen=True, slots=True)
class CodingState:
    """A document as one person looks at it.

    ``asked`` are the passes as the address says, or as is usual; ``is_blind`` says that this person codes the
    document and has not asked to see what the others coded. ``amount`` says how many
    codes they want suggested.
    """

    document: str
    writable: bool
    asked: str
    coder: str | None
    code: str | None
    by: str | None
    find: str
    is_blind: bool
    amount: str = USUAL

    @property
    def shown(self) -> VisiblePasses:
        """Whose codings are shown; who is blind is shown their own, whatever is asked."""
        only_mine = self.is_blind or self.asked == MINE
        chosen = () if self.asked in (MINE, ALL) else tuple(self.asked.split(","))
        return VisiblePasses(coder=self.coder, blind=only_mine, passes=chosen, code=self.code, by=self.by)

    @property
    def page(self) -> str:
        """The page's name."""
        return "code" if self.writable else "read"

    def address(self, page: str | None = None, **changed: Any) -> str:
        """Return the address of this place, or of one that differs from it."""
        return templates.address(page or self.page, **(self.params() | changed))

    def params(self) -> dict[str, Any]:
        """Return what the address of this place says."""
        params = {
            "document": self.document,
            "at": at() + 1,
            "passes": st.query_params.get("passes"),
            "code": self.code,
        }
        suggest = None if self.amount == USUAL else self.amount
        return params | {"coder": self.by, "find": self.find, "suggest": suggest}


def place(*, writable: bool) -> CodingState | None:
    """Return where the address leads; without a document to where this coder left off, else the first one.

    None in a catalog without documents.

    Raises:
        KbError: the address names a document or a code that the catalog does not hold.
    """
    params, coder = st.query_params, current_coder()
    if not params.get("document"):
        start = _begin(coder)
        if start is None:
            return None
        page = "code" if writable else "read"
        templates.go(templates.address(page, document=start[0], at=start[1] + 1), replaced=True)
    document = data.cached_query(_document, params["document"])
    code = params.get("code") or None
    if code is not None:
        code = data.cached_query(_code, code)
    return CodingState(
        document=document,
        writable=writable,
        asked=params.get("passes") or (MINE if writable else ALL),
        coder=coder,
        code=code,
        by=params.get("coder") or None,
        find=params.get("find") or "",
        is_blind=_is_blind(document, coder, writable=writable),
        amount=_amount(),
    )


def _amount() -> str:
    """Return how many suggestions the address asks for, else what this session asked for last."""
    amount = parameters.one_of("suggest", AMOUNTS, st.session_state.get("kb_suggest") or USUAL)
    st.session_state["kb_suggest"] = amount
    return amount


def _is_blind(document: str, coder: str | None, *, writable: bool) -> bool:
    """Whether somebody codes a document, or is about to, and has not asked to see what the others coded."""
    if coder is None or data.cached_query(unblinding.has_seen_others, document, who=coder):
        return False
    is_given = document in data.cached_query(unblinding.open_rounds, coder)
    return writable or is_given or data.cached_query(transcript.coded_by, document, coder)


def open_round(where: CodingState) -> str | None:
    """Return the blind round in which this person codes the document, as long as it is not over."""
    return data.cached_query(unblinding.open_rounds, where.coder).get(where.document) if where.coder else None


def at() -> int:
    """Return the paragraph that the address names."""
    return max(1, _number("at") or 1) - 1


def coding() -> int | None:
    """Return the coding that the address names."""
    return _number("coding")


def look(paragraph: int | None, coding_id: int | None) -> None:
    """Remember where a person looks, in the address; the transcript does not move."""
    _set_param("at", None if paragraph is None else paragraph + 1)
    _set_param("coding", coding_id)
    st.session_state["kb_looked"] = _place_in_address()


def go(paragraph: int | None, coding_id: int | None = None) -> None:
    """Let the transcript go to a paragraph, with a coding focused if one is given."""
    look(paragraph, coding_id)
    jump = st.session_state.get("kb_jump") or {}
    st.session_state["kb_jump"] = {
        "paragraph": paragraph,
        "coding": coding_id,
        "turn": jump.get("turn", 0) + 1,
    }


def follow_address(where: CodingState) -> None:
    """Go where a link has led; an address that only says where a person looks anyway leads nowhere."""
    if st.session_state.get("kb_looked") == _place_in_address():
        return
    wanted, found = coding(), None
    if wanted is not None:
        found = data.cached_query(transcript.coding, wanted, shown=replace(where.shown, code=None, by=None))
    if found is not None and "at" not in st.query_params:
        go(found.first, found.id)
    else:
        go(at(), found.id if found is not None else None)


def focus() -> dict[str, Any]:
    """Return where the transcript is to go; it goes there once."""
    jump: dict[str, Any] = st.session_state.get("kb_jump") or {"paragraph": None, "coding": None}
    return jump


def since(where: CodingState) -> int:
    """Return the newest change at the time when a coder opened a document, or last asked what others did."""
    key = (where.document, where.coder)
    kept: tuple[tuple[str, str | None], int] | None = st.session_state.get("kb_since")
    if kept is None or kept[0] != key:
        kept = (key, data.cached_query(latest_change, where.document))
        st.session_state["kb_since"] = kept
    return kept[1]


def first(total: int) -> int:
    """Return the first paragraph of the window: the one asked for by scrolling, moved to where one goes."""
    key = st.query_params["document"]
    kept: tuple[str, int, int] = st.session_state.get("kb_window") or ("", 0, 0)
    turn = int(focus().get("turn") or 0)
    start = kept[1] if kept[0] == key else 0
    wanted = focus().get("paragraph")
    if (kept[0], kept[2]) != (key, turn) and wanted is not None and not start <= wanted < start + SIZE:
        start = wanted - _BEFORE
    start = max(0, min(start, total - SIZE))
    st.session_state["kb_window"] = (key, start, turn)
    return start


def scroll(start: int) -> None:
    """Remember the window that scrolling has asked for."""
    st.session_state["kb_window"] = (st.query_params["document"], start, int(focus().get("turn") or 0))


def _begin(coder: str | None) -> tuple[str, int] | None:
    last = data.cached_query(resume.last_coded_place, coder) if coder is not None else None
    if last is not None:
        return last.document, last.paragraph
    held = data.cached_query(documents.documents)
    interviews = [row for row in held if row.kind == "interview"] or held
    return (interviews[0].document, 0) if interviews else None


def _document(session: Session, name: str) -> str:
    return names.document(session, name).name


def _code(session: Session, name: str) -> str:
    return names.code(session, name).name


def _place_in_address() -> tuple[str | None, ...]:
    return tuple(st.query_params.get(name) for name in ("document", "at", "coding"))


def _number(name: str) -> int | None:
    return parameters.number(name)


def _set_param(name: str, value: int | None) -> None:
    if value is None:
        st.query_params.pop(name, None)
    elif st.query_params.get(name) != str(value):
        st.query_params[name] = str(value)
