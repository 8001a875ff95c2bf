"""Labels alone on their lines have words below them: ``Okay`` under ``Noor`` is what Noor says."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from heapq import heapify, heappop, heappush

from ingest.dialogue.blocks import Block
from ingest.dialogue.leads import Lead, previous

_HALF = 0.5


def with_words_below(
    core: Collection[str], found: Mapping[int, Lead], blocks: Sequence[Block]
) -> frozenset[str]:
    """Leave out what stands right below another label half of the time, the worst first.

    A label that is left out is words: what stands below it may be a label again, so each is judged anew when
    one goes. Time and memory grow with the number of labels, not with its square.
    """
    alone = {index: lead.key for index, lead in found.items() if lead.alone and lead.key in core}
    total = Counter(alone.values())
    under: dict[str, list[str]] = defaultdict(list)
    """The labels that stand right below each label, one for each time."""
    for index, key in alone.items():
        above = alone.get(previous(index, blocks))
        if above is not None:
            under[above].append(key)
    below = Counter(key for keys in under.values() for key in keys)
    first = {key: place for place, key in enumerate(total)}
    waiting = [(-below[key] / total[key], total[key], first[key], key) for key in total]
    heapify(waiting)
    words: set[str] = set()
    while waiting:
        share, count, place, key = heappop(waiting)
        now = -below[key] / count
        if share != now:  # labels above it have gone since
            heappush(waiting, (now, count, place, key))
            continue
        if below[key] < _HALF * count or below[key] == 0:
            break
        words.add(key)
        below.subtract(under[key])
    return frozenset(core) - words
