"""Hand out colours to codes that have none yet, so that neighbours in text and tree differ."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import groupby, permutations
from operator import itemgetter

from sqlmodel import Session, col, select

from kb.codebook.palette import Weights, choose
from kb.db.tables import Code, Coding, Document

_SIBLING = 0.25
"""What a common place in the tree weighs against one paragraph in common."""


def assign_colours(session: Session) -> int:
    """Give every code without a colour the one that its neighbours leave it, and return how many that were.

    What weighs is each coding in the same or the next paragraph as one of another code, and a common parent
    in the tree. The same catalog always comes to the same colours.
    """
    rows = session.exec(select(Code).where(Code.id == Code.canonical_id).order_by(col(Code.name))).all()
    new = [row for row in rows if row.colour is None]
    if not new:
        return 0
    number = {row.id or 0: at for at, row in enumerate(rows)}  # by name: ids differ from catalog to catalog
    given = {number[row.id or 0]: row.colour for row in rows if row.colour is not None}
    chosen = choose([number[row.id or 0] for row in new], _weights(session, rows, number), given)
    for row in new:
        row.colour = chosen[number[row.id or 0]]
        session.add(row)
    session.flush()
    return len(new)


def colour_of_new_code(session: Session, near: tuple[Document, int, int] | None) -> int:
    """Return the colour for a code that is being made for the paragraphs ``near`` of a document."""
    query = select(Code.id, Code.colour).where(Code.id == Code.canonical_id, col(Code.colour).is_not(None))
    given = {code or 0: colour or 0 for code, colour in session.exec(query)}
    beside: Counter[int] = Counter()
    if near is not None:
        document, first, last = near
        codes = (
            select(Code.canonical_id)
            .join(Coding, col(Coding.code_id) == Code.id)
            .where(
                Coding.document_id == document.id,
                col(Coding.first_paragraph) <= last + 1,
                col(Coding.last_paragraph) >= first - 1,
            )
        )
        beside.update(each or 0 for each in session.exec(codes))
    return choose([0], {0: beside}, given)[0]


def neighbours(codings: Iterable[tuple[int, int, int, int]]) -> Weights:
    """Return how often each two codes stand in the same or in the next paragraph.

    A coding is its document, the code, and the positions of its first and last paragraph.
    """
    weights: dict[int, Counter[int]] = defaultdict(Counter)
    for _, of_document in groupby(sorted(codings), key=itemgetter(0)):
        in_paragraph: dict[int, Counter[int]] = defaultdict(Counter)
        for _document, code, first, last in of_document:
            for position in range(first, last + 1):
                in_paragraph[position][code] += 1
        for position, here in sorted(in_paragraph.items()):
            for beside in (here, in_paragraph.get(position + 1, Counter())):
                _weigh(weights, here, beside)
    return weights


def _weigh(weights: dict[int, Counter[int]], here: Counter[int], beside: Counter[int]) -> None:
    for one, times in here.items():
        for other, others in beside.items():
            if one != other:
                weights[one][other] += min(times, others)
                weights[other][one] += min(times, others)


def _weights(session: Session, rows: Iterable[Code], number: dict[int, int]) -> Weights:
    query = (
        select(Coding.document_id, Code.canonical_id, Coding.first_paragraph, Coding.last_paragraph)
        .join(Code, col(Code.id) == Coding.code_id)
        .where(Coding.extent != "spill", col(Code.canonical_id).is_not(None))
    )
    placed = (
        (document, number[code or 0], first, last) for document, code, first, last in session.exec(query)
    )
    weights = {one: dict(others) for one, others in neighbours(placed).items()}
    siblings: dict[tuple[int | None, int | None], list[int]] = defaultdict(list)
    for row in rows:
        if row.parent_id is not None or row.stage_id is not None:
            siblings[row.parent_id, row.stage_id].append(number[row.id or 0])
    for family in siblings.values():
        for one, other in permutations(family, 2):
            beside = weights.setdefault(one, {})
            beside[other] = beside.get(other, 0) + _SIBLING
    return weights
