"""What the moderator made of the coders' codings."""

from __future__ import annotations

from sqlmodel import Session

from kb.queries.comparison.moderation import NothingModeratedError, moderation
from kb.report.blocks import Section, Table, nothing
from kb.report.options import ReportOptions

_KINDS = {
    "agreed": "same code, same words",
    "boundaries": "same code, other words",
    "code": "another code",
    "missed": "only one coded it",
}


def section(session: Session, _asked: ReportOptions) -> Section:
    """Return how coders differ, what stands, and whose codings were dropped."""
    try:
        found = moderation(session)
    except NothingModeratedError as error:
        return Section("Moderation", "moderation", nothing(str(error)))
    return Section(
        "Moderation",
        "moderation",
        (
            Table(
                "How two coders differ, and what stands",
                ("Kind", "Pairs", "Both stand", "One stands", "Neither stands", "Not moderated"),
                tuple(
                    (_KINDS[row.kind], row.rows, row.both, row.one, row.neither, row.open)
                    for row in found.kinds()
                ),
                "Each coding answers at most one of the other coder: the same code on overlapping words "
                "first, then the "
                "largest overlap.",
            ),
            Table(
                "What became of each coder's codings",
                ("Coder", "Codings moderated", "Kept", "Other words", "Other code", "Dropped", "Added"),
                tuple(
                    (
                        row.name,
                        row.moderated,
                        row.kept,
                        row.changed,
                        row.recoded,
                        row.dropped,
                        row.added or None,
                    )
                    for row in found.rows("coder")
                ),
                "Added: codings of the moderated pass that answer no coder's.",
            ),
        ),
    )
