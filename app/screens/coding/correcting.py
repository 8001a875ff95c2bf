"""Correct this paragraph: its words, who speaks, where it begins and ends; first what that does to codings.

What the paragraph was when somebody opened it is kept in the session: a correction of words that somebody
else has changed in the meantime is refused.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import streamlit as st
from sqlmodel import Session

from app import data
from app.shell import conflicts
from app.shell.who import current_coder
from app.ui import templates, wording
from app.ui.components import answers
from app.ui.components.answers import ActionResult
from app.ui.fields.buttons import button
from app.viewer import Right, reason_against
from kb.errors import KbError
from kb.queries import names
from kb.queries.documents import transcript
from kb.queries.documents.corrections import ParagraphToCorrect, paragraph_to_correct
from kb.queries.documents.transcript import VisiblePasses
from kb.store import text_versions
from kb.store.coding import passages
from kb.store.corrections import correct_text, file_decisions
from kb.store.corrections.correct_text import Correcting, Part
from kb.store.corrections.preview import Impact, impact
from kb.store.text_versions import Selection

_OPEN = "kb_correcting"
_NAMELESS = "Choose your name first. The correction is saved under this name."
_JOINED = "Joined with the next paragraph: correct its words and its speaker after saving."
_FIELDS = "correct-"
_KEEP = "Keep the correction"


def begin(document: str, position: int) -> None:
    """Open the form for a paragraph, as it is at this moment."""
    _forget()
    st.session_state[_OPEN] = data.query(paragraph_to_correct, document, position)


def show(shown: VisiblePasses) -> None:
    """Show the form that is open, if one is."""
    row: ParagraphToCorrect | None = st.session_state.get(_OPEN)
    if row is not None:
        title = f"Correct paragraph {row.position + 1}"
        st.dialog(title, width="large", on_dismiss=_forget)(_form)(row, shown)


def _form(row: ParagraphToCorrect, shown: VisiblePasses) -> None:
    who = _who()
    row = _as_now(row)
    if row.correction is not None:
        _file(row, who)
    parts = _parts(row, is_joined=bool(st.session_state.get(f"{_FIELDS}join")))
    is_joined = _asks_to_join(row)
    changes = {"parts": parts, "joined": is_joined}
    does, fault = _preview(row, changes, shown)
    unplace = _impact(does) if does is not None else False
    fault = fault or (None if who else _why_nobody())
    if fault:
        templates.show("notice.html", key="correct-doubt", notices=[("bad", fault)])
    loses = does is not None and bool(does.lost or does.unseen)
    ready = does is not None and not fault and (unplace or not loses)
    why = fault or (None if ready else _waits_for(does))
    if button("Save", kind="primary", key="correct-save", why=why, is_told=bool(fault)) and who:
        _save(row, changes, who, unplace=unplace)


def _as_now(row: ParagraphToCorrect) -> ParagraphToCorrect:
    """Go on with the paragraph as it is now, what was typed kept; another one is shown first, to be taken."""
    now = data.query(_where_now, row)
    if now is None or now.version == row.version:
        return row
    is_same = (now.text, now.speaker, now.correction) == (row.text, row.speaker, row.correction)
    if not is_same:
        there = [f"{now.speaker}: {now.text}" if now.speaker else now.text]
        conflicts.show("correct", "Somebody has changed this paragraph in the meantime.", there)
        if not st.button("Correct it as it is now", key="correct-as-now"):
            return row
    st.session_state[_OPEN] = now
    if not is_same:
        st.rerun()
    return now


def _where_now(session: Session, row: ParagraphToCorrect) -> ParagraphToCorrect | None:
    """The paragraph in the current text; None where its words are not in it any more."""
    document = names.document(session, row.document)
    seen = Selection(start=row.start, end=row.start + len(row.text), text=row.version)
    try:
        place = passages.paragraphs_of(
            session, document, *text_versions.current_span(session, document, seen)
        )
    except (text_versions.TextChangedError, passages.NoPlaceError):
        return None
    return paragraph_to_correct(session, document.name, place[0])


def _why_nobody() -> str:
    """Say why nobody corrects here: who looks may not, or has not said who they are."""
    return reason_against(Right.EDIT) or _NAMELESS


def _waits_for(does: Impact | None) -> str:
    """Say what a correction that cannot be saved yet waits for."""
    return "Change something first." if does is None else "Tick first that the codings may become unplaced."


def _who() -> str | None:
    """Return who is coding; in front of the header, where nobody can choose that, ask for it here."""
    coder = current_coder(Right.EDIT)
    if coder is not None:
        return coder
    if reason_against(Right.EDIT):
        return None
    chosen = st.selectbox(
        "Coding as",
        data.coders(),
        index=None,
        key=f"{_FIELDS}who",
        accept_new_options=True,
        placeholder="Choose a coder, or type a new name",
    )
    return str(chosen).strip() or None if chosen else None


def _asks_to_join(row: ParagraphToCorrect) -> bool:
    if row.is_last:
        return False
    if row.next_speaker == row.speaker:
        return st.checkbox("Join with the next paragraph", key=f"{_FIELDS}join")
    st.caption("The next paragraph has another speaker. To join them, correct the speaker of one first.")
    return False


def _parts(row: ParagraphToCorrect, *, is_joined: bool) -> tuple[Part, ...]:
    """Ask for the words, and for the speaker of each paragraph that they make."""
    st.session_state.setdefault(f"{_FIELDS}text", row.text)
    written = st.text_area(
        "Text",
        key=f"{_FIELDS}text",
        height=200,
        disabled=is_joined,
        help=_JOINED if is_joined else "To split the paragraph, start a new line.",
    )
    if is_joined:
        st.caption(_JOINED)
    lines = [line for line in written.split("\n") if line.strip()]
    if written == row.text or not lines:
        lines = [written]
    options = list(dict.fromkeys([*row.speakers, *([row.speaker] if row.speaker else [])]))
    chosen = []
    for number in range(len(lines)):
        label = "Speaker" if len(lines) == 1 else f"Speaker of part {number + 1}"
        speaker = st.selectbox(
            label,
            options,
            index=options.index(row.speaker) if row.speaker else None,
            key=f"{_FIELDS}speaker-{number}",
            accept_new_options=True,
            placeholder="Nobody; choose a speaker, or type a new name",
            disabled=is_joined,
            help=_JOINED if is_joined else None,
        )
        chosen.append(str(speaker) if speaker else None)
    return tuple(Part(line, speaker) for line, speaker in zip(lines, chosen, strict=True))


def _file(row: ParagraphToCorrect, who: str | None) -> None:
    """Show what the file says of a corrected paragraph, one click away, and let somebody decide."""
    held = row.correction
    if held is None:
        return
    if held.file_changed:
        changed = "The file has changed here since. Keep the correction, or restore the text of the file."
        templates.show("notice.html", key="correct-changed", notices=[("bad", changed)])
    with st.expander("Text of the file", expanded=held.file_changed):
        templates.show("coding/file_text.html", key="correct-file", held=held, wording=wording)
        with st.container(horizontal=True):
            why = None if who else _why_nobody()
            if button("Restore the text of the file", key="correct-restore", why=why, is_told=True) and who:
                _save(row, {"restore": True}, who, unplace=False)
            if held.file_changed and button(_KEEP, key="correct-keep", why=why, is_told=True) and who:
                _save(row, {"keep": True}, who, unplace=False)


def _preview(
    row: ParagraphToCorrect, changes: dict[str, Any], shown: VisiblePasses
) -> tuple[Impact | None, str | None]:
    """Return what a correction would do, None where there is none yet, or why it cannot be."""
    try:
        return data.query(_does, row, changes, shown), None
    except KbError as error:
        return None, wording.sentence(error)


def _impact(does: Impact) -> bool:
    """Tell what happens to codings; return whether those without words may become unplaced."""
    templates.show("coding/correction.html", key="correct-impact", does=does, wording=wording)
    if not (does.lost or does.unseen):
        return False
    return st.checkbox("Make them unplaced codings", key=f"{_FIELDS}unplace")


def _does(
    session: Session, row: ParagraphToCorrect, changes: dict[str, Any], shown: VisiblePasses
) -> Impact | None:
    document = names.document(session, row.document)
    correct_text.check_version(session, document, row.version)
    meant = _meant(session, row, **changes)
    if meant is None:
        return None
    return impact(session, document, meant, transcript.visible_passes(session, document, shown))


def _meant(
    session: Session,
    row: ParagraphToCorrect,
    *,
    parts: Sequence[Part] = (),
    joined: bool = False,
    restore: bool = False,
    keep: bool = False,
) -> Correcting | None:
    document = names.document(session, row.document)
    if restore:
        return file_decisions.take_file_text(session, document, row.position)
    if keep:
        return file_decisions.keep_correction(session, document, row.position)
    if joined:
        return correct_text.join(session, document, row.position)
    return correct_text.retype(session, document, row.position, parts)


def _save(row: ParagraphToCorrect, changes: dict[str, Any], who: str, *, unplace: bool) -> None:
    try:
        action = data.execute(_store, row, changes, who, unplace)
    except KbError as error:
        templates.show("notice.html", key="correct-refused", notices=[("bad", wording.sentence(error))])
        return
    if current_coder(Right.EDIT) is None:
        st.session_state["kb_coder"] = who
    done = ActionResult(f"Paragraph {row.position + 1} corrected", batch=action)
    answers.give(f"click correct {uuid.uuid4().hex}", done)
    _forget()
    st.rerun()


def _store(
    session: Session,
    row: ParagraphToCorrect,
    changes: dict[str, Any],
    who: str,
    unplace: bool,  # noqa: FBT001  as data.execute hands it on
) -> str | None:
    document = names.document(session, row.document)
    correct_text.check_version(session, document, row.version)
    meant = _meant(session, row, **changes)
    return correct_text.save(session, document, meant, who=who, unplace=unplace, seen=row.version)


def _forget() -> None:
    st.session_state.pop(_OPEN, None)
    for key in [key for key in st.session_state if str(key).startswith(_FIELDS)]:
        del st.session_state[key]
