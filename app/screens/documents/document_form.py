"""One document, put right: its name, its speakers, its case; and deleting it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st
from sqlmodel import Session

from app import data
from app.screens.documents import upload_review
from app.shell import conflicts, header, notices
from app.shell.who import current_coder
from app.ui import templates, wording
from app.ui.fields.buttons import button, why_nobody
from app.viewer import Right
from kb.errors import KbError
from kb.queries import names
from kb.queries.documents import speakers as of_document
from kb.queries.documents.speakers import DocumentSpeakers
from kb.store.documents.cases import CaseSeen
from kb.store.documents.deletion import Deletion, delete_document
from kb.store.documents.details import DocumentSeen, describe_document
from kb.store.documents.renaming import LONGEST, rename_document
from kb.store.documents.speakers import Person
from kb.store.documents.survey_deletion import delete_survey, survey_of, surveys_with_documents
from kb.store.stale import StaleWriteError

_SEEN = "edit-seen"
"""The document as it was when its form was opened: what others have changed since is not overwritten."""


def show(document: str) -> None:
    """Let a person say what a stored document is called, who speaks in it and who is behind it."""
    try:
        found = data.cached_query(of_document.document_speakers, _name_now(document))
    except KbError as error:
        templates.show("notice.html", key="edit-wrong", notices=[("bad", wording.sentence(error))])
        return
    seen: DocumentSpeakers | None = st.session_state.get(_SEEN)
    if seen is not None and seen.id != found.id:  # what was typed for another one is not for this
        _forget()
    seen = st.session_state.setdefault(_SEEN, found)
    header.name_page(found.document, "Documents")
    templates.show("documents/edit_head.html", key="edit-head", document=found.document)
    notices.show("edit-notice")
    with st.container(key="edit-form"):
        st.session_state.setdefault("edit-title", seen.document)
        title = st.text_input("Title", key="edit-title", max_chars=max(LONGEST, len(seen.document)))
        people, doubt = upload_review.speakers(seen.voices, key="edit")
        case, attributes, unclear = upload_review.case(seen.case, seen.attributes, key="edit")
    who = current_coder(Right.EDIT)
    doubt = doubt or unclear or (None if who else why_nobody(Right.EDIT))
    if doubt:
        templates.show("notice.html", key="edit-doubt", notices=[("bad", doubt)])
    decided = conflicts.ask("edit")
    with st.container(horizontal=True, key="edit-acts"):
        save = button("Save", kind="primary", key="edit-save", why=doubt, is_told=True)
        back = st.button("Back to the documents", key="edit-back")
        with st.popover("Delete", key="edit-delete"):
            st.caption(
                "The document is deleted with its codings and memos. You can undo it in History. "
                "When its files are imported again, they are left out."
            )
            why = None if who else why_nobody(Right.EDIT)
            remove = button("Delete the document", key="edit-remove", why=why)
            survey, count = data.cached_query(_survey, found.document)
            remove_all = bool(survey) and _offers_survey(survey, count, can_delete=bool(who))
    if (save or decided == "over") and who:
        _store(seen, found if decided else seen, title, people, case, dict(attributes), who)
        notices.say("good", f"Speakers and case of {' '.join(title.split())} saved.")
    if remove and who:
        done = data.execute(_delete, found.document, who)
        codings = wording.count(done.codings, "coding")
        notices.say("good", f"{done.document} deleted, with {codings}. You can undo it in History.")
    if remove_all and who:
        whole = data.execute(delete_survey, survey, who=who)
        rows, codings = wording.count(whole.documents, "document"), wording.count(whole.codings, "coding")
        notices.say("good", f"{survey} deleted: {rows}, {codings}. You can undo it in History.")
    if save or decided or back or remove or remove_all:
        _forget()
        st.query_params.pop("edit", None)
        st.rerun()


def _store(
    seen: DocumentSpeakers,
    about: DocumentSpeakers,
    title: str,
    people: Sequence[Person],
    case: str | None,
    attributes: Mapping[str, str],
    who: str,
) -> None:
    """Store the form, which is ``about`` a document as it was; where that cannot be, say why and stay."""
    try:
        data.execute(_save, about, title, people, case, attributes, _seen_of(case, about), who)
    except StaleWriteError as error:
        now = data.cached_query(of_document.document_speakers, _name_now(seen.document))
        conflicts.keep("edit", error, _differences(seen, now))
        st.rerun()
    except KbError as error:
        notices.say("bad", wording.sentence(error))
        st.rerun()


def _survey(session: Session, document: str) -> tuple[str, int]:
    """The survey that a document is a row of, and how many documents it has; an empty name for none."""
    path = survey_of(session, names.document(session, document))
    return (path, surveys_with_documents(session)[path]) if path else ("", 0)


def _offers_survey(survey: str, count: int, *, can_delete: bool) -> bool:
    st.caption(f"It is a row of the survey {survey}, with {wording.count(count, 'document')}.")
    return button(
        "Delete the whole survey",
        key="edit-remove-survey",
        why=None if can_delete else why_nobody(Right.EDIT),
    )


def _name_now(document: str) -> str:
    """What the document is called that is open in the form, also after somebody else has renamed it."""
    seen: DocumentSpeakers | None = st.session_state.get(_SEEN)
    if seen is None or seen.document != document:
        return document
    return data.cached_query(of_document.name_now, seen.id) or document


def _seen_of(case: str | None, about: DocumentSpeakers) -> DocumentSeen:
    """What the form shows; of a case that was chosen in it, what was said of it then."""
    named, attributes = st.session_state.get("edit-attributes-seen") or (None, ())
    if case == about.case:
        attributes = about.attributes
    elif case != named:
        attributes = ()
    people: dict[tuple[str, str], list[str]] = {}
    for voice in about.voices:
        people.setdefault((voice.person, voice.role), []).append(voice.label)
    everybody = (Person(name, role, tuple(labels)) for (name, role), labels in people.items())
    return DocumentSeen(tuple(everybody), CaseSeen(about.case, attributes))


def _differences(seen: DocumentSpeakers, now: DocumentSpeakers) -> list[str]:
    """What is otherwise than when the form was opened, a line for each part of it."""
    lines = [f"Title: {now.document}"] if now.document != seen.document else []
    if {*now.voices} != {*seen.voices}:
        lines += [f"{each.label}: {each.person} ({upload_review.ROLES[each.role]})" for each in now.voices]
    if (now.case, now.attributes) != (seen.case, seen.attributes):
        known = ", ".join(f"{name} = {value}" for name, value in now.attributes)
        lines.append(f"Case: {now.case or 'none'}" + (f"; {known}" if known else ""))
    return lines


def _save(
    session: Session,
    about: DocumentSpeakers,
    title: str,
    people: Sequence[Person],
    case: str | None,
    attributes: Mapping[str, str],
    seen: DocumentSeen,
    who: str,
) -> None:
    """Store all of it or, where something cannot be so, nothing."""
    name = of_document.name_now(session, about.id) or about.document
    row = names.document(session, name)
    describe_document(session, row.name, people, case, attributes, who=who, seen=seen)
    rename_document(session, row, title, who=who, seen=about.document)


def _delete(session: Session, document: str, who: str) -> Deletion:
    return delete_document(session, names.document(session, document), who=who)


def _forget() -> None:
    conflicts.forget("edit")
    for key in [key for key in st.session_state if str(key).startswith("edit-")]:
        del st.session_state[key]
