"""What a person corrects in a transcript: words, speakers, and where paragraphs begin and end.

Every function is one action in the audit trail, which :func:`kb.store.undo.undo` takes back. Files that are
read later do not: what they say is kept beside the correction, and shown where they say something new.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session, col, select

from ingest.merge.redaction import redactions
from ingest.model import Draft
from kb.db.audit import Journal
from kb.db.tables import Change, Document, Paragraph, Replacement, Speaker
from kb.errors import KbError
from kb.store.coding import passages
from kb.store.corrections.file_text import Stretch
from kb.store.corrections.paragraphs_before import Before, before
from kb.store.corrections.region_move import RegionMove
from kb.store.corrections.text_change import TextChange, change_text, move_of
from kb.store.documents.speakers import tidy_name
from kb.store.stale import refuse_stale

WHAT = "correct"
"""How the audit trail calls these actions."""


@dataclass(frozen=True, slots=True)
class Part:
    """Words of a corrected paragraph and who says them: the name of a speaker, or None for nobody."""

    text: str
    speaker: str | None


@dataclass(frozen=True, slots=True)
class Correcting:
    """A correction before it is made: what it does, and the change of the text."""

    what: str
    change: TextChange
    move: RegionMove


def check_version(session: Session, document: Document, sha256: str) -> None:
    """Refuse a correction of a text that is no longer the one that a person saw.

    Raises:
        StaleWriteError: it is another one by now.
    """
    kinds = ("correction", "text_version", "document")
    about = (col(Change.document_id) == document.id) & col(Change.noun).in_(kinds)
    what = f"the text of {document.name!r}"
    refuse_stale(session, sha256, document.sha256, what=what, shown="", about=about)


def retype(session: Session, document: Document, position: int, parts: Sequence[Part]) -> Correcting | None:
    """Return the correction that makes these parts of a paragraph: each is a paragraph of its own then.

    None when the paragraph is so already. The speaker of a part may be new to the document.

    Raises:
        KbError: there is no such paragraph, a part has no words, or it would show a name that is hidden.
    """
    was = before(session, document, position, 1)
    at = position - was.position
    old = was.drafts[at]
    speakers = list(session.exec(select(Speaker).where(Speaker.document_id == document.id)))
    drafts = [
        Draft(_tidy(part.text, old.text), _label(part.speaker, old.speaker, speakers)) for part in parts
    ]
    if not drafts:
        raise KbError("a paragraph needs words; to remove one, join it with its neighbour")
    drafts[0] = replace(drafts[0], heading=old.heading, audio_start=old.audio_start)
    drafts[-1] = replace(drafts[-1], audio_end=old.audio_end)
    return _correcting(session, document, was, at, 1, drafts, what=_what(old, drafts))


def split(session: Session, document: Document, position: int, words: str) -> Correcting | None:
    """Return the correction that begins a new paragraph at the first of these words.

    Raises:
        KbError: the words are not in the paragraph, or more than once.
    """
    text, speaker = _paragraph(session, document, position)
    at = passages.only_place(text, words, document, position)
    if not text[:at].strip():
        raise KbError(f"paragraph {position + 1} begins with these words already; name words inside of it")
    return retype(session, document, position, [Part(text[:at], speaker), Part(text[at:], speaker)])


def replace_words(
    session: Session, document: Document, position: int, old: str, new: str
) -> Correcting | None:
    """Return the correction that puts other words in the place of some in a paragraph.

    Raises:
        KbError: the old words are not in the paragraph, or more than once.
    """
    text, speaker = _paragraph(session, document, position)
    at = passages.only_place(text, old, document, position)
    ahead, rest = text[:at], text[at + len(old) :]
    if not new and ahead[-1:].isspace() and rest[:1].isspace():  # no two spaces where words were deleted
        rest = rest[1:]
    return retype(session, document, position, [Part(ahead + new + rest, speaker)])


def set_text(session: Session, document: Document, position: int, text: str) -> Correcting | None:
    """Return the correction that gives a paragraph other words; each line is a paragraph of its own then."""
    _, speaker = _paragraph(session, document, position)
    lines = [line for line in text.splitlines() if line.strip()]
    return retype(session, document, position, [Part(line, speaker) for line in lines])


def set_speaker(
    session: Session, document: Document, position: int, speaker: str | None
) -> Correcting | None:
    """Return the correction that gives a paragraph another speaker, or none."""
    text, _ = _paragraph(session, document, position)
    return retype(session, document, position, [Part(text, speaker)])


def join(session: Session, document: Document, position: int) -> Correcting | None:
    """Return the correction that makes a paragraph and the next one a single paragraph.

    Raises:
        KbError: there is no next paragraph, or somebody else speaks in it.
    """
    was = before(session, document, position, 2)
    at = position - was.position
    one, other = was.drafts[at : at + 2]
    if one.speaker != other.speaker:
        whom, next_ = (_called(session, document, each.speaker) for each in (one, other))
        raise KbError(
            f"paragraph {position + 1} is by {whom}, paragraph {position + 2} by {next_}; "
            "correct the speaker of one of them first"
        )
    joined = Draft(
        f"{one.text.rstrip()} {other.text.lstrip()}",
        one.speaker,
        one.heading or other.heading,
        one.audio_start,
        other.audio_end,
    )
    what = f"join paragraphs {position + 1} and {position + 2}"
    return _correcting(session, document, was, at, 2, [joined], what=what)


def save(
    session: Session,
    document: Document,
    meant: Correcting | None,
    *,
    who: str,
    unplace: bool = False,
    seen: str | None = None,
) -> str | None:
    """Make a correction; return the action's id, None where there is nothing to correct.

    ``unplace``: codings that lose all their words become unplaced ones. ``seen`` is the sha256 of the text
    that was seen.

    Raises:
        StaleWriteError: it is another text by now.
        LostWordsError: codings or memos would lose all their words.
    """
    if meant is None:
        return None
    if seen is not None:
        check_version(session, document, seen)
    log = Journal(session, who=who, what=f"{WHAT} {document.name!r}: {meant.what}", document_id=document.id)
    after = tuple(replace(each, who=who) for each in meant.change.after)
    change_text(session, log, document, replace(meant.change, after=after), unplace=unplace)
    return log.batch


def _correcting(
    session: Session, document: Document, was: Before, at: int, count: int, new: Sequence[Draft], *, what: str
) -> Correcting | None:
    drafts = (*was.drafts[:at], *new, *was.drafts[at + count :])
    if drafts == was.drafts:
        return None
    _check_hidden(session, document, was, drafts)
    file_text = was.file_text
    if _said(drafts) == _said(
        file_text
    ):  # a person came to what the files say: nothing is corrected any more
        change = TextChange(was.position, len(was.drafts), file_text, ())
    else:
        stretch = Stretch(0, len(drafts), file_text, "")
        change = TextChange(was.position, len(was.drafts), drafts, (stretch,))
    return Correcting(what, change, move_of(was, change))


def _said(drafts: Sequence[Draft]) -> list[tuple[str, str | None]]:
    return [(each.text, each.speaker) for each in drafts]


def _check_hidden(session: Session, document: Document, was: Before, drafts: Sequence[Draft]) -> None:
    """Refuse to put words where a version of the text hides a name: they may be the name."""
    end = was.start + len(was.text)
    hidden = select(Replacement).where(
        Replacement.document_id == document.id, Replacement.start >= was.start, Replacement.end <= end
    )
    placeholders = {row.shown for row in session.exec(hidden)}
    new = "\n".join(each.text for each in drafts)
    for each in redactions(was.text, new):
        if each.hides == "text" and any(each.placeholder.strip() in shown for shown in placeholders):
            raise KbError(
                f"{each.placeholder!r} stands for a name that a version of this text hides; leave it as it is"
            )


def _what(old: Draft, drafts: Sequence[Draft]) -> str:
    if len(drafts) > 1:
        return f"split a paragraph into {len(drafts)}"
    return "words of a paragraph" if drafts[0].text != old.text else "the speaker of a paragraph"


def _paragraph(session: Session, document: Document, position: int) -> tuple[str, str | None]:
    """Return the words of a paragraph and the name of its speaker."""
    at = (Paragraph.document_id == document.id, Paragraph.position == position)
    row = session.exec(select(Paragraph).where(*at)).first()
    if row is None:
        before(session, document, position, 1)  # says which paragraphs there are
        raise KbError(f"{document.name!r} has no paragraph {position + 1}")
    speaker = session.get(Speaker, row.speaker_id) if row.speaker_id else None
    return row.text, speaker.name if speaker else row.label


def _tidy(text: str, old: str) -> str:
    """Return words as a paragraph has them; those that a person left alone stay letter by letter."""
    if text == old:
        return text
    words = " ".join(text.split("\n")).strip()
    if not words:
        raise KbError("a paragraph needs words; to remove one, join it with its neighbour")
    return words


def _label(name: str | None, label: str | None, speakers: Sequence[Speaker]) -> str | None:
    """Return what a speaker is called in the transcript; the label stays where it is theirs already."""
    if name is None or not name.strip():
        return None
    wanted = tidy_name(name)
    alike = [row for row in speakers if row.name.casefold() == wanted.casefold()]
    speaker = min(alike, key=lambda row: row.name != wanted, default=None)
    if speaker is None:
        theirs = next((row.name for row in speakers if wanted in row.labels), None)
        if theirs is not None:
            raise KbError(
                f"{wanted!r} is a label of the speaker {theirs!r}; choose {theirs!r}, or another name"
            )
        return wanted
    if label in speaker.labels or not speaker.labels:
        return label if label in speaker.labels else wanted
    return speaker.labels[0]


def _called(session: Session, document: Document, label: str | None) -> str:
    if label is None:
        return "nobody"
    rows = session.exec(select(Speaker).where(Speaker.document_id == document.id))
    return repr(next((row.name for row in rows if label in row.labels), label))
