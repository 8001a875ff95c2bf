"""In whose words coders agree and differ: the passages that coders of the same interviews gave each code."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from itertools import islice

import numpy as np
from sqlmodel import Session

from kb.queries.analyses.coding_table import coding_table
from kb.queries.filtering.filters import Filters
from kb.queries.quotes.quotes import Quote, quotes_of_codings


@dataclass(frozen=True, slots=True)
class CodeQuotes:
    """The first passages of a code in the order of the text, and how many there are in all.

    A passage is a coding, or several where coders have the code on the very same words.
    """

    passages: tuple[tuple[Quote, ...], ...]
    total: int


def agreement_quotes(
    session: Session, documents: Collection[str], codes: Collection[str], *, limit: int | None = None
) -> dict[str, CodeQuotes]:
    """Return what coders, not moderators, coded in some documents with some codes (all by name).

    ``limit`` is for the passages of one code. Spills and codings without words are left out, as they are
    from agreement.
    """
    found = coding_table(session, Filters(pass_role="coder"))  # noqa: S106  no password
    here = np.array([text.name in documents for text in found.documents], dtype=np.bool_)[found.document]
    asked = np.array([name in codes for name in found.codes], dtype=np.bool_)[found.code]
    of = found.where(here & asked & (found.start < found.end))
    places: dict[int, dict[tuple[int, int, int], list[int]]] = defaultdict(lambda: defaultdict(list))
    for code, coding, *place in zip(
        *(column.tolist() for column in (of.code, of.coding, of.document, of.start, of.end)), strict=True
    ):
        places[code][tuple(place)].append(coding)
    shown = {code: list(islice(each.values(), limit)) for code, each in places.items()}
    words = quotes_of_codings(session, [id_ for each in shown.values() for ids in each for id_ in ids])
    return {
        found.codes[code]: CodeQuotes(
            tuple(tuple(words[id_] for id_ in ids) for ids in shown[code]), len(places[code])
        )
        for code in sorted(places)
    }
