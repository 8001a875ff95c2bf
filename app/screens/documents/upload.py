"""A transcript comes in: dropped, read, looked at, and stored as a person says, or not at all.

The file is read in a process of its own (:mod:`ingest.files.sandbox`). Its bytes stay in memory until it
is kept or discarded; nothing is written to the disk before it is in the catalog.
"""

from __future__ import annotations

import streamlit as st

from app import data as catalog
from app.screens.documents import read_as, recipes, survey_upload, upload_actions, upload_review
from app.shell import drop_zone, form_state, notices
from app.shell.who import current_coder
from app.ui import templates, wording
from app.ui.fields.buttons import button, why_nobody
from app.viewer import Right
from ingest.merge.file_names import name_of
from ingest.model import Parsed, Transcript
from kb.errors import KbError
from kb.store.ingest import upload as uploads
from kb.store.ingest.upload import ConfirmedUpload, KnownInterview

NEW, PASS = "new", "pass"
_FIELDS = ("as", "coder", "title", "kind", "name-", "role-", "case", "attributes")
"""What the form asks; all of it outlives a look at another page."""


def preview() -> None:
    """Show how the upload was understood, and ask what it is."""
    upload = drop_zone.waiting()
    if upload is None:
        return
    transcript = upload.parsed.transcript if drop_zone.has_words(upload.parsed) else None
    known = _known(upload.parsed) if transcript else None
    templates.show(
        "documents/upload/head.html",
        key="upload-head",
        name=upload.name,
        known=known,
        is_read=drop_zone.has_words(upload.parsed),
    )
    notices.show("upload-notice")
    if upload.parsed.survey is not None:
        survey_upload.preview(upload, upload.parsed.survey)
        return
    if transcript is None:
        _unread(upload)
        return
    with st.container(key="upload-cols"):
        left, right = st.columns([0.6, 0.4], gap="large")
    form_state.bring_back(tuple(f"upload-{field}" for field in _FIELDS))
    with right:
        read_as.ask(upload)
        recipes.followed(upload)
        confirmed, doubt = _form(upload, transcript, known)
        keep = recipes.ask_to_keep(upload, confirmed.people) if confirmed.into is None else None
        _buttons(upload, confirmed, doubt, keep)
        upload_review.problems(upload.parsed.problems, transcript, upload.data)
    with left:
        upload_review.text(transcript, confirmed.people)


def _known(parsed: Parsed) -> KnownInterview | None:
    if read_as.KNOWN not in st.session_state:
        st.session_state[read_as.KNOWN] = catalog.query(uploads.known, parsed)
    known: KnownInterview | None = st.session_state[read_as.KNOWN]
    return known


def _unread(upload: drop_zone.Upload) -> None:
    """Show a text of which nobody could say what it is, and let a person say it."""
    upload_review.problems(upload.parsed.problems, None, b"")
    with st.container(key="upload-unread"):
        read_as.choose(upload)
        upload_actions.discard(upload)
        upload_actions.back(upload)


def _form(
    upload: drop_zone.Upload, transcript: Transcript, known: KnownInterview | None
) -> tuple[ConfirmedUpload, str | None]:
    """Ask what the upload is; return the answer and what is wrong with it."""
    parsed = upload.parsed
    chosen = NEW
    if known is not None:
        chosen = st.radio(
            "Import as",
            [PASS, NEW],
            format_func=lambda each: _as_what(each, known),
            key="upload-as",
        )
    named = name_of(parsed.path, transcript.title)
    coder = None
    templates.show("documents/upload/facts.html", key="upload-facts", parsed=parsed, transcript=transcript)
    if uploads.needs_coder(parsed):
        st.session_state.setdefault("upload-coder", current_coder(Right.EDIT) or "")
        coder = st.text_input("Who made these codings?", key="upload-coder").strip() or None
    if chosen == PASS and known is not None:
        read_as.choose(upload)
        return ConfirmedUpload(named.document, into=known.document, coder=coder), None
    st.session_state.setdefault("upload-title", catalog.query(uploads.free_title, named.document))
    st.session_state.setdefault("upload-kind", transcript.kind)
    title = st.text_input("Title", key="upload-title", max_chars=uploads.LONGEST_TITLE)
    read_as.choose(upload)
    kind = st.selectbox(
        "Kind",
        list(upload_review.KINDS),
        format_func=lambda each: upload_review.KINDS[each],
        key="upload-kind",
    )
    people, doubt = upload_review.speakers(upload_review.voices_of(transcript), key="upload")
    case, attributes, unclear = upload_review.case(None, (), key="upload")
    if catalog.query(uploads.is_taken, title):
        doubt = doubt or "Another document has this title. Choose a different one."
    return ConfirmedUpload(title, kind, people, case, attributes, coder=coder), doubt or unclear


def _as_what(choice: str, known: KnownInterview) -> str:
    name = wording.plain(known.document)
    return f"A coding pass of {name}" if choice == PASS else "A new document"


def _buttons(
    upload: drop_zone.Upload, confirmed: ConfirmedUpload, doubt: str | None, keep: recipes.Keep | None
) -> None:
    who = current_coder(Right.EDIT)
    why = doubt or (why_nobody(Right.EDIT) if who is None else None)
    if why:
        templates.show("notice.html", key="upload-doubt", notices=[("bad", why)])
    with st.container(horizontal=True, key="upload-acts"):
        code = button("Start coding", kind="primary", key="upload-code", why=why, is_told=True)
        later = button("Save for later", key="upload-keep", why=why, is_told=True)
        upload_actions.discard(upload)
        upload_actions.back(upload)
    if (code or later) and who is not None:
        _store(upload.parsed, confirmed, who, keep, then_code=code)


def _store(
    parsed: Parsed, confirmed: ConfirmedUpload, who: str, keep: recipes.Keep | None, *, then_code: bool
) -> None:
    try:
        saved = catalog.execute(uploads.store_upload, parsed, confirmed, who=who)
    except KbError as error:
        notices.say("bad", wording.sentence(error))
        st.rerun()
    kept = recipes.keep(keep)
    upload_actions.forget()
    if then_code:
        templates.go(templates.address("code", document=saved.document))
    done = {
        "added": "was added",
        "changed": "was updated",
        "unchanged": "was already up to date",
    }
    lost = f" {saved.unplaced} codings could not be placed in the text." if saved.unplaced else ""
    notices.say("good", f"{saved.document} {done[saved.status]}.{lost}{kept}")
    st.rerun()
