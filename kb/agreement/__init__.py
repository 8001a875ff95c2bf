"""Coders against coders, and what a moderator made of both: columns in, numbers out, no session anywhere.

:mod:`kb.queries.agreeing` asks the catalog and says which module computes what of a coefficient;
:mod:`kb.queries.differing` and :mod:`kb.queries.moderation` bring two passes side by side to
:mod:`kb.agreement.matching`, and the moderated one to :mod:`kb.agreement.moderating`.
"""

from kb.agreement.coefficients import COEFFICIENTS, Coefficient
from kb.agreement.matching import KINDS, Difference, Kind, Mark, joined, matched
from kb.agreement.moderating import Fate, Moderated, moderated

__all__ = [
    "COEFFICIENTS",
    "KINDS",
    "Coefficient",
    "Difference",
    "Fate",
    "Kind",
    "Mark",
    "Moderated",
    "joined",
    "matched",
    "moderated",
]
