"""What the study is based on: the interviews, who coded them, and what is missing."""

from __future__ import annotations

from sqlmodel import Session

from kb.formatting import counted
from kb.queries.documents import documents, outline
from kb.queries.documents.documents import PassRow
from kb.report.blocks import Section, Table, joined, text
from kb.report.options import ReportOptions


def section(session: Session, _asked: ReportOptions) -> Section:
    """Return the documents with their passes."""
    rows, held = documents.documents(session), documents.totals(session)
    kinds = {"interview": "interview", "article": "article", "slides": "slide deck"}
    numbers = {noun: sum(row.kind == kind for row in rows) for kind, noun in kinds.items()}
    parts = [counted(number, noun) for noun, number in numbers.items() if number]
    table = Table(
        "Documents and coding passes",
        ("Document", "Case", "Paragraphs", "Coders (codings)", "Moderator (codings)"),
        tuple(
            (
                row.document,
                outline.case_name(session, row.document),
                row.paragraphs,
                _passes(row.passes, "coder"),
                _passes(row.passes, "moderator"),
            )
            for row in rows
        ),
        "Spilled codings are not counted: codings that only spill over into a paragraph. An empty pass is "
        "missing data, not “nothing found”.",
    )
    return Section(
        "Data",
        "data",
        (
            text(
                f"The catalog holds {joined(parts) if parts else 'no documents'} with {held.paragraphs} "
                f"paragraphs, read from {held.files} files. {held.coders} people made {held.passes} passes, "
                f"{held.empty_passes} of them empty, with {held.codings} codings, plus "
                f"{held.spills} spilled and {held.unplaced} unplaced codings."
            ),
            table,
        ),
    )


def _passes(passes: tuple[PassRow, ...], role: str) -> str:
    return ", ".join(
        f"{each.coder} ({'empty' if each.is_empty else each.codings})" for each in passes if each.role == role
    )
