"""How far the people who coded the same interviews agree."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt
from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from kb.agreement.bootstrap import drawn, interval, of_sums
from kb.agreement.coefficients import COEFFICIENTS, SUMS, Floats, why_undefined
from kb.agreement.ratings import Panel, Ratings, cells
from kb.agreement.runs import merged
from kb.agreement.segments import Labelled, labelled
from kb.errors import KbError, did_you_mean
from kb.queries import names
from kb.queries.evidence import Filters
from kb.queries.families import families, structural
from kb.queries.marks import Marks, Work, marks
from kb.queries.units import UNITS, Unit, units
from kb.tables import Coding, CodingPass, UnplacedCoding

Ints = npt.NDArray[np.int64]
By = Literal["all", "code", "family", "document", "coders"]
What = Literal["code", "family", "every code", "any code"]
BYS: tuple[By, ...] = ("all", "code", "family", "document", "coders")
_SEGMENTS: dict[str, tuple[By, ...]] = {"cu-alpha": ("family",), "Cu-alpha": ("all", "document", "coders")}
ALL = (*COEFFICIENTS, *_SEGMENTS)
EVERY, ANY, DOMAINS = "every code", "any code", "families told apart"


class NobodyToCompareError(KbError):
    """No document was coded by two people whose passes hold anything."""

    def __init__(self, documents: Sequence[str], *, with_moderator: bool) -> None:
        who = "a coder and a moderator" if with_moderator else "two coders"
        where = f"{', '.join(documents)} was not" if documents else "no interview was"
        super().__init__(f"{where} coded by {who} (empty passes are missing); agreement needs both")


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """One coefficient for one code, family, document, pair of coders, or for all.

    ``what`` says which decisions are meant: about one ``code``, about a ``family`` (any code of it), about
    ``every code`` one by one, or about ``any code``: coded at all or not. ``value`` is missing where the
    coefficient is undefined, and ``why`` then says why; ``low`` and ``high`` are missing where there is no
    interval. ``units`` are decisions; both, first, second, neither are their table, over all pairs of coders;
    ``aside`` are units that were set aside because one coder gave them several labels.
    """

    name: str
    what: What
    coefficient: str
    value: float | None
    low: float | None
    high: float | None
    why: str
    interviews: int
    units: int
    both: int
    first: int
    second: int
    neither: int
    aside: int = 0


@dataclass(frozen=True, slots=True)
class SetAside:
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
    by: By
    interviews: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]
    set_aside: SetAside
    resamples: int
    seed: int


class _Row(NamedTuple):
    """A row to be: its sums by document, and how often each document is in it."""

    name: str
    what: What
    sums: Floats
    documents: Ints


@dataclass(frozen=True, slots=True)
class _Draws:
    """How intervals are to be made: of which documents is up to each row."""

    resamples: int
    seed: int

    def of(self, documents: Ints) -> Floats | None:
        """Draw from the documents that are in a row (1, not 0); None if too few for an interval."""
        there = np.flatnonzero(documents)
        if len(there) < 2 or not self.resamples:  # noqa: PLR2004  one interview does not vary
            return None
        found = np.zeros((self.resamples, len(documents)))
        found[:, there] = drawn(len(there), resamples=self.resamples, seed=self.seed)
        return found


@dataclass(frozen=True, slots=True)
class _Seats:
    """Who sits in which panel: pass by place → panels and the rater's place there; the raters' names."""

    panels: tuple[Panel, ...]
    names: tuple[tuple[str, ...], ...]
    work: Ints
    panel: Ints
    rater: Ints


def agreement(
    session: Session,
    documents: Sequence[str] = (),
    *,
    unit: Unit = "character",
    by: By = "all",
    coefficients: Sequence[str] = (),
    code: str | None = None,
    with_moderator: bool = False,
    structural_codes: bool = False,
    resamples: int = 1000,
    seed: int = 1,
) -> Agreement:
    """Return how far coders agree, over all documents (or those that are named) that two of them coded.

    A decision is whether a coder coded a unit (character, sentence, paragraph, document) with a code. What
    one coder coded twice counts once. A pass without codings is missing data. Codes that nobody used in these
    documents are no decisions, unless ``code`` asks for one. ``with_moderator`` compares every coder with the
    moderator instead of coders with each other. Intervals are percentile intervals of ``resamples`` bootstrap
    samples of whole documents (0 for none).

    Raises:
        UnknownNameError: a document or code is not in the catalog.
        NobodyToCompareError: no document was coded by two people.
        KbError: a unit, grouping or coefficient does not exist, or there are too many raters.
    """
    _check("unit", unit, UNITS)
    _check("grouping", by, BYS)
    for each in coefficients:
        _check("coefficient", each, ALL)
    if code is not None and by == "all":
        by = "code"
    for name, of in _SEGMENTS.items():
        if name in coefficients and by not in of:
            raise KbError(f"{name} is not given by {by}; ask for it by {' or '.join(of)}")
    wanted = tuple(dict.fromkeys(coefficients)) or _usual(by)
    found, texts = _asked(session, documents)
    seats = _seats(found, texts, with_moderator=with_moderator, pairs=by == "coders" or with_moderator)
    if not seats.panels:
        named = [found.texts[place].name for place in texts] if documents else []
        raise NobodyToCompareError(named, with_moderator=with_moderator)
    ratings, codes, set_aside = _ratings(
        session, found, seats, unit, texts, structural_codes=structural_codes
    )
    if code is not None:
        canonical = names.code(session, code).name
        codes = [place for place in codes if found.codes[place] == canonical] or [
            found.codes.index(canonical)
        ]
    family = families(session)
    draws = _Draws(resamples, seed)
    rows = _decisions(found, ratings, seats, codes, family, by)
    answered = [
        *(
            row
            for some in _some_at_a_time(rows)
            for row in _answered(some, [each for each in wanted if each in COEFFICIENTS], draws)
        ),
        *_told_apart(found, ratings, seats, codes, family, by, wanted, draws),
    ]
    order = {
        each: place for place, each in enumerate(dict.fromkeys((row.name, row.what) for row in answered))
    }
    return Agreement(
        tuple(sorted(answered, key=lambda row: (order[row.name, row.what], wanted.index(row.coefficient)))),
        unit,
        by,
        tuple(found.texts[place].name for place in sorted(set(ratings.documents.tolist()))),
        tuple(sorted({pair for each in seats.names for pair in itertools.combinations(each, 2)})),
        set_aside,
        resamples,
        seed,
    )


def _check(noun: str, given: str, known: Sequence[str]) -> None:
    if given not in known:
        raise KbError(f"no {noun} {given!r}; there are {', '.join(known)}{did_you_mean(given, known)}")


def _usual(by: By) -> tuple[str, ...]:
    """The coefficients that are given when none is asked for: all that make sense."""
    return (*COEFFICIENTS, *(name for name, of in _SEGMENTS.items() if by in of))


def _asked(session: Session, documents: Sequence[str]) -> tuple[Marks, list[int]]:
    """The codings, and the places of the documents that are asked about."""
    named = [names.document(session, each).name for each in documents]
    found = marks(session, Filters(document=named[0] if len(named) == 1 else None))
    places = [place for place, text in enumerate(found.texts) if not named or text.name in named]
    return found, places


def _seats(found: Marks, texts: Sequence[int], *, with_moderator: bool, pairs: bool) -> _Seats:
    """Put those together who coded the same document: all of them, or two and two."""
    there: dict[int, list[tuple[int, Work]]] = defaultdict(list)
    for place, work in enumerate(found.works):
        if not work.empty:
            there[work.text].append((place, work))
    panels: list[Panel] = []
    named: list[tuple[str, ...]] = []
    seats: list[tuple[int, int, int]] = []
    for text in texts:
        for group in _groups(found, there[text], with_moderator=with_moderator, pairs=pairs):
            seats += [(work, len(panels), place) for place, (work, _) in enumerate(group)]
            panels.append(Panel(text, len(group), 0))
            named.append(tuple(name for _, name in group))
    columns = np.array(seats, dtype=np.int64).reshape(-1, 3).T
    return _Seats(tuple(panels), tuple(named), *columns)


def _groups(
    found: Marks, works: Sequence[tuple[int, Work]], *, with_moderator: bool, pairs: bool
) -> Iterator[tuple[tuple[int, str], ...]]:
    """Who is compared with whom in one document: places of passes and what the raters are called."""
    coders = sorted(
        ((place, found.coders[work.coder]) for place, work in works if work.role == "coder"),
        key=lambda each: each[1],
    )
    if with_moderator:
        above = [
            (place, f"{found.coders[work.coder]} (moderator)")
            for place, work in works
            if work.role == "moderator"
        ]
        yield from itertools.product(coders, above)
    elif pairs:
        yield from itertools.combinations(coders, 2)
    elif len(coders) > 1:
        yield tuple(coders)


def _ratings(
    session: Session,
    found: Marks,
    seats: _Seats,
    unit: Unit,
    texts: Sequence[int],
    *,
    structural_codes: bool,
) -> tuple[Ratings, list[int], SetAside]:
    """What the raters coded, in units; the codes they used; what was set aside."""
    compared = np.unique(np.array([each.document for each in seats.panels], dtype=np.int64))
    seated = np.isin(found.work, seats.work)
    wordless = found.start >= found.end
    left_out = structural(session) if not structural_codes else set()
    outside = np.array([name in left_out for name in found.codes], dtype=bool)[found.code]
    chosen = seated & ~wordless & ~outside
    of = found.where(chosen)
    measured = units(session, found.texts, unit, compared)
    first, stop = measured.covering(of.text, of.start, of.end)
    # A pass can sit in several panels: each of its codings is there once for every seat.
    seat_of: dict[int, list[int]] = defaultdict(list)
    for place, work in enumerate(seats.work.tolist()):
        seat_of[work].append(place)
    many = np.array([len(seat_of.get(place, ())) for place in range(len(found.works))], dtype=np.int64)
    flat = np.array(
        [seat for place in range(len(found.works)) for seat in seat_of.get(place, ())], dtype=np.int64
    )
    begins = np.cumsum(many) - many
    times = many[of.work]
    row = np.repeat(np.arange(len(of)), times)
    nth = np.arange(len(row)) - np.repeat(np.cumsum(times) - times, times)
    seat = flat[begins[of.work][row] + nth] if len(row) else np.zeros(0, dtype=np.int64)
    panels = tuple(
        Panel(each.document, each.raters, int(measured.many[each.document])) for each in seats.panels
    )
    ratings = Ratings(panels, seats.panel[seat], seats.rater[seat], of.code[row], first[row], stop[row])
    distinct = merged(of.work * len(found.codes) + of.code, of.start, of.end) if len(of) else of
    set_aside = SetAside(
        alone=_alone(found, texts, compared),
        empty=sum(work.empty and work.text in set(texts) for work in found.works),
        spills=_counted(session, found, seats, Coding, col(Coding.extent) == "spill"),
        unplaced=_counted(session, found, seats, UnplacedCoding),
        wordless=int((seated & wordless).sum()),
        structural=int((seated & ~wordless & outside).sum()),
        joined=len(of) - len(distinct),
    )
    return ratings, sorted(set(of.code.tolist())), set_aside


def _alone(found: Marks, texts: Sequence[int], compared: Ints) -> tuple[str, ...]:
    filled = Counter(work.text for work in found.works if not work.empty)
    left = set(texts) - set(compared.tolist())
    return tuple(found.texts[place].name for place in sorted(left) if filled[place])


def _counted(
    session: Session,
    found: Marks,
    seats: _Seats,
    table: type[Coding | UnplacedCoding],
    *given: ColumnElement[bool],
) -> int:
    """How many rows of a table are of passes that are compared."""
    query = select(table.pass_id, func.count()).where(*given).group_by(col(table.pass_id))
    of = dict(session.exec(query.join(CodingPass, col(CodingPass.id) == table.pass_id)).all())
    return sum(of.get(found.works[place].id, 0) for place in set(seats.work.tolist()))


def _decisions(
    found: Marks, ratings: Ratings, seats: _Seats, codes: list[int], family: dict[str, str], by: By
) -> Iterable[_Row]:
    """The rows of the table, each with its sums by document."""
    one_by_one = _targets(found, {place: number for number, place in enumerate(codes)})
    anything = _targets(found, dict.fromkeys(codes, 0))
    document = np.unique(ratings.documents, return_inverse=True)[1]
    if by == "code":
        labels = [found.codes[place] for place in codes]
        return _by_target(ratings, one_by_one, labels, "code", document)
    if by == "family":
        of = {place: family[found.codes[place]] for place in codes if found.codes[place] in family}
        labels = sorted(set(of.values()))
        target = _targets(found, {place: labels.index(name) for place, name in of.items()})
        return _by_target(ratings, target, labels, "family", document)
    group, labels = _panel_groups(found, ratings, seats, by)
    pooled: list[tuple[What, Ints, int]] = [("every code", one_by_one, len(codes)), ("any code", anything, 1)]
    sums = {what: _by_panel(ratings, target, many) for what, target, many in pooled}
    return [
        _Row(name if by in {"document", "coders"} else what, what, *_spread(each, group == number, document))
        for number, name in enumerate(labels)
        for what, each in sums.items()
    ]


def _panel_groups(found: Marks, ratings: Ratings, seats: _Seats, by: By) -> tuple[Ints, list[str]]:
    """Which row each panel belongs to, and what the rows are called."""
    if by == "document":
        places, group = np.unique(ratings.documents, return_inverse=True)
        return group, [found.texts[place].name for place in places]
    if by == "coders":
        labels = sorted({" and ".join(each) for each in seats.names})
        return np.array([labels.index(" and ".join(each)) for each in seats.names], dtype=np.int64), labels
    return np.zeros(len(seats.names), dtype=np.int64), [EVERY]


def _targets(found: Marks, of: dict[int, int]) -> Ints:
    targets = np.full(len(found.codes), -1, dtype=np.int64)
    for place, target in of.items():
        targets[place] = target
    return targets


def _by_panel(ratings: Ratings, target_of: Ints, targets: int) -> Floats:
    """The sums of every panel over all targets."""
    found = cells(ratings, target_of)
    sums = ratings.base * targets
    np.add.at(sums, found.panel, found.sums)
    return sums


def _by_target(
    ratings: Ratings, target_of: Ints, labels: list[str], what: What, document: Ints
) -> Iterator[_Row]:
    """A row for each target, over all panels."""
    found = cells(ratings, target_of)
    many = int(document.max(initial=-1)) + 1
    base = np.zeros((many, len(SUMS)))
    np.add.at(base, document, ratings.base)
    order = np.argsort(found.target, kind="stable")
    edges = np.searchsorted(found.target[order], np.arange(len(labels) + 1))
    for number, name in enumerate(labels):
        mine = order[edges[number] : edges[number + 1]]
        sums = base.copy()
        np.add.at(sums, document[found.panel[mine]], found.sums[mine])
        yield _Row(name, what, sums, np.ones(many, dtype=np.int64))


def _spread(sums: Floats, chosen: npt.NDArray[np.bool_], document: Ints) -> tuple[Floats, Ints]:
    """Sums of some panels by document, and which documents have any."""
    many = int(document.max(initial=-1)) + 1
    found = np.zeros((many, len(SUMS)))
    np.add.at(found, document[chosen], sums[chosen])
    there = np.zeros(many, dtype=np.int64)
    there[document[chosen]] = 1
    return found, there


def _some_at_a_time(rows: Iterable[_Row], most: int = 2_000_000) -> Iterator[list[_Row]]:
    """Yield rows some at a time: memory must not grow with codes times documents."""
    waiting = iter(rows)
    for row in waiting:
        yield [row, *itertools.islice(waiting, most // max(1, row.sums.size))]


def _answered(rows: Sequence[_Row], wanted: Sequence[str], draws: _Draws) -> Iterator[AgreementRow]:
    if not rows or not wanted:
        return
    functions = [COEFFICIENTS[name].of for name in wanted]
    totals = np.stack([row.sums.sum(axis=0) for row in rows])
    values = np.stack([function(totals) for function in functions])
    low, high = _intervals(rows, functions, draws)
    for number, row in enumerate(rows):
        total = totals[number]
        both, first, second = (round(total[SUMS.index(name)]) for name in ("both", "first", "second"))
        pairs = round(total[SUMS.index("pairs")])
        for place, name in enumerate(wanted):
            value = _number(values[place, number])
            yield AgreementRow(
                row.name,
                row.what,
                name,
                value,
                _number(low[place, number]) if value is not None else None,
                _number(high[place, number]) if value is not None else None,
                _sentence(name, total, row.what),
                int(row.documents.sum()),
                round(total[SUMS.index("units")]),
                both,
                first,
                second,
                pairs - both - first - second,
            )


def _intervals(
    rows: Sequence[_Row], functions: list[Callable[[Floats], Floats]], draws: _Draws
) -> tuple[Floats, Floats]:
    """The intervals of all rows; those over the same documents are resampled together."""
    low, high = np.full((2, len(functions), len(rows)), np.nan)
    together: dict[bytes, list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        together[row.documents.tobytes()].append(place)
    for places in together.values():
        resampled = draws.of(rows[places[0]].documents)
        if resampled is not None:
            several = np.stack([rows[place].sums for place in places], axis=1)
            low[:, places], high[:, places] = of_sums(resampled, several, functions)
    return low, high


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _sentence(name: str, total: Floats, what: What) -> str:
    said = why_undefined(name, total)
    return said if what in {"code", "family"} else said.replace(" with it", "")


def _told_apart(
    found: Marks,
    ratings: Ratings,
    seats: _Seats,
    codes: list[int],
    family: dict[str, str],
    by: By,
    wanted: Sequence[str],
    draws: _Draws,
) -> Iterator[AgreementRow]:
    """The alphas for segments: codes of one family, or families, told apart on what both found relevant."""
    of = {place: family[found.codes[place]] for place in codes if found.codes[place] in family}
    labels = sorted(set(of.values()))
    if "cu-alpha" in wanted:
        for label in labels:
            members = [place for place, name in of.items() if name == label]
            target = _targets(found, {place: number for number, place in enumerate(members)})
            yield _segment_row(
                label, "family", "cu-alpha", labelled(ratings, target), ratings, draws, len(members)
            )
    if "Cu-alpha" in wanted:
        target = _targets(found, {place: labels.index(name) for place, name in of.items()})
        coincidences = labelled(ratings, target)
        group, named = _panel_groups(found, ratings, seats, by)
        for number, name in enumerate(named):
            mine = np.flatnonzero(group == number)
            shown = name if by in {"document", "coders"} else DOMAINS
            yield _segment_row(shown, "family", "Cu-alpha", coincidences, ratings, draws, len(labels), mine)


def _segment_row(
    name: str,
    what: What,
    coefficient: str,
    of: Labelled,
    ratings: Ratings,
    draws: _Draws,
    labels: int,
    panels: Ints | None = None,
) -> AgreementRow:
    """One alpha for segments with its interval."""
    chosen = np.zeros(len(ratings.panels))
    chosen[slice(None) if panels is None else panels] = 1
    value = _number(of.alpha(chosen[None])[0])
    places, document = np.unique(ratings.documents, return_inverse=True)
    there = np.zeros(len(places), dtype=np.int64)
    there[document[chosen > 0]] = 1
    low = high = None
    resampled = draws.of(there) if value is not None else None
    if resampled is not None:
        bounds = interval(of.alpha(resampled[:, document] * chosen))
        low, high = _number(float(bounds[0])), _number(float(bounds[1]))
    pairable, aside = round(float(chosen @ of.units)), round(float(chosen @ of.aside))
    return AgreementRow(
        name,
        what,
        coefficient,
        value,
        low,
        high,
        "" if value is not None else _why_apart(coefficient, pairable, labels),
        int(there.sum()),
        pairable,
        *(0, 0, 0, 0),
        aside,
    )


def _why_apart(coefficient: str, pairable: int, labels: int) -> str:
    noun = "codes of the family" if coefficient == "cu-alpha" else "families"
    if labels < 2:  # noqa: PLR2004  there is nothing to tell apart
        return f"{coefficient} is undefined: fewer than two {noun} were used"
    if pairable == 0:
        return f"{coefficient} is undefined: no unit has exactly one of the {noun} from each of two coders"
    return f"{coefficient} is undefined: all coders gave one and the same of the {noun}"
