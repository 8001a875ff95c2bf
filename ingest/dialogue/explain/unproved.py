"""Labels in places that are not read, because prose and lists fill them as well: they are asked about.

::

    MARTHA. You're late.            So tell me about it. - Int.        Turn 3 — Interviewer

Somebody who codes such a file should know that its speakers were not read.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from ingest.dialogue.blocks import Block
from ingest.dialogue.labels import is_field, possible

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
    return []
