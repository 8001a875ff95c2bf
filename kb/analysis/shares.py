"""Share documents out among people: the work is even, and everybody is paired with everybody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence


def shares(
    documents: Sequence[str], people: Sequence[str], each: int | None = None
) -> list[tuple[str, tuple[str, ...]]]:
    """Return who gets each document: ``each`` of the people, all of them without a number.

    Who has fewest so far is taken first; of these, who has met the others of the document least.

    >>> shares(["1", "2", "3"], ["Ann", "Ben", "Cem"], 2)
    [('1', ('Ann', 'Ben')), ('2', ('Cem', 'Ann')), ('3', ('Ben', 'Cem'))]
    """
    number = len(people) if each is None else min(each, len(people))
    load: Counter[str] = Counter()
    met: Counter[frozenset[str]] = Counter()
    given: list[tuple[str, tuple[str, ...]]] = []
    for document in documents:
        chosen: list[str] = []
        while len(chosen) < number:
            left = [name for name in people if name not in chosen]
            before = {name: sum(met[frozenset((name, other))] for other in chosen) for name in left}
            chosen.append(min(left, key=lambda name: (load[name], before[name])))
        load.update(chosen)
        met.update(frozenset((a, b)) for at, a in enumerate(chosen) for b in chosen[at + 1 :])
        given.append((document, tuple(chosen)))
    return given
