"""Labels alone on their lines have words below them: ``Okay`` under ``Noor`` is what Noor says."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from heapq import heapify, heappop, heappush

from ingest.dialogue.blocks import Block
from ingest.dialogue.leads import Lead, only_time, previous

_HALF = 0.5
_FEWEST_TIMES = 3


def above_times(blocks: Sequence[Block]) -> frozenset[int]:
    """Return the lines right above a line with nothing but a time, where they come back as labels do.

    Slack is copied like this: ``Ida``, below it ``9:14 AM``, and then her message.
    """
    times = [index for index, block in enumerate(blocks) if only_time(block) is not None]
    clocks = set(times)
    above = [index - 1 for index in times if index and index - 1 not in clocks]
    below = [index + 1 for index in times if index + 1 < len(blocks) and index + 1 not in clocks]
    again = _coming_back(above, blocks)
    if len(above) < _FEWEST_TIMES or again < _HALF * len(above) or again <= _coming_back(below, blocks):
        return frozenset()
    return frozenset(above)


def _coming_back(lines: Sequence[int], blocks: Sequence[Block]) -> int:
    """Return how many of the lines are not the only one of their words."""
    counts = Counter(blocks[index].content for index in lines)
    return sum(count for count in counts.values() if count > 1)


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
