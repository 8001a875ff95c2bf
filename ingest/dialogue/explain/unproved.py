"""Labels in places that are not read, because prose and lists fill them as well: they are asked about.

::

    MARTHA. You're late.            So tell me about it. - Int.        Turn 3 — Interviewer
    A) You're late.                 *B* So tell me.                    #1 00:07 And then?

A few beginnings with a sign of any kind that come back throughout the file are such labels, too.

Somebody who codes such a file should know that its speakers were not read.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from ingest.dialogue.blocks import Block
from ingest.dialogue.explain.lists import is_a_list
from ingest.dialogue.labels import is_field, possible
from ingest.dialogue.times import stamp_at
from ingest.digits import number_of

_PLACES = (
    re.compile(
        r"(?P<label>(?:[^\W\d_a-zß-ÿ][a-zß-ÿ]{1,13}\.? )?"
        r"[^\W\d_a-zß-ÿ][^\W\d_a-zß-ÿ '’.-]{1,28}[^\W\d_a-zß-ÿ])\.[ \t]+\S"
    ),
    re.compile(r".*[.!?…\"”»)][ \t]*[-\u2013\u2014~][ \t]*(?P<label>[^\W\d_][^?!,;:()\u2013\u2014]{0,30})"),
    re.compile(r"(?P<label>[^\W\d_a-zß-ÿ]{2,4})[ \t]+[^\W\d_A-ZÀ-Þ].{3,}"),
    re.compile(r"[^\W\d_]{2,12} \d{1,3}[ \t]*[-\u2013\u2014:.|][ \t]*(?P<label>[^\W\d_][^?!,;:]{0,40})"),
)
"""In capitals before a full stop (``Mr. HART. Yes.``), behind a sentence and a dash, capitals before small
letters, alone behind a number that counts."""

_FEWEST = 4
_AGAIN = 2
_SHARE = 0.3
_ALTERNATE = 0.5


_SIGNS = re.compile(r"[^\w\s]+")
_NO_SIGN = frozenset(",?!…'’\"”»“")
"""What stands behind words of a sentence rather than behind a label."""
_MOST_WORDS = 4
_SHARE_BEGUN = 0.4
_COUNTED = 0.6


def in_capitals(blocks: Sequence[tuple[int, Block]]) -> dict[int, str]:
    """Return the numbers of blocks that begin with a label in capitals and a full stop which comes back."""
    found = {number: match["label"] for number, block in blocks if (match := _PLACES[0].match(block.content))}
    counts = Counter(found.values())
    return {
        number: label
        for number, label in found.items()
        if counts[label] >= _AGAIN and possible(label, shortened=True) and not is_field(label)
    }


def unproved_labels(blocks: Sequence[Block]) -> list[str]:
    """Return what comes back in one of these places, fills a good part of the file and takes turns."""
    for number, place in enumerate(_PLACES):
        found = [
            place.match(block.content) if number == 0 else place.fullmatch(block.content) for block in blocks
        ]
        labels = [match["label"].strip() for match in found if match]
        counts = Counter(labels)
        again = [
            label
            for label in labels
            if counts[label] >= _AGAIN and possible(label, shortened=True) and not is_field(label)
        ]
        taken = sum(a != b for a, b in pairwise(again))
        enough = len(again) >= max(_FEWEST, _SHARE * len(blocks)) and len(set(again)) > 1
        if enough and taken >= _ALTERNATE * (len(again) - 1):
            return list(dict.fromkeys(again))
    return _beginnings(blocks)


def _beginnings(blocks: Sequence[Block]) -> list[str]:
    """Return the first words up to a sign, of any kind, where a few of them come back all over the file."""
    found = [label for block in blocks if (label := _beginning(block.content))]
    counts = Counter(found)
    again = [label for label in found if counts[label] >= _AGAIN]
    few = (
        len(again) >= max(_FEWEST, _SHARE_BEGUN * len(blocks)) and 1 < len(set(again)) <= len(again) / _AGAIN
    )
    taken = sum(a != b for a, b in pairwise(again))
    if not few or taken < _ALTERNATE * (len(again) - 1) or is_a_list(again):
        return []
    numbers = [number_of(label.strip("#.():[]- ")) for label in again if label.strip("#.():[]- ").isdecimal()]
    counted = sum(after - before == 1 for before, after in pairwise(numbers))
    return [] if counted > _COUNTED * len(again) else list(dict.fromkeys(again))


def _beginning(line: str) -> str | None:
    """Return the words before the first sign of a line, with it; a time among them is none of them."""
    words: list[str] = []
    for word in line.split(None, _MOST_WORDS + 2)[: _MOST_WORDS + 2]:
        if stamp_at(word.strip("[]()#:.;,"), 0) is not None:
            if words:
                return " ".join(words)
            continue
        signed = _SIGNS.fullmatch(word) is not None
        words.append(word)
        bare = " ".join(words).strip("*#@<>[](){}|=;:.-\u2013\u2014/ ")
        begins = len(words) == 1 and word[0] in "#@*<[" and len(word) > 1
        if word[-1] == "," and not signed:  # ``Holt, R.: words``
            continue
        if (signed or begins or not word[-1].isalnum()) and word[-1] not in _NO_SIGN and bare:
            fits = bare.isdecimal() or (possible(bare, shortened=True) and not is_field(bare))
            return " ".join(words) if fits and len(words) <= _MOST_WORDS + signed else None
        if word[-1] in _NO_SIGN:
            return None
    return None
