"""The codebook: every code that was used, what it means, and how often it was."""

from __future__ import annotations

from sqlmodel import Session

from kb.codebook.definitions import parts
from kb.queries.codebook.codes import codes
from kb.report.blocks import Section, Table, nothing
from kb.report.options import ReportOptions


def section(session: Session, asked: ReportOptions) -> Section:
    """Return the codes with their definitions."""
    rows = sorted(codes(session, asked.filters), key=lambda row: row.code.casefold())
    table = Table(
        "Codes in use",
        ("Code", "Kind", "Definition", "Interviews", "Coders", "Codings"),
        tuple(
            (row.code, row.kind, parts(row.definition)[0], row.interviews, row.coders, row.codings)
            for row in rows
        ),
        f"Counted in {asked.whose}.",
    )
    return Section("Codebook", "codebook", (table,) if rows else nothing("no code was used"))
