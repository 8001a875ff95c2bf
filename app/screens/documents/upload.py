"""A transcript comes in: dropped, read, looked at, and stored as a person says, or not at all.

The file is read in a process of its own (:mod:`ingest.sandbox`). Its bytes stay in memory until it is kept or
discarded; nothing is written to the disk before it is in the catalog.
"""

from __future__ import annotations

import streamlit as st

from app import data as catalog
from app import page_registry
from app.screens.documents import upload_review
from app.shell import drop_zone, form_state, notices
from app.shell.who import current_coder
from app.ui import templates, wording
from ingest import formats
from ingest.merge.file_names import name_of
from ingest.model import Parsed, Transcript
from kb.errors import KbError
from kb.store.ingest import upload as uploads
from kb.store.ingest.upload import ConfirmedUpload, KnownInterview

_KNOWN = "documents-known"
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
        "documents/upload_head.html",
        key="upload-head",
        name=upload.name,
        known=known,
        is_read=bool(transcript),
    )
    notices.show("upload-notice")
    if transcript is None:
        _unread(upload)
        return
    with st.container(key="upload-cols"):
        left, right = st.columns([0.6, 0.4], gap="large")
    form_state.bring_back(tuple(f"upload-{field}" for field in _FIELDS))
    with right:
        confirmed, doubt = _form(upload, transcript, known)
        _buttons(upload, confirmed, doubt)
        upload_review.problems(upload.parsed.problems, transcript, upload.data)
    with left:
        upload_review.text(transcript, confirmed.people)


def _known(parsed: Parsed) -> KnownInterview | None:
    if _KNOWN not in st.session_state:
        st.session_state[_KNOWN] = catalog.query(uploads.known, parsed)
    known: KnownInterview | None = st.session_state[_KNOWN]
    return known


def _unread(upload: drop_zone.Upload) -> None:
    """Show a text of which nobody could say what it is, and let a person say it."""
    upload_review.problems(upload.parsed.problems, None, b"")
    with st.container(key="upload-unread"):
        _read_as(upload)
        _discard(upload)


def _read_as(upload: drop_zone.Upload) -> None:
    """Ask which format it is; another one than it was read as reads it anew."""
    named = {each.name: each.title[:1].upper() + each.title[1:] for each in formats.formats()}
    chosen = st.selectbox(
        "Read as",
        list(named),
        index=list(named).index(upload.parsed.format) if upload.parsed.format in named else None,
        format_func=lambda each: named[each],
        key="upload-format",
        placeholder="Choose what it is",
    )
    if chosen is None or chosen == upload.parsed.format:
        return
    again = drop_zone.read(str(upload.parsed.path), upload.data, as_format=chosen)
    _forget_form()
    if drop_zone.has_words(again.parsed):
        st.session_state[drop_zone.WAITING] = again
    else:
        notices.say("bad", f"It cannot be read as “{named[chosen]}”: {drop_zone.reasons(again.parsed)}.")
    st.rerun()


def _form(
    upload: drop_zone.Upload, transcript: Transcript, known: KnownInterview | None
) -> tuple[ConfirmedUpload, str | None]:
    """Ask what the upload is; return the answer and what is wrong with it."""
    parsed = upload.parsed
    chosen = NEW
    if known is not None:
        chosen = st.radio(
            "This text",
            [PASS, NEW],
            format_func=lambda each: _as_what(each, known),
            key="upload-as",
        )
    named = name_of(parsed.path, transcript.title)
    coder = None
    templates.show("documents/upload_facts.html", key="upload-facts", parsed=parsed, transcript=transcript)
    if transcript.tags and named.coder is None and not all(tag.coder for tag in transcript.tags):
        st.session_state.setdefault("upload-coder", current_coder() or "")
        coder = st.text_input("Who made these codings?", key="upload-coder").strip() or None
    if chosen == PASS and known is not None:
        _read_as(upload)
        return ConfirmedUpload(named.document, into=known.document, coder=coder), None
    st.session_state.setdefault("upload-title", catalog.query(uploads.free_title, named.document))
    st.session_state.setdefault("upload-kind", transcript.kind)
    title = st.text_input("Title", key="upload-title", max_chars=uploads.LONGEST_TITLE)
    left, right = st.columns(2)
    with left:
        _read_as(upload)
    kind = right.selectbox(
        "Kind",
        list(upload_review.KINDS),
        format_func=lambda each: upload_review.KINDS[each],
        key="upload-kind",
    )
    people, doubt = upload_review.speakers(upload_review.voices_of(transcript), key="upload")
    case, attributes, unclear = upload_review.case(None, (), key="upload")
    if catalog.query(uploads.is_taken, title):
        doubt = doubt or "Another document has this title; choose another."
    return ConfirmedUpload(title, kind, people, case, attributes, coder=coder), doubt or unclear


def _as_what(choice: str, known: KnownInterview) -> str:
    name = wording.plain(known.document)
    return f"Add as a pass of {name}" if choice == PASS else "Add as a new document"


def _discard(upload: drop_zone.Upload) -> None:
    if st.button("Discard", key="upload-discard"):
        _forget()
        notices.say("good", f"{upload.name} was discarded; nothing was stored.")
        st.rerun()


def _buttons(upload: drop_zone.Upload, confirmed: ConfirmedUpload, doubt: str | None) -> None:
    who = current_coder()
    if doubt or who is None:
        text = doubt or "Say who is coding in the header; then this can be stored."
        templates.show("notice.html", key="upload-doubt", notices=[("bad", text)])
    blocked = bool(doubt) or who is None
    with st.container(horizontal=True, key="upload-acts"):
        code = st.button("Start coding", type="primary", key="upload-code", disabled=blocked)
        keep = st.button("Keep for later", key="upload-keep", disabled=blocked)
        _discard(upload)
    if (code or keep) and who is not None:
        _store(upload.parsed, confirmed, who, then_code=code)


def _store(parsed: Parsed, confirmed: ConfirmedUpload, who: str, *, then_code: bool) -> None:
    try:
        saved = catalog.execute(uploads.store_upload, parsed, confirmed, who=who)
    except KbError as error:
        notices.say("bad", wording.sentence(error))
        st.rerun()
    _forget()
    if then_code:
        st.switch_page(page_registry.file_of("code"), query_params={"document": saved.document})
    done = {
        "added": "is in the catalog",
        "changed": "has it now, too",
        "unchanged": "had it already; nothing changed",
    }
    lost = f" {saved.unplaced} codings have no place in the text shown." if saved.unplaced else ""
    notices.say("good", f"{saved.document} {done[saved.status]}.{lost}")
    st.rerun()


def _forget() -> None:
    st.session_state.pop(drop_zone.WAITING, None)
    _forget_form()


def _forget_form() -> None:
    form_state.forget()
    for key in [key for key in st.session_state if str(key).startswith(("upload-", _KNOWN))]:
        del st.session_state[key]
