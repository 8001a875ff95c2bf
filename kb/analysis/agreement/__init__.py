"""Coders against coders, and what a moderator made of both: columns in, numbers out, no session anywhere.

:mod:`kb.queries.analyses.agreement` asks the catalog and says which module computes what of a coefficient;
:mod:`kb.queries.comparison.differences` and :mod:`kb.queries.comparison.moderation` bring two passes side by
side to :mod:`kb.analysis.agreement.coding_matches`, and the moderated one to
:mod:`kb.analysis.agreement.moderation`.
"""

from kb.analysis.agreement.coding_matches import (
    KINDS,
    Difference,
    DifferenceKind,
    MatchedCoding,
    join_overlapping_codings,
    match_codings,
)
from kb.analysis.agreement.coefficients import COEFFICIENTS, Coefficient, canonical_name
from kb.analysis.agreement.moderation import CodingOutcome, ModerationOutcome, moderation_outcome

__all__ = [
    "COEFFICIENTS",
    "KINDS",
    "CodingOutcome",
    "Coefficient",
    "Difference",
    "DifferenceKind",
    "MatchedCoding",
    "ModerationOutcome",
    "canonical_name",
    "join_overlapping_codings",
    "match_codings",
    "moderation_outcome",
]
