"""What occurs together in a catalog, and what follows what (:mod:`kb.analysis.cooccurrence`)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from sqlmodel import Session, select

from kb.analysis.coding_table import CodingTable, Truths
from kb.analysis.cooccurrence import Cooccurrence, CountedUnits, Definition, Level, NodeSet, cooccurrence
from kb.analysis.cooccurrence.sequences import Transitions, transitions
from kb.analysis.cooccurrence.units import all_units
from kb.analysis.partitions import WHOLE, Partitions
from kb.db.tables import Paragraph
from kb.queries.analyses.coding_table import coding_table as marks
from kb.queries.analyses.network_nodes import nodes
from kb.queries.counting.coded_passes import coded_passes
from kb.queries.filtering import conditions
from kb.queries.filtering.filters import Filters


@dataclass(frozen=True, slots=True, eq=False)
class NetworkInput:
    """What a network is counted from: codings, what they are counted as, and what against."""

    marks: CodingTable
    things: NodeSet
    ground: CountedUnits


def pairs(
    session: Session,
    filters: Filters | None = None,
    *,
    level: Level = "issue",
    definition: Definition | None = None,
    partitions: Partitions = WHOLE,
) -> Cooccurrence:
    """Return every pair that occurs together, counted and measured.

    ``document``, ``coder``, ``pass_role``, ``attribute``, ``speaker_role``, ``text`` and ``spill`` of the
    filters choose the codings, and the passes and paragraphs they are counted against; ``stage`` and
    ``aspect`` limit what pairs are made of, and ``issue``, ``fix`` and ``code`` (a plain name) what one of
    each pair is (:func:`kb.queries.analyses.network_nodes.nodes`). Empty passes are missing data and count
    for nothing. ``partitions`` says where it is counted.

    Raises:
        KbError: a filter names something that the catalog does not hold.
    """
    based = network_input(session, filters, level=level)
    return cooccurrence(based.marks, based.things, definition, based.ground, partitions)


def sequences(
    session: Session,
    filters: Filters | None = None,
    *,
    level: Level = "issue",
    within: int = 1,
    across_coders: bool = False,
) -> Transitions:
    """Return how often one thing follows another within so many paragraphs; filters as in :func:`pairs`.

    Raises:
        KbError: a filter names something that the catalog does not hold, or ``within`` is less than 1.
    """
    based = network_input(session, filters, level=level)
    return transitions(
        based.marks, based.things, within=within, across_coders=across_coders, ground=based.ground
    )


def network_input(
    session: Session, filters: Filters | None = None, *, level: Level = "issue"
) -> NetworkInput:
    """Return what a network of a level is counted from; see :func:`pairs`."""
    filters = filters or Filters()
    found = marks(session, replace(filters, code=None, issue=None, fix=None, stage=None, aspect=None))
    return NetworkInput(found, nodes(session, level, found.codes, filters), _ground(session, found, filters))


def _ground(session: Session, found: CodingTable, filters: Filters) -> CountedUnits:
    """The passes that the filters mean and that are not empty, and the paragraphs."""
    ids = {each.id for each in coded_passes(session, filters)}
    coding_passes = [
        at for at in all_units(found).coding_passes.tolist() if found.coding_passes[at].id in ids
    ]
    return CountedUnits(np.array(coding_passes, dtype=np.int64), _paragraphs(session, found, filters))


def _paragraphs(session: Session, found: CodingTable, filters: Filters) -> Truths | None:
    """Which paragraphs are meant, those of all documents one after the other; None: all."""
    given = conditions.paragraphs(session, filters)
    if not given:
        return None
    sizes = [text.paragraphs for text in found.documents]
    begins = dict(zip((text.id for text in found.documents), np.cumsum([0, *sizes]).tolist(), strict=False))
    meant = np.zeros(sum(sizes), dtype=np.bool_)
    query = select(Paragraph.document_id, Paragraph.position).where(*given)
    meant[[begins[document] + position for document, position in session.exec(query)]] = True
    return meant
