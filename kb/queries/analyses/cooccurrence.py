"""What occurs together in a catalog, and what follows what (:mod:`kb.analysis.cooccurrence`)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from sqlmodel import Session, select

from kb.analysis.coding_table import Marks, Truths
from kb.analysis.cooccurrence import Cooccurrence, Definition, Ground, Level, Things, cooccurrence
from kb.analysis.cooccurrence.sequences import Following, following
from kb.analysis.cooccurrence.units import whole_ground
from kb.db.tables import Coding, Paragraph
from kb.queries import conditions
from kb.queries.analyses.coding_table import marks
from kb.queries.analyses.network_nodes import groups
from kb.queries.filters import Filters


@dataclass(frozen=True, slots=True, eq=False)
class Basis:
    """What a network is counted from: codings, what they are counted as, and what against."""

    marks: Marks
    things: Things
    ground: Ground


def together(
    session: Session,
    filters: Filters | None = None,
    *,
    level: Level = "issue",
    definition: Definition | None = None,
) -> Cooccurrence:
    """Return every pair that occurs together, counted and measured.

    ``document``, ``coder``, ``pass_role``, ``attribute``, ``speaker_role``, ``text`` and ``spill`` of the
    filters choose the codings, and the passes and paragraphs they are counted against; ``stage`` and
    ``aspect`` limit what pairs are made of, and ``issue``, ``fix`` and ``code`` (a plain name) what one of
    each pair is (:func:`kb.queries.analyses.network_nodes.groups`). Empty passes are missing data and count
    for nothing.

    Raises:
        KbError: a filter names something that the catalog does not hold.
    """
    based = basis(session, filters, level=level)
    return cooccurrence(based.marks, based.things, definition, based.ground)


def follows(
    session: Session,
    filters: Filters | None = None,
    *,
    level: Level = "issue",
    within: int = 1,
    across_coders: bool = False,
) -> Following:
    """Return how often one thing follows another within so many paragraphs; filters as in :func:`together`.

    Raises:
        KbError: a filter names something that the catalog does not hold, or ``within`` is less than 1.
    """
    based = basis(session, filters, level=level)
    return following(
        based.marks, based.things, within=within, across_coders=across_coders, ground=based.ground
    )


def basis(session: Session, filters: Filters | None = None, *, level: Level = "issue") -> Basis:
    """Return what a network of a level is counted from; see :func:`together`."""
    filters = filters or Filters()
    found = marks(session, replace(filters, code=None, issue=None, fix=None, stage=None, aspect=None))
    return Basis(found, groups(session, level, found.codes, filters), _ground(session, found, filters))


def _ground(session: Session, found: Marks, filters: Filters) -> Ground:
    """The passes that the filters mean and that are not empty, and the paragraphs."""
    whole = whole_ground(found)
    passes = Filters(
        document=filters.document,
        coder=filters.coder,
        pass_role=filters.pass_role,
        attribute=filters.attribute,
    )
    works = whole.works
    if passes != Filters():
        given = conditions.conditions(session, replace(passes, spill=True))
        ids = set(session.exec(select(Coding.pass_id).where(*given).distinct()))
        works = np.array([at for at in works.tolist() if found.works[at].id in ids], dtype=np.int64)
    return Ground(works, _paragraphs(session, found, filters))


def _paragraphs(session: Session, found: Marks, filters: Filters) -> Truths | None:
    """Which paragraphs are meant, those of all documents one after the other; None: all."""
    given = conditions.paragraphs(session, filters)
    if not given:
        return None
    sizes = [text.paragraphs for text in found.texts]
    begins = dict(zip((text.id for text in found.texts), np.cumsum([0, *sizes]).tolist(), strict=False))
    meant = np.zeros(sum(sizes), dtype=np.bool_)
    query = select(Paragraph.document_id, Paragraph.position).where(*given)
    meant[[begins[document] + position for document, position in session.exec(query)]] = True
    return meant
