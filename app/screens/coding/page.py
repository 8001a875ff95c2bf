"""Read and Code: one document with its codings, its outline and the codes; what is done is done at once.

A run draws everything from the catalog. Events come first: those of the transcript in its callback, clicks in
the bar and the columns before anything is drawn, so that each is in the catalog when the page says *saved*.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from app import data
from app.screens.codebook import dialogs
from app.screens.coding import actions, company, correcting, state, view_data
from app.screens.coding.component import transcript
from app.screens.tasks import marking
from app.shell import error_page, header, left_out, notices, undoing
from app.shell.who import current_coder
from app.ui import templates, wording
from app.ui.components import answers
from app.ui.components.answers import ActionResult
from app.ui.components.view import clicks
from app.viewer import Right, reason_against
from kb.errors import KbError
from kb.queries.documents import annotations as noted
from kb.queries.documents import outline
from kb.store.coding import unblinding

TRANSCRIPT, BAR, OUTLINE, ASIDE = "transcript", "transcript-bar", "transcript-outline", "transcript-aside"
LOST, MEANWHILE, HERE = "transcript-unplaced", "transcript-meanwhile", "transcript-here"


def show(*, writable: bool) -> None:
    """Show the page."""
    header.begin_page("Code" if writable else "Read", wide=True)
    try:
        where = state.place(writable=writable)
    except KbError as error:
        templates.show("not_found.html", key="transcript-lost", reason=str(error))
        return
    if where is None:
        templates.show("coding/empty.html", key="transcript-empty")
        return
    header.name_page(where.document, "Code" if writable else "Read")
    state.follow_address(where)
    _document(writable)


@st.fragment
def _document(writable: bool) -> None:  # noqa: FBT001  a fragment's argument
    """Everything that coding changes: the bar, the outline, the transcript, the codes."""
    with error_page.error_page():
        for key in (BAR, OUTLINE, ASIDE, LOST):
            clicks.act_on(clicks.unheard(key), partial(_click, writable=writable))
        _ask_who()
        dialogs.show()
        with data.snapshot():
            where = state.place(writable=writable)
            if where is not None:
                correcting.show(where.shown)
                _draw(where)


def _draw(where: state.CodingState) -> None:
    seen = view_data.VisibleTranscript.of(where)
    bar, columns = st.container(key="kb-bar"), st.container(key="kb-desk")
    left = columns.container(key=f"kb-outline{_open('outline')}")
    middle = columns.container(key="kb-middle")
    right = columns.container(key=f"kb-aside{_open('aside')}")
    with middle:  # first of all: what was done shows as saved before the columns around it are drawn
        _lost(where)
        transcript(TRANSCRIPT, view_data.transcript(where, seen), on_event=_received)
    with bar:
        notices.show("transcript-notice")
        undoing.ask()
        templates.show("coding/bar.html", key=BAR, **view_data.bar(where, seen))
        _meanwhile(where)
    with left:
        templates.show("coding/outline.html", key=OUTLINE, **view_data.outline(where, seen))
    with right:
        dialogs.done()
        templates.show("coding/aside.html", key=ASIDE, **view_data.aside(where, seen, _tab()))
        left_out.show()


def _lost(where: state.CodingState) -> None:
    """On top of the document, the codings that lost their place, until somebody gives them one."""
    rows = data.cached_query(noted.unplaced_codings, where.document, shown=where.shown)
    if rows:
        is_open = bool(st.session_state.get("kb_lost")) and not _must_say_who(where.writable)
        templates.show("coding/unplaced.html", key=LOST, where=where, rows=rows, is_open=is_open)


@st.fragment
def _meanwhile(where: state.CodingState) -> None:
    """Say what others have changed since the document was opened, and who is here; nothing moves by itself.

    The browser asks for news every moment, and has this drawn again where there are some (``news.js``).
    """
    event = clicks.last(clicks.unheard(MEANWHILE))
    if event is not None:
        st.session_state["kb_since"] = None
        state.go(int(event["paragraph"]))
        st.rerun()
    found = company.company(where)
    with st.container(key="kb-meanwhile"):
        if found.changes:
            templates.show("coding/meanwhile.html", key=MEANWHILE, rows=found.changes)
    with st.container(key="kb-here"):
        templates.show("coding/here.html", key=HERE, company=found)


def _must_say_who(writable: bool) -> bool:  # noqa: FBT001  a page's
    """Whether somebody has to say who they are before the lost codings open: it decides whose are shown."""
    return writable and current_coder() is None and not reason_against(Right.CODE)


def _received(event: dict[str, Any]) -> None:
    """Do what a person did in the transcript, once: what is answered already is only answered again."""
    what, is_here = event["do"], event.get("document") == st.query_params.get("document")
    if what in actions.WRITES:
        if not answers.again(str(event["id"])):
            _write(event)
    elif what == "window" and is_here:
        state.scroll(int(event["first"]))
    elif what == "correct" and is_here:
        correcting.begin(st.query_params["document"], int(event["paragraph"]))
    elif what == "focus" and is_here:
        _focus(event)


def _focus(event: dict[str, Any]) -> None:
    place, coding = event.get("paragraph"), event.get("coding", state.coding())
    state.look(place if isinstance(place, int) else state.at(), coding if isinstance(coding, int) else None)
    if isinstance(event.get("coding"), int):
        st.session_state["kb_tab"] = "coding"


def _write(event: dict[str, Any]) -> None:
    """Do what changes the catalog, and answer it; without a coder it waits, unanswered."""
    coder, here = current_coder(), event.get("here")
    if coder is None and (reason := reason_against(Right.CODE)):
        answers.give(str(event["id"]), ActionResult(refused=reason))
        return
    if coder is None:
        waiting = _waiting()
        if event.get("id") not in [each.get("id") for each in waiting]:
            st.session_state["kb_waiting"] = [*waiting, event]
        return
    outcome = actions.act(event, coder)
    if outcome.unsaved and event["id"].startswith("click "):  # which no browser sends again
        outcome = ActionResult(refused=f"Not saved: {outcome.unsaved}. Then do it again.")
    if outcome.question is not None:
        undoing.keep(outcome.question)
    answers.give(str(event["id"]), outcome)
    if event["document"] != st.query_params.get("document"):
        return
    at = here if isinstance(here, int) else state.at()
    if outcome.focus is not None:
        state.look(at, outcome.focus)
        st.session_state["kb_tab"] = "coding" if event.get("new") else st.session_state.get("kb_tab")
    elif event["do"] == "remove":
        state.look(at, None)


def _waiting() -> list[dict[str, Any]]:
    """What somebody has done before they said who they are."""
    waiting: list[dict[str, Any]] = st.session_state.get("kb_waiting") or []
    return waiting


def _click(event: dict[str, Any], *, writable: bool) -> None:
    """Do what a click in the bar, the outline or the column of codes asks for."""
    match event["do"]:
        case "undo" | "redo" | "remove" | "recode" | "drop":
            if writable:
                _write({**event, "id": f"click {event['id']}", "document": st.query_params["document"]})
        case "go":
            state.go(int(event["paragraph"]), int(event["coding"]) if event.get("coding") else None)
        case "uncoded":
            _go_to_uncoded(int(event["step"]), writable=writable)
        case "done":
            marking.mark(int(event["task"]), str(event["seen"]), done=True)
        case "passes":
            _choose_passes(event["passes"], writable=writable)
        case "find":
            _find(str(event.get("text") or ""), int(event.get("step") or 1), writable=writable)
        case "lost" if _must_say_who(writable):
            st.session_state["kb_waiting"] = [event]
        case _:
            _open_or_close(event)


def _open_or_close(event: dict[str, Any]) -> None:
    """Show another tab, one code only, a dialog or form; open or close a drawer or the unplaced codings."""
    match event["do"]:
        case "only":
            st.query_params["code"] = str(event["name"])
        case "codebook":
            dialogs.ask_for(str(event["what"]), str(event["code"]), stays=True)
        case "correct":
            correcting.begin(st.query_params["document"], state.at())
        case "tab":
            st.session_state["kb_tab"] = event["tab"]
        case "lost":
            st.session_state["kb_lost"] = not st.session_state.get("kb_lost")
        case "drawer":
            is_open = st.session_state.get("kb_drawer") == event["drawer"]
            st.session_state["kb_drawer"] = None if is_open else event["drawer"]


def _go_to_uncoded(step: int, *, writable: bool) -> None:
    where = state.place(writable=writable)
    if where is not None:
        progress = data.cached_query(outline.progress, where.document, shown=where.shown)
        found = progress.next(state.at()) if step > 0 else progress.previous(state.at())
        if found is not None:
            state.go(found)


def _choose_passes(passes: str, *, writable: bool) -> None:
    """Show other passes; a coder who was blind until now no longer is, and that is written down."""
    where, coder = state.place(writable=writable), current_coder()
    if where is not None and where.is_blind and coder is not None and passes != state.MINE:
        try:
            data.execute(unblinding.show_others, where.document, who=coder)
        except unblinding.RoundOpenError as error:  # asked from a window of before
            notices.say("bad", wording.sentence(error))
            return
    st.query_params["passes"] = passes or state.MINE
    st.session_state["kb_menu"] = "passes"


def _find(text: str, step: int, *, writable: bool) -> None:
    """Find words and go to the next place; the same words again go on from there."""
    del writable
    document, is_new = st.query_params["document"], text != st.query_params.get("find", "")
    if not text.strip():
        st.query_params.pop("find", None)
        return
    st.query_params["find"] = text
    hits = data.cached_query(view_data.hits_by_paragraph, document, text)
    if hits:
        hit = 0 if is_new else (int(st.session_state.get("kb_hit") or 0) + step) % len(hits)
        if is_new:
            hit = next((at for at, (_, position) in enumerate(hits) if position >= state.at()), 0)
        st.session_state["kb_hit"] = hit
        state.go(hits[hit][1])


def _ask_who() -> None:
    """Ask who is coding when somebody has begun to, then do what they did."""
    waiting = _waiting()
    if not waiting:
        return
    if current_coder() is None:
        _who()
        return
    st.session_state["kb_waiting"] = []
    for event in waiting:
        if event["do"] == "lost":
            st.session_state["kb_lost"] = True
        else:
            _write(event)


def _nobody() -> None:
    """Whoever does not say who they are has done nothing."""
    for event in _waiting():
        if event["do"] != "lost":
            answers.give(str(event["id"]), ActionResult(refused="Not saved: choose who is coding first."))
    st.session_state["kb_waiting"] = []


@st.dialog("Who is coding?", on_dismiss=_nobody)
def _who() -> None:
    st.text("Your codings are saved under this name. Your last action is saved when you continue.")
    chosen = st.selectbox(
        "Coding as",
        data.coders(),
        index=None,
        key="kb_who",
        accept_new_options=True,
        placeholder="Choose a coder, or type a new name",
    )
    if st.button("Continue coding", type="primary", key="kb_who_done"):
        if chosen and str(chosen).strip():
            st.session_state["kb_coder"] = str(chosen).strip()
            st.rerun()
        st.caption("Choose a name, or type one, then press Enter.")


def _tab() -> str:
    return str(st.session_state.get("kb_tab") or "codes")


def _open(drawer: str) -> str:
    return "-open" if st.session_state.get("kb_drawer") == drawer else ""
