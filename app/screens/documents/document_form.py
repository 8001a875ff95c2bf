"""One document, put right: its name, its speakers, its case; and deleting it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st
from sqlmodel import Session

from app import data
from app.screens.documents import upload_review
from app.shell import header, notices
from app.shell.who import current_coder
from app.ui import templates, wording
from app.ui.fields.buttons import WHO, button
from kb.errors import KbError
from kb.queries import names
from kb.queries.documents import speakers as of_document
from kb.store.documents.deletion import Deletion, delete_document
from kb.store.documents.details import describe_document
from kb.store.documents.renaming import LONGEST, rename_document
from kb.store.documents.speakers import Person
from kb.store.documents.survey_deletion import delete_survey, survey_of, surveys_with_documents


def show(document: str) -> None:
    """Let a person say what a stored document is called, who speaks in it and who is behind it."""
    try:
        found = data.cached_query(of_document.document_speakers, document)
    except KbError as error:
        templates.show("notice.html", key="edit-wrong", notices=[("bad", wording.sentence(error))])
        return
    if st.session_state.get("edit-of") != found.document:  # what was typed for another one is not for this
        _forget()
        st.session_state["edit-of"] = found.document
    header.name_page(found.document, "Documents")
    templates.show("documents/edit_head.html", key="edit-head", document=found.document)
    notices.show("edit-notice")
    with st.container(key="edit-form"):
        st.session_state.setdefault("edit-title", found.document)
        title = st.text_input("Title", key="edit-title", max_chars=LONGEST)
        people, doubt = upload_review.speakers(found.voices, key="edit")
        case, attributes, unclear = upload_review.case(found.case, found.attributes, key="edit")
    who = current_coder()
    doubt = doubt or unclear or (None if who else WHO)
    if doubt:
        templates.show("notice.html", key="edit-doubt", notices=[("bad", doubt)])
    with st.container(horizontal=True, key="edit-acts"):
        save = button("Save", kind="primary", key="edit-save", why=doubt, is_told=True)
        back = st.button("Back to the documents", key="edit-back")
        with st.popover("Delete", key="edit-delete"):
            st.caption(
                "The document is deleted with its codings and memos. You can undo it in History. "
                "When its files are imported again, they are left out."
            )
            remove = button("Delete the document", key="edit-remove", why=None if who else WHO)
            survey, count = data.cached_query(_survey, found.document)
            remove_all = bool(survey) and _offers_survey(survey, count, can_delete=bool(who))
    if save and who:
        try:
            data.execute(_save, found.document, title, people, case, dict(attributes), who)
        except KbError as error:
            notices.say("bad", wording.sentence(error))
            st.rerun()
        notices.say("good", f"Speakers and case of {' '.join(title.split())} saved.")
    if remove and who:
        done = data.execute(_delete, found.document, who)
        codings = wording.count(done.codings, "coding")
        notices.say("good", f"{done.document} deleted, with {codings}. You can undo it in History.")
    if remove_all and who:
        whole = data.execute(delete_survey, survey, who=who)
        rows, codings = wording.count(whole.documents, "document"), wording.count(whole.codings, "coding")
        notices.say("good", f"{survey} deleted: {rows}, {codings}. You can undo it in History.")
    if save or back or remove or remove_all:
        _forget()
        st.query_params.pop("edit", None)
        st.rerun()


def _survey(session: Session, document: str) -> tuple[str, int]:
    """The survey that a document is a row of, and how many documents it has; an empty name for none."""
    path = survey_of(session, names.document(session, document))
    return (path, surveys_with_documents(session)[path]) if path else ("", 0)


def _offers_survey(survey: str, count: int, *, can_delete: bool) -> bool:
    st.caption(f"It is a row of the survey {survey}, with {wording.count(count, 'document')}.")
    return button("Delete the whole survey", key="edit-remove-survey", why=None if can_delete else WHO)


def _save(
    session: Session,
    document: str,
    title: str,
    people: Sequence[Person],
    case: str | None,
    attributes: Mapping[str, str],
    who: str,
) -> None:
    """Store all of it or, where something cannot be so, nothing."""
    row = names.document(session, document)
    rename_document(session, row, title, who=who)
    describe_document(session, row.name, people, case, attributes, who=who)


def _delete(session: Session, document: str, who: str) -> Deletion:
    return delete_document(session, names.document(session, document), who=who)


def _forget() -> None:
    for key in [key for key in st.session_state if str(key).startswith("edit-")]:
        del st.session_state[key]
