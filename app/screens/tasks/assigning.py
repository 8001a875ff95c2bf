"""Assign many documents to several people in one go; what each gets is shown before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

import streamlit as st

from app import data
from app.shell import header, notices
from app.shell.who import current_coder
from app.ui import templates, wording
from app.ui.fields.buttons import button, why_nobody
from app.viewer import Right, signs_in
from kb.analysis.shares import shares
from kb.errors import KbError
from kb.queries.progress import document_list, tasks
from kb.queries.progress.document_list import DocumentListRow
from kb.store.people.roles import LONGEST
from kb.store.people.tasks import Order, assign

_STATUS = {
    "none": "Not coded yet",
    "started": "A pass is started",
    "empty": "A pass is empty",
    "coded": "All passes coded",
    "undecided": "Differences to decide",
}
_ROLES = {"coder": "Code", "moderator": "Moderate"}
_ALL, _SHARE, _BLIND = "all", "share", "blind"
_WAYS = {
    _ALL: "Everybody gets each document",
    _SHARE: "Divide them evenly: each document goes to one person",
    _BLIND: "Blind round: each document goes to two people, who see each other's codings when both are done",
}


def show() -> None:
    """Draw the form."""
    header.stop_without(Right.MODERATE, "Assign documents")
    note = "Choose documents and people. Nothing is saved until you press Assign."
    templates.show("list_head.html", key="tasks-assign-head", title="Assign documents", note=note)
    notices.show("tasks-assign-notice")
    if st.button("Back to the tasks", key="tasks-back"):
        _leave()
    left, right = st.columns(2, gap="large")
    with left:
        documents = _render_documents(data.cached_query(document_list.document_list))
    with right:
        people, order = _render_people()
    _render_assign(documents, people, order)


def _leave() -> None:
    st.query_params.pop("view", None)
    st.rerun()


def _render_documents(every: Sequence[DocumentListRow]) -> list[str]:
    """Draw which documents are meant; return their names."""
    st.subheader("Documents", anchor=False)
    words = st.text_input("Title or case", key="assign-words", max_chars=200)
    status = st.selectbox(
        "Status", list(_STATUS), format_func=_STATUS.__getitem__, index=None, key="assign-status"
    )
    known = sorted({f"{name}: {value}" for row in every for name, value in row.attributes})
    attributes = st.multiselect("Case", known, key="assign-attributes") if known else []
    sets = sorted({name for row in every for name in row.sets})
    in_set = st.selectbox("Set", sets, index=None, key="assign-set") if sets else None
    found = tasks.chosen_documents(
        every, attributes=attributes, statuses=(status,) if status else (), in_set=in_set, words=words
    )
    names = [row.document for row in found]
    few = st.multiselect(
        "Only these documents",
        names,
        key="assign-documents",
        placeholder=f"All {wording.count(len(names), 'document')}" if names else "No document matches",
    )
    return [name for name in names if name in few] or names


def _render_people() -> tuple[list[str], Order]:
    """Draw who gets them, and how; return the people and what they are asked for."""
    st.subheader("People", anchor=False)
    people = st.multiselect(
        "Who",
        data.cached_query(tasks.people_for_tasks),
        key="assign-people",
        accept_new_options=not signs_in(),
        placeholder="Choose people" if signs_in() else "Choose people, or type a new name",
    )
    role = st.radio("Task", list(_ROLES), format_func=_ROLES.__getitem__, key="assign-role", horizontal=True)
    ways = [_ALL, _SHARE, _BLIND] if role == "coder" else [_ALL, _SHARE]
    way = st.radio("Distribution", ways, format_func=_WAYS.__getitem__, key="assign-way")
    number = 1 + len(data.cached_query(tasks.rounds))
    named = st.text_input(
        "Name of the round" if way == _BLIND else "Name of the round (optional)",
        value=f"Round {number}" if way == _BLIND else "",
        key=f"assign-round-{way}-{number}",
        max_chars=LONGEST,
    )
    due: date | None = st.date_input(
        "Due date (optional)", value=None, key="assign-due", format="YYYY-MM-DD", min_value=wording.today()
    )
    each = {_ALL: None, _SHARE: 1, _BLIND: 2}[way]
    return list(people), Order(
        role="moderator" if role == "moderator" else "coder",
        round=named.strip() or None,
        blind=way == _BLIND,
        due=due,
        each=each,
    )


def _render_assign(documents: Sequence[str], people: Sequence[str], order: Order) -> None:
    """Draw what each gets, and the button."""
    who, why = current_coder(Right.MODERATE), None
    if not documents:
        why = "No document matches these choices."
    elif not people:
        why = "Choose people first."
    elif order.blind and len(people) < 2:  # noqa: PLR2004  a pair
        why = "A blind round needs at least two people."
    elif who is None:
        why = why_nobody(Right.MODERATE)
    else:
        given = shares(documents, people, order.each)
        load = Counter(name for _, names in given for name in names)
        told = ", ".join(f"{wording.plain(name)} {load[name]}" for name in people)
        st.caption(f"{wording.sentence(wording.count(len(documents), 'document'))[:-1]}: {told}.")
    if button("Assign", key="assign-save", why=why, kind="primary") and who:
        _assign(documents, people, order, who)


def _assign(documents: Sequence[str], people: Sequence[str], order: Order, who: str) -> None:
    try:
        done = data.execute(assign, documents, people, order, who=who)
    except KbError as error:
        notices.say("bad", wording.sentence(error))
        st.rerun()
    there = f"; {wording.count(done.known, 'task')} existed already" if done.known else ""
    undo = " You can undo it in History." if done.made else ""
    notices.say("good", f"{wording.sentence(wording.count(done.made, 'new task') + there)}{undo}")
    for key in [each for each in st.session_state if str(each).startswith("assign-")]:
        st.session_state.pop(key, None)
    _leave()
