"""A transcript comes in: dropped, read, looked at, and stored as a person says, or not at all.

The bytes stay in memory; nothing is written to the disk before it is in the catalog.
"""

from __future__ import annotations

from pathlib import PurePath

import streamlit as st

from app import catalog, frame, notices, understood, view
from ingest import formats, reading
from ingest.naming import name_of
from ingest.transcript import Parsed
from kb import uploads
from kb.errors import KbError
from kb.uploads import FOLDER, Confirmed, Known

LARGEST_MB = 50
_READ, _ROUND = "documents-parsed", "documents-round"
NEW, PASS = "new", "pass"


def suffixes() -> list[str]:
    """Return the suffixes of the files that can be read."""
    return sorted({suffix for each in formats.formats() for suffix in each.suffixes})


def waiting() -> Parsed | None:
    """Return the upload that waits for a decision."""
    parsed: Parsed | None = st.session_state.get(_READ)
    return parsed


def drop_zone() -> None:
    """Show where to drop a file; one that can be read waits from then on, of another is told why not."""
    number = st.session_state.setdefault(_ROUND, 0)
    with st.container(key="documents-drop"):
        dropped = st.file_uploader(
            "Add a transcript",
            type=[suffix.lstrip(".") for suffix in suffixes()],
            max_upload_size=LARGEST_MB,
            key=f"documents-upload-{number}",
            label_visibility="collapsed",
        )
    if dropped is None:
        return
    name = PurePath(dropped.name.replace("\\", "/")).name or "transcript"
    parsed = reading.read_bytes(f"{FOLDER}/{name}", dropped.getvalue(), largest=LARGEST_MB * 1_000_000)
    st.session_state[_ROUND] = number + 1
    if parsed.transcript is None or not parsed.transcript.paragraphs:
        reasons = "; ".join(problem.message for problem in parsed.problems) or "there are no words in it"
        notices.say("bad", f"{name} was not added: {reasons}.")
    else:
        st.session_state[_READ] = parsed
    st.rerun()


def preview() -> None:
    """Show how the upload was understood, and ask what it is."""
    parsed = waiting()
    if parsed is None or parsed.transcript is None:
        return
    known = catalog.tell(uploads.known, parsed) if "documents-known" not in st.session_state else None
    known = st.session_state.setdefault("documents-known", known)
    view.show("upload_head.html", key="upload-head", name=parsed.path.name, known=known)
    notices.show("upload-notice")
    with st.container(key="upload-cols"):
        left, right = st.columns([0.6, 0.4], gap="large")
    with right:
        confirmed, doubt = _form(parsed, known)
        _buttons(parsed, confirmed, doubt)
        understood.problems(parsed.problems)
    with left:
        understood.text(parsed.transcript, confirmed.people)


def _form(parsed: Parsed, known: Known | None) -> tuple[Confirmed, str | None]:
    """Ask what the upload is; return the answer and what is wrong with it."""
    transcript = parsed.transcript
    if transcript is None:
        return Confirmed(""), "there is no transcript"
    chosen = NEW
    if known is not None:
        chosen = st.radio(
            "This text",
            [PASS, NEW],
            format_func=lambda each: {PASS: "Add as a pass of it", NEW: "Add as a new document"}[each],
            key="upload-as",
        )
    named = name_of(parsed.path, transcript.title)
    coder = None
    view.show("upload_facts.html", key="upload-facts", parsed=parsed, transcript=transcript, titles=_titles())
    if transcript.tags and named.coder is None and not all(tag.coder for tag in transcript.tags):
        coder = (
            st.text_input("Who made these codings?", value=frame.coder() or "", key="upload-coder").strip()
            or None
        )
    if chosen == PASS and known is not None:
        return Confirmed(named.document, into=known.document, coder=coder), None
    free = catalog.tell(uploads.free_title, named.document)
    title = st.text_input("Title", value=free, key="upload-title", max_chars=uploads.LONGEST_TITLE)
    kind = st.selectbox(
        "Kind",
        list(understood.KINDS),
        index=list(understood.KINDS).index(transcript.kind),
        format_func=lambda each: understood.KINDS[each],
        key="upload-kind",
    )
    people, doubt = understood.speakers(understood.voices_of(transcript), key="upload")
    case, attributes, unclear = understood.case(None, (), key="upload")
    if catalog.tell(uploads.is_taken, title):
        doubt = doubt or "Another document has this title; choose another."
    return Confirmed(title, kind, people, case, attributes, coder=coder), doubt or unclear


def _titles() -> dict[str, str]:
    return {each.name: each.title for each in formats.formats()}


def _buttons(parsed: Parsed, confirmed: Confirmed, doubt: str | None) -> None:
    who = frame.coder()
    if doubt or who is None:
        text = doubt or "Say who is coding in the header; then this can be stored."
        view.show("notice.html", key="upload-doubt", notices=[("bad", text)])
    blocked = bool(doubt) or who is None
    with st.container(horizontal=True, key="upload-acts"):
        code = st.button("Start coding", type="primary", key="upload-code", disabled=blocked)
        keep = st.button("Keep for later", key="upload-keep", disabled=blocked)
        discard = st.button("Discard", key="upload-discard")
    if discard:
        _forget()
        notices.say("good", f"{parsed.path.name} was discarded; nothing was stored.")
        st.rerun()
    if (code or keep) and who is not None:
        _store(parsed, confirmed, who, then_code=code)


def _store(parsed: Parsed, confirmed: Confirmed, who: str, *, then_code: bool) -> None:
    try:
        saved = catalog.tell(uploads.store_upload, parsed, confirmed, who=who)
    except KbError as error:
        notices.say("bad", f"{str(error)[:1].upper()}{str(error)[1:]}.")
        st.rerun()
    _forget()
    if then_code and frame.file_of("code").exists():
        st.switch_page(frame.file_of("code"), query_params={"document": saved.document})
    done = {
        "added": "is in the catalog",
        "changed": "has it now, too",
        "unchanged": "had it already; nothing changed",
    }
    lost = f" {saved.unplaced} codings have no place in the text shown." if saved.unplaced else ""
    notices.say("good", f"{saved.document} {done[saved.status]}.{lost}")
    st.rerun()


def _forget() -> None:
    for key in (_READ, "documents-known"):
        st.session_state.pop(key, None)
    for key in [key for key in st.session_state if str(key).startswith("upload-")]:
        del st.session_state[key]
