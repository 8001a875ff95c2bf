"""Coders against coders, and what a moderator made of both: columns in, numbers out, no session anywhere.

:mod:`kb.queries.agreeing` and :mod:`kb.queries.differing` ask the catalog and bring the columns here.
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
