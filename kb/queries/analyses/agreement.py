"""How far the people who coded the same interviews agree.

This module asks the catalog and brings columns; :mod:`kb.analysis.agreement` computes, a module a step:

* :mod:`kb.analysis.agreement.rater_panels` — who is compared with whom, and what each coded, in units;
* :mod:`kb.analysis.agreement.rated_data` — the same with the names of codes, families, documents and raters;
* :mod:`kb.analysis.agreement.decisions` — the tables of each row: by code, family, document, pair of coders,
  or all;
* :mod:`kb.analysis.agreement.coefficients` — one function a coefficient;
* :mod:`kb.analysis.agreement.results` — the rows: values, intervals (:mod:`kb.analysis.agreement.bootstrap`),
  reasons;
* :mod:`kb.analysis.agreement.pair_means` — the same as means over pairs of coders and interviews;
* :mod:`kb.analysis.agreement.segment_results` — the rows of cu-alpha and Cu-alpha.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from kb.analysis.agreement.coded_runs import merged
from kb.analysis.agreement.coefficients import COEFFICIENTS, canonical_name
from kb.analysis.agreement.decisions import ANY, EVERY, decisions
from kb.analysis.agreement.pair_means import pair_mean_rows
from kb.analysis.agreement.rated_data import BYS, AgreementGrouping, RatedData
from kb.analysis.agreement.rater_panels import RaterPanels, rater_panels
from kb.analysis.agreement.results import AgreementRow, Draws, agreement_rows
from kb.analysis.agreement.segment_results import GIVEN, segment_alpha_rows
from kb.analysis.coding_table import CodingTable
from kb.analysis.partitions import WHOLE, Partitions
from kb.db.tables import Coding, CodingPass, UnplacedCoding
from kb.errors import KbError, did_you_mean
from kb.queries import names
from kb.queries.analyses.coding_table import coding_table
from kb.queries.analyses.units_of_analysis import UNITS, Unit, units
from kb.queries.codebook.families import families, structural
from kb.queries.filtering.filters import Filters

Averaging = Literal["pooled", "pairs"]
AVERAGINGS: tuple[Averaging, ...] = get_args(Averaging)
"""Tables of all pairs added up, or the mean of the coefficient over pairs of coders and interviews."""

__all__ = [
    "ANY",
    "EVERY",
    "Agreement",
    "AgreementGrouping",
    "AgreementRow",
    "Averaging",
    "ExcludedDocument",
    "NobodyToCompareError",
    "agreement",
]


class NobodyToCompareError(KbError):
    """No document was coded by two people whose passes hold anything."""

    def __init__(self, documents: Sequence[str], *, with_moderator: bool, with_machine: bool = False) -> None:
        who = "a coder and a moderator" if with_moderator else "two coders"
        if with_machine:
            who = f"a {'moderator' if with_moderator else 'coder'} and a machine"
        where = f"{', '.join(documents)} was not" if documents else "no interview was"
        super().__init__(f"{where} coded by {who} (empty passes do not count)")


@dataclass(frozen=True, slots=True)
class ExcludedDocument:
    """What was not compared.

    ``alone``: documents that hold codings, but not of two to compare; ``empty``: passes without anything,
    which are missing data; ``spills`` and ``unplaced`` codings, ``wordless`` ones, those of ``structural``
    codes; ``joined``: codings that were one with another, for the same coder has the same code on overlapping
    words.
    """

    alone: tuple[str, ...]
    empty: int
    spills: int
    unplaced: int
    wordless: int
    structural: int
    joined: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """The answer with what was asked: rows, who was compared in which documents, what was set aside."""

    rows: tuple[AgreementRow, ...]
    unit: Unit
    by: AgreementGrouping
    interviews: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]
    set_aside: ExcludedDocument
    resamples: int
    seed: int
    averaging: Averaging


def agreement(
    session: Session,
    documents: Sequence[str] = (),
    *,
    unit: Unit = "character",
    by: AgreementGrouping = "all",
    coefficients: Sequence[str] = (),
    code: str | None = None,
    with_moderator: bool = False,
    with_machine: bool = False,
    structural_codes: bool = False,
    averaging: Averaging = "pooled",
    resamples: int = 1000,
    seed: int = 1,
    partitions: Partitions = WHOLE,
) -> Agreement:
    """Return how far coders agree, over all documents (or those that are named) that two of them coded.

    A decision is whether a coder coded a unit (character, sentence, paragraph, document) with a code. What
    one coder coded twice counts once. A pass without codings is missing data. Codes that nobody used in these
    documents are no decisions, unless ``code`` asks for one. ``with_moderator`` compares every coder with the
    moderator instead of coders with each other, ``with_machine`` with each machine (both: the moderator with
    each machine); the session has to be one that sees machines. ``averaging`` adds the tables of all pairs up
    (``pooled``), or takes the mean of each coefficient over the pairs of coders of each interview
    (``pairs``). Intervals are percentile intervals of ``resamples`` bootstrap samples of whole documents (0
    for none). ``partitions`` says where sentences are found and tables counted.

    Raises:
        UnknownNameError: a document or code is not in the catalog.
        NobodyToCompareError: no document was coded by two people.
        KbError: a unit, grouping or coefficient does not exist, or there are too many raters.
    """
    if code is not None and by == "all":
        by = "code"
    _check("averaging", averaging, AVERAGINGS)
    wanted = _wanted(unit, by, coefficients, averaging)
    found, texts = _asked(session, documents)
    seated = rater_panels(
        found,
        texts,
        with_moderator=with_moderator,
        with_machine=with_machine,
        in_pairs=by == "coders" or with_moderator or with_machine or averaging == "pairs",
    )
    if not seated.documents:
        named = [found.documents[place].name for place in texts] if documents else []
        raise NobodyToCompareError(named, with_moderator=with_moderator, with_machine=with_machine)
    asked_code = None if code is None else names.code(session, code).name
    left_out = set() if structural_codes else structural(session) - {asked_code}
    compared, set_aside = _compared(session, found, seated, texts, left_out)
    wanted_texts = np.unique(np.array(seated.documents, dtype=np.int64))
    every_unit = units(session, found.documents, unit, wanted_texts, partitions)
    rated = RatedData(
        seated.ratings(compared, every_unit),
        found.codes,
        sorted(set(compared.code.tolist())) if asked_code is None else [found.codes.index(asked_code)],
        families(session),
        [each.name for each in found.documents],
        seated.raters,
        pair_by_pair=averaging == "pairs",
        partitions=partitions,
    )
    return Agreement(
        _rows(rated, by, wanted, Draws(resamples, seed)),
        unit,
        by,
        rated.compared,
        seated.pairs,
        set_aside,
        resamples,
        seed,
        averaging,
    )


def _wanted(
    unit: Unit, by: AgreementGrouping, coefficients: Sequence[str], averaging: Averaging
) -> tuple[str, ...]:
    """The coefficients to give: those that are asked for, or all that make sense."""
    _check("unit", unit, UNITS)
    _check("grouping", by, BYS)
    wanted = tuple(dict.fromkeys(map(canonical_name, coefficients)))
    for each in wanted:
        _check("coefficient", each, (*COEFFICIENTS, *GIVEN))
        if by not in GIVEN.get(each, BYS):
            raise KbError(f"{each} is not given by {by}; ask for it by {' or '.join(GIVEN[each])}")
        if each in GIVEN and averaging == "pairs":
            raise KbError(f"{each} is not averaged over pairs; use --averaging pooled")
    segments = (name for name, of in GIVEN.items() if by in of and averaging == "pooled")
    usual = (*COEFFICIENTS, *segments)
    return wanted or usual


def _check(noun: str, given: str, known: Sequence[str]) -> None:
    if given not in known:
        raise KbError(f"no {noun} {given!r}; there are {', '.join(known)}{did_you_mean(given, known)}")


def _asked(session: Session, documents: Sequence[str]) -> tuple[CodingTable, list[int]]:
    """The codings, and the places of the documents that are asked about."""
    named = [names.document(session, each).name for each in documents]
    found = coding_table(session, Filters(document=named[0] if len(named) == 1 else None))
    places = [place for place, text in enumerate(found.documents) if not named or text.name in named]
    return found, places


def _compared(
    session: Session, found: CodingTable, seated: RaterPanels, texts: Sequence[int], left_out: set[str]
) -> tuple[CodingTable, ExcludedDocument]:
    """The codings that are compared, and what was set aside; ``left_out`` are names of codes."""
    here = np.isin(found.coding_pass, seated.coding_pass)
    wordless = found.start >= found.end
    outside = np.array([name in left_out for name in found.codes], dtype=bool)[found.code]
    of = found.where(here & ~wordless & ~outside)
    # One coder's codings of one code that share words are one; those that only touch are two.
    distinct = merged(of.coding_pass * len(found.codes) + of.code, of.start, of.end, touching=False)
    filled = Counter(work.document for work in found.coding_passes if not work.empty)
    alone = set(texts) - set(seated.documents)
    return of, ExcludedDocument(
        alone=tuple(found.documents[place].name for place in sorted(alone) if filled[place]),
        empty=sum(work.empty and work.document in set(texts) for work in found.coding_passes),
        spills=_counted(session, found, seated, Coding, col(Coding.extent) == "spill"),
        unplaced=_counted(session, found, seated, UnplacedCoding),
        wordless=int((here & wordless).sum()),
        structural=int((here & ~wordless & outside).sum()),
        joined=len(of) - len(distinct),
    )


def _counted(
    session: Session,
    found: CodingTable,
    seated: RaterPanels,
    table: type[Coding | UnplacedCoding],
    *given: ColumnElement[bool],
) -> int:
    """How many rows of a table are of passes that are compared."""
    query = select(table.pass_id, func.count()).where(*given).group_by(col(table.pass_id))
    of = dict(session.exec(query.join(CodingPass, col(CodingPass.id) == table.pass_id)).all())
    return sum(of.get(found.coding_passes[place].id, 0) for place in set(seated.coding_pass.tolist()))


def _decided(
    rated: RatedData, by: AgreementGrouping, wanted: Sequence[str], draws: Draws
) -> Iterator[AgreementRow]:
    """The coefficients of decisions, pooled or as means over pairs."""
    rows = decisions(rated, by)
    if rated.pair_by_pair:
        return pair_mean_rows(rows, wanted, draws)
    return agreement_rows(rows, wanted, draws)


def _rows(
    rated: RatedData, by: AgreementGrouping, wanted: Sequence[str], draws: Draws
) -> tuple[AgreementRow, ...]:
    """The rows of an answer: by name, and for each name the coefficients as they are wanted."""
    of_decisions = [each for each in wanted if each in COEFFICIENTS]
    found = list(_decided(rated, by, of_decisions, draws)) if of_decisions else []
    for name in GIVEN:
        if name in wanted:
            found += segment_alpha_rows(rated, by, name, draws)
    order: dict[tuple[str, str], int] = {}
    for row in found:
        order.setdefault((row.name, row.what), len(order))
    return tuple(sorted(found, key=lambda row: (order[row.name, row.what], wanted.index(row.coefficient))))
