"""Which row of a survey is which document that the catalog has of it already.

A column that names the cases says it; where it only numbers them, another survey may have the same numbers,
so that the answers must be alike, too. Without one, a row that says the same is the same case, wherever it
stands by now; of the rest, the row of the same number is, if its answers are still alike.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from ingest.model import SurveyCase


@dataclass(frozen=True, slots=True)
class StoredCase:
    """A case that is in the catalog; of a deleted document there is no ``document_id``."""

    document_id: int | None
    key: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Matches:
    """The rows of a file beside what is stored: the same cases, new ones, and those whose row is gone."""

    same: tuple[tuple[StoredCase, SurveyCase], ...]
    new: tuple[SurveyCase, ...]
    gone: tuple[StoredCase, ...]


def match_cases(
    stored: Iterable[StoredCase],
    cases: Sequence[SurveyCase],
    *,
    named: bool,
    alike: Callable[[StoredCase, SurveyCase], bool],
) -> Matches:
    """Return which row is which stored case.

    Args:
        stored: the cases of this survey in the catalog.
        cases: the rows of the file.
        named: a column names the cases.
        alike: whether a row that has changed still has the answers of a stored case.
    """
    left = {each.key.casefold(): each for each in stored}
    pairs: dict[int, StoredCase] = {}
    if named:
        for number, case in enumerate(cases):
            if found := _of_name(left, case, alike):
                pairs[number] = left.pop(found.key.casefold())
    _pair_equal(left, cases, pairs)
    if not named:
        for number, case in enumerate(cases):
            found = left.get(case.key.casefold()) if number not in pairs else None
            if found is not None and alike(found, case):
                pairs[number] = left.pop(case.key.casefold())
    taken = {each.key.casefold() for each in (*pairs.values(), *left.values())}
    same, new = [], []
    for number, case in enumerate(cases):
        if stored_case := pairs.get(number):
            key = case.key if named and case.key.casefold() not in taken else stored_case.key
            taken.add(key.casefold())
            same.append((stored_case, replace(case, key=key)))
        else:
            new.append(replace(case, key=_free(case.key, taken)))
    return Matches(tuple(same), tuple(new), tuple(left.values()))


def _of_name(
    left: dict[str, StoredCase], case: SurveyCase, alike: Callable[[StoredCase, SurveyCase], bool]
) -> StoredCase | None:
    """Return the stored case that a row is by its name; a bare number proves little."""
    key = case.key.casefold()
    found = left.get(key)
    if not key.isdecimal() or (found is not None and found.sha256 == case.sha256):
        return found
    numbered = (each for name, each in left.items() if name.startswith(f"{key} ("))
    some = [found, *numbered] if found else []
    return next((each for each in some if each.document_id is None or alike(each, case)), None)


def _pair_equal(
    left: dict[str, StoredCase], cases: Sequence[SurveyCase], pairs: dict[int, StoredCase]
) -> None:
    """Pair rows that say what a stored case says: that of the same number first, then in their order."""
    for number, case in enumerate(cases):
        found = left.get(case.key.casefold()) if number not in pairs else None
        if found is not None and found.sha256 == case.sha256:
            pairs[number] = left.pop(case.key.casefold())
    by_row: defaultdict[str, deque[StoredCase]] = defaultdict(deque)
    for each in left.values():
        by_row[each.sha256].append(each)
    for number, case in enumerate(cases):
        if number not in pairs and by_row.get(case.sha256):
            pairs[number] = by_row[case.sha256].popleft()
            left.pop(pairs[number].key.casefold())


def _free(key: str, taken: set[str]) -> str:
    """Return a key that no other case of the file has, and take it."""
    found, number = key, 2
    while found.casefold() in taken:
        found, number = f"{key} ({number})", number + 1
    taken.add(found.casefold())
    return found
