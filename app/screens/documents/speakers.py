"""The speakers of all documents: renamed, merged, split and given roles, in one document or in many."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

import streamlit as st
from sqlmodel import Session

from app import data
from app.screens.documents.upload_review import ROLES
from app.shell import conflicts, notices
from app.shell.who import current_coder
from app.ui import templates, wording
from app.ui.fields.buttons import button, why_nobody
from app.viewer import Right
from ingest.model import Role
from kb.errors import KbError
from kb.queries.documents.speakers import SpeakerRow
from kb.queries.documents.speakers import speakers as speakers_of
from kb.store.documents import speaker_edits
from kb.store.documents.speaker_edits import SpeakerEdit
from kb.store.documents.speakers import Person
from kb.store.stale import StaleWriteError

ACTIONS = {"rename": "Rename", "merge": "Merge", "split": "Split", "role": "Set role"}
HINTS = {
    "rename": "The speaker gets another name.",
    "merge": "The speakers become one, with all their labels.",
    "split": "A label goes to another speaker, who may be new.",
    "role": "The speaker gets another role.",
}


@dataclass(frozen=True, slots=True)
class NamedSpeaker:
    """All speakers of one name, in whatever documents."""

    name: str
    roles: tuple[str, ...]
    labels: tuple[str, ...]
    documents: tuple[str, ...]
    paragraphs: int


def by_name(rows: Sequence[SpeakerRow]) -> list[NamedSpeaker]:
    """Return the speakers by name, the one in most documents first."""
    named: dict[str, list[SpeakerRow]] = {}
    for row in rows:
        named.setdefault(row.speaker, []).append(row)
    found = [
        NamedSpeaker(
            name,
            tuple(dict.fromkeys(row.role for row in of_name)),
            tuple(dict.fromkeys(label for row in of_name for label in row.labels)),
            tuple(row.document for row in of_name),
            sum(row.paragraphs for row in of_name),
        )
        for name, of_name in named.items()
    ]
    return sorted(found, key=lambda each: (-len(each.documents), each.name.casefold()))


def show() -> None:
    """Show who speaks in which documents, and a form to put it right."""
    rows = data.cached_query(speakers_of)
    templates.show("documents/speakers_head.html", key="speakers-head")
    notices.show("speakers-notice")
    found, shown = by_name(rows), conflicts.shown_before("speakers", rows)
    if found:
        _form(found, _seen(shown))
    templates.show("documents/speakers_list.html", key="speakers-list", rows=found, roles=ROLES)
    if st.button("Back to the documents", key="speakers-back"):
        st.query_params.pop("view", None)
        st.rerun()


def _seen(rows: Sequence[SpeakerRow]) -> dict[str, list[Person]]:
    """All who speak in each document, as the page showed them."""
    seen: dict[str, list[Person]] = {}
    for row in rows:
        seen.setdefault(row.document, []).append(Person(row.speaker, row.role, row.labels))
    return seen


def _form(found: Sequence[NamedSpeaker], seen: Mapping[str, Sequence[Person]]) -> None:
    names = [each.name for each in found]
    with st.container(key="speakers-form"):
        what = str(
            st.segmented_control(
                "Action",
                list(ACTIONS),
                format_func=lambda each: ACTIONS[each],
                default="rename",
                required=True,
                key="speakers-do",
            )
        )
        st.caption(HINTS[what])
        chosen: list[str] = []
        if what == "merge":
            chosen = st.multiselect("Speakers", names, key="speakers-many")
        elif what == "split":
            now = {label: each for each in reversed(found) for label in each.labels}
            # First those that somebody has besides a label of the own name: they may be another person.
            labels = sorted(
                now, key=lambda label: (len(now[label].labels) == 1, label == now[label].name, label)
            )
            chosen = [
                st.selectbox(
                    "Label",
                    labels,
                    format_func=lambda label: wording.plain(f"{label} (now {now[label].name})"),
                    key="speakers-label",
                )
            ]
        else:
            chosen = [st.selectbox("Speaker", names, key="speakers-one")]
        name = ""
        if what != "role":
            title = "New name" if what == "rename" else "Name of the speaker"
            name = st.text_input(title, key="speakers-name", max_chars=120)
        role = _role(what)
        meant = [each for each in found if {*chosen} & {*(each.labels if what == "split" else (each.name,))}]
        documents = dict.fromkeys(document for each in meant for document in each.documents)
        where = st.multiselect(
            "Only in these documents", list(documents), key="speakers-where", placeholder="All that have it"
        )
        who = current_coder(Right.EDIT)
        if not who:
            templates.show(
                "notice.html",
                key="speakers-doubt",
                notices=[("bad", why_nobody(Right.EDIT))],
            )
        why = None if chosen else "Choose a speaker above first."
        decided = conflicts.ask("speakers")
        if (
            button(
                ACTIONS[what],
                kind="primary",
                key="speakers-save",
                why=why if who else why_nobody(Right.EDIT),
                is_told=not who,
            )
            or decided == "over"
        ) and who:
            _do(lambda session: _edit(session, what, chosen, name, role, where, who, seen))


def _role(what: str) -> str | None:
    roles = list(get_args(Role))
    if what == "rename":
        return None
    if what == "role":
        return str(st.selectbox("Role", roles, format_func=lambda role: ROLES[role], key="speakers-role"))
    chosen = st.selectbox(
        "Role", ["", *roles], format_func=lambda role: ROLES.get(role, "As before"), key="speakers-any"
    )
    return str(chosen) or None


def _do(edit: Callable[[Session], SpeakerEdit]) -> None:
    try:
        done = data.execute(edit)
    except StaleWriteError as error:
        conflicts.keep("speakers", error)
    except KbError as error:
        notices.say("bad", wording.sentence(error))
    else:
        count = wording.count(len(done.documents), "document")
        said = f"Changed in {count}. You can undo it in History." if done.action else "Nothing to change."
        notices.say("good", said)
        for key in ("speakers-name", "speakers-where", "speakers-many"):
            st.session_state.pop(key, None)
    st.rerun()


def _edit(
    session: Session,
    what: str,
    chosen: Sequence[str],
    name: str,
    role: str | None,
    where: Sequence[str],
    who: str,
    seen: Mapping[str, Sequence[Person]],
) -> SpeakerEdit:
    first = chosen[0]
    if what == "rename":
        return speaker_edits.rename_speaker(session, first, name, documents=where, who=who, seen=seen)
    if what == "merge":
        return speaker_edits.merge_speakers(
            session, chosen, name, role=role, documents=where, who=who, seen=seen
        )
    if what == "split":
        return speaker_edits.split_speaker(
            session, first, name, role=role, documents=where, who=who, seen=seen
        )
    role = role or "unknown"
    return speaker_edits.set_speaker_role(session, first, role, documents=where, who=who, seen=seen)
