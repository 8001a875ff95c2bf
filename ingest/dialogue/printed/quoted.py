"""Labels before words in the brackets of speech, as Japanese magazines print interviews.

::

    聞き手「どうしてこの店を始めましたか。」
    マグダ「叔母のものでした。」

Novels have such lines as well, between lines of their own. So these are labels only where every line is one,
but for a few above the talk, and the same few come back.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Sequence

from ingest.dialogue.blocks import Block
from ingest.dialogue.labels import possible
from ingest.dialogue.leads import Lead

OPENS, CLOSES = "「", "」"
_LINE = re.compile(
    r"\s*(?P<label>[^\W\d_][^\s「」『』、。：:]{0,20})[ \u3000]?"
    r"「(?P<words>[^「」]+(?:「[^「」]*」[^「」]*)*)」\s*"
)
_FEWEST = 4
_AGAIN = 2
_MOST_ABOVE = 4
_MOST_VOICES = 6


def before_brackets(blocks: Sequence[Block]) -> dict[int, Lead]:
    """Return the leads of a file that has nothing but such lines below a title."""
    found: dict[int, Lead] = {}
    for index, block in enumerate(blocks):
        match = _LINE.fullmatch(block.text, block.start) if OPENS in block.text else None
        if match and block.speaker is None:
            found[index] = Lead("sign", sys.intern(match["label"]), match.start("words"), mark=OPENS)
        elif found or index >= _MOST_ABOVE:
            return {}
    counts = Counter(lead.label for lead in found.values())
    few = 1 < len(counts) <= _MOST_VOICES and min(counts.values()) >= _AGAIN
    return found if few and len(found) >= _FEWEST and all(map(possible, counts)) else {}
