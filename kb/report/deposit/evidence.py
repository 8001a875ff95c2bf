"""The chain of evidence: issue → code → rule → quote → interview → who, when; and the transcripts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlmodel import Session, col, select

from kb.db.tables import Paragraph, Speaker
from kb.queries.documents import documents as document_rows
from kb.queries.quotes.quotes import every_quote
from kb.report.deposit.tables import DataTable
from kb.report.release.released import Release
from kb.report.site.addresses import addresses
from kb.report.site.content import Content
from kb.report.site.passages import HIDDEN

_COLUMNS = {
    "issues": "Keys of the issues that the code is evidence for.",
    "fixes": "Keys of the fixes that the code is evidence for.",
    "code": "The code.",
    "rule": "When to use the code: its definition.",
    "quote": "The coded words, where they are released.",
    "released": "yes; no: the document's words are not released; withheld: a withheld name is in the words.",
    "document": "What the document is called here.",
    "paragraph": "Its first paragraph, counted from 1.",
    "paragraphs": "Number of paragraphs that it is in.",
    "speaker_role": "Who speaks in its first paragraph: interviewer, interviewee, other or unknown.",
    "coder": "Who coded it, as called here.",
    "pass_role": "coder: independent work; moderator: the result of moderation.",
    "extent": "How exact it is: exact and shared mark words, paragraph only says which paragraph.",
    "origin": "How it came: imported from a file, manual, or accepted (a suggestion).",
    "day": "The day on which it was stored or made.",
}


def chain(session: Session, told: Content, release: Release) -> DataTable:
    """Return the chain of evidence: a row for each coding of each coder, in all passes."""
    documents = {each.name: each for each in release.documents}
    rows = []
    for each in every_quote(session):
        document, entry = documents[each.document], told.entries["code", each.code]
        state = (
            "no" if not document.has_words else "withheld" if release.withheld.is_in(each.quote) else "yes"
        )
        rows.append(
            {
                "issues": tuple(key for level, key in entry.related if level == "issue"),
                "fixes": tuple(key for level, key in entry.related if level == "fix"),
                "code": each.code,
                "rule": entry.statement,
                "quote": each.quote if state == "yes" else "",
                "released": state,
                "document": document.label,
                "paragraph": each.paragraph + 1,
                "paragraphs": each.paragraphs,
                "speaker_role": each.role or "unknown",
                "coder": release.coders[each.coder],
                "pass_role": each.pass_role,
                "extent": each.extent,
                "origin": each.origin,
                "day": each.created.date().isoformat(),
            }
        )
    about = "A coding: one code on one passage by one coder; spilled codings are left out."
    return DataTable("evidence/chain-of-evidence.csv", about, _COLUMNS, rows)


def documents(session: Session, release: Release) -> DataTable:
    """Return the documents with their passes."""
    labels = {each.name: each for each in release.documents}
    rows = [
        {
            "document": labels[row.document].label,
            "kind": row.kind,
            "paragraphs": row.paragraphs,
            "coders": tuple(release.coders[each.coder] for each in row.passes if each.role == "coder"),
            "moderators": tuple(
                release.coders[each.coder] for each in row.passes if each.role == "moderator"
            ),
            "empty_passes": sum(each.is_empty for each in row.passes),
            "codings": row.codings,
            "words_released": "yes" if labels[row.document].has_words else "no",
        }
        for row in document_rows.documents(session)
    ]
    columns = {
        "document": "What the document is called here.",
        "kind": "interview, article or slides.",
        "paragraphs": "Paragraphs of its text.",
        "coders": "Who coded it independently.",
        "moderators": "Who moderated it.",
        "empty_passes": "Passes without codings: missing data, not “nothing found”.",
        "codings": "Codings of all passes.",
        "words_released": "Whether its words are released.",
    }
    return DataTable("documents.csv", "A document.", columns, rows)


@dataclass(frozen=True, slots=True)
class Transcripts:
    """The released texts by the names of their files, and how many paragraphs are not shown."""

    files: tuple[tuple[str, bytes], ...]
    hidden: int


def transcripts(session: Session, release: Release) -> Transcripts:
    """Return the released texts; a paragraph in which a withheld name stands is not shown."""
    shown = [each for each in release.documents if each.has_words]
    at = addresses(each.label for each in shown)
    hidden, files = 0, []
    for document in shown:
        lines = [document.label, ""]
        for position, text, role in _paragraphs(session, document.id):
            is_hidden = release.withheld.is_in(text)
            hidden += is_hidden
            lines += [f"[{position + 1}] {role or 'unknown'}", f"    {HIDDEN if is_hidden else text}", ""]
        files.append((f"transcripts/{at[document.label]}.txt", "\n".join(lines).encode()))
    return Transcripts(tuple(files), hidden)


def _paragraphs(session: Session, document: int) -> Iterator[tuple[int, str, str | None]]:
    query = (
        select(Paragraph.position, Paragraph.text, Speaker.role)
        .outerjoin(Speaker, col(Speaker.id) == Paragraph.speaker_id)
        .where(Paragraph.document_id == document)
        .order_by(col(Paragraph.position))
    )
    yield from session.exec(query)
