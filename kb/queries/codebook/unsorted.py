"""Where the codes that the taxonomy does not place might belong: a proposal, for a person to decide."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from rapidfuzz import fuzz
from sqlmodel import Session, col, select

from kb.codebook.code_names import code_key
from kb.db.tables import Code, Coding
from kb.queries import names
from kb.queries.quotes import quotes

PROPOSED = 3
_SAMPLE = 25
"""So many quotes of a code are searched for the cues of others."""
_NAME, _CUES = 0.6, 0.4
"""What likeness in name weighs against likeness in words."""
_LIKELY = 90
"""A name that is at least so like another (of 100) is taken for a spelling of it."""
_NAMED = 85
"""How alike (of 100) a code is at least whose cue stands in the name itself."""
_LEAST = 0.25


@dataclass(frozen=True, slots=True)
class Proposal:
    """A code of the taxonomy that an unsorted one belongs to or beside.

    ``is_spelling`` says that the names are so alike that it is most likely the same code; ``cues`` are the
    words of that code which people said where the unsorted one was coded.
    """

    code: str
    is_spelling: bool
    cues: tuple[str, ...]
    likeness: float


def proposals(session: Session, name: str) -> tuple[Proposal, ...]:
    """Return the nearest codes of the taxonomy, by name and by the words that were coded."""
    code = names.code(session, name)
    ids = names.spellings(session, [code.id or 0])
    coded = (col(Coding.code_id).in_(ids), col(Coding.extent) != "spill")
    said = [
        each.quote.casefold() for each in islice(quotes.quotes_where(session, coded, limit=_SAMPLE), _SAMPLE)
    ]
    placed = select(Code).where(col(Code.kind).in_(("issue", "fix", "topic")), Code.id == Code.canonical_id)
    found = (_proposal(code.name, said, other) for other in session.exec(placed))
    likely = sorted((each for each in found if each.likeness >= _LEAST), key=_order)
    return tuple(likely[:PROPOSED])


def _order(proposal: Proposal) -> tuple[float, str]:
    return -proposal.likeness, proposal.code.casefold()


def _proposal(name: str, said: list[str], other: Code) -> Proposal:
    mine, theirs = (code_key(each).replace("-", " ") for each in (name, other.name))
    alike = fuzz.token_sort_ratio(mine, theirs)
    near = max(alike, 0.9 * fuzz.token_set_ratio(mine, theirs))
    if _is_heard_in(other.cues, name.casefold().replace("-", " ")):
        near = max(near, _NAMED)
    heard = tuple(cue for cue in other.cues if _is_heard(cue, said))
    share = sum(_is_heard_in(other.cues, each) for each in said) / len(said) if said else 0.0
    return Proposal(other.name, alike >= _LIKELY, heard, round(_NAME * near / 100 + _CUES * share, 3))


def _is_heard(cue: str, said: Iterable[str]) -> bool:
    return any(_is_heard_in([cue], each) for each in said)


def _is_heard_in(cues: Iterable[str], text: str) -> bool:
    """Whether a cue stands at the start of a word."""
    return any(re.search(rf"\b{re.escape(cue.casefold())}", text) for cue in cues)
