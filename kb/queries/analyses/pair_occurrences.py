"""In whose words two things are together: the places behind one number of the network, page by page."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session

from kb.analysis.cooccurrence import Definition, Level
from kb.analysis.cooccurrence.occurrences import occurrences_of_pair as places
from kb.queries.analyses.cooccurrence import NetworkInput, network_input
from kb.queries.analyses.network_nodes import find_node
from kb.queries.filtering.filters import Filters
from kb.queries.quotes import quotes
from kb.queries.quotes.quotes import Quote


@dataclass(frozen=True, slots=True)
class PairOccurrence:
    """One place with both: its paragraphs, and the words of either; a coding that carries both is in both.

    ``first`` and ``last`` are positions of paragraphs, both included.
    """

    document: str
    first: int
    last: int
    a: tuple[Quote, ...]
    b: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class PairOccurrencePage:
    """Some places, how many there are in all, and how many documents they are in.

    ``a`` and ``b`` are the titles of the two; ``total`` is the pair's count.
    """

    a: str
    b: str
    places: tuple[PairOccurrence, ...]
    total: int
    interviews: int


def pair_occurrences(
    session: Session,
    a: str,
    b: str,
    filters: Filters | None = None,
    *,
    level: Level = "issue",
    definition: Definition | None = None,
    limit: int | None = 20,
    skip: int = 0,
    based: NetworkInput | None = None,
) -> PairOccurrencePage:
    """Return the places where two things are together, in the order of the text.

    ``a`` and ``b`` are keys or titles of the level. Filters and definition are those of
    :func:`kb.queries.analyses.cooccurrence.pairs`, and so is the total. ``based`` is what
    :func:`kb.queries.analyses.cooccurrence.network_input` gives for them, where it is there already.

    Raises:
        KbError: a name is not known.
    """
    based = based or network_input(session, filters, level=level)
    one, other = find_node(based.things, a), find_node(based.things, b)
    found = places(based.marks, based.things, definition or Definition(), one, other, based.ground)
    shown = found[skip:] if limit is None else found[skip : skip + limit]
    ids = {each for place in shown for each in (*place.a, *place.b)}
    words = quotes.quotes_of_codings(session, sorted(ids))
    return PairOccurrencePage(
        based.things.things[one].title,
        based.things.things[other].title,
        tuple(
            PairOccurrence(
                based.marks.documents[place.text].name,
                place.first,
                place.last,
                tuple(words[each] for each in place.a),
                tuple(words[each] for each in place.b),
            )
            for place in shown
        ),
        len(found),
        len({place.text for place in found}),
    )
