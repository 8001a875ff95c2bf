"""What the moderator made of the coders' codings."""

from __future__ import annotations

from sqlmodel import Session

from kb.queries.comparison.moderation import Moderation, NothingModeratedError, moderation
from kb.report.blocks import Section, Table, nothing
from kb.report.options import ReportOptions

_KINDS = {
    "agreed": "same code, same words",
    "boundaries": "same code, other boundaries",
    "code": "other code",
    "missed": "coded by one only",
}


def _no_coder(found: Moderation) -> str:
    if not found.no_coder:
        return ""
    return f" Not counted where no coder's pass has codings: {', '.join(found.no_coder)}."


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
                "Differences between two coders, and decisions",
                ("Kind", "Pairs", "Both kept", "One kept", "None kept", "Not moderated"),
                tuple(
                    (_KINDS[row.kind], row.rows, row.both, row.one, row.neither, row.open)
                    for row in found.kinds()
                ),
                "Each coding is matched with at most one coding of the other coder: first the same code on "
                "overlapping words, then the largest overlap.",
            ),
            Table(
                "Result of moderation for each coder",
                ("Coder", "Codings moderated", "Kept", "Boundaries changed", "Recoded", "Dropped", "Added"),
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
                "Added: codings of the moderated pass without a match in a coder's pass." + _no_coder(found),
            ),
        ),
    )
