"""One way to recognise who speaks, for every format.

The formats deliver blocks (lines, paragraphs, cells, captions); :func:`explain` finds the line grammar that
explains the whole file best, and :func:`read_turns` gives the words to whom it names, or to nobody where it
is unsure.
"""

from __future__ import annotations

from ingest.dialogue.blocks import Block, without_line_numbers
from ingest.dialogue.doubts import DIALOGUE_QUESTION, labelled_elsewhere, question
from ingest.dialogue.explain import Explanation, explain, explanations
from ingest.dialogue.leads import Lead
from ingest.dialogue.transcript import read_dialogue, speak
from ingest.dialogue.turns import Reading, Turn, read_turns

__all__ = [
    "DIALOGUE_QUESTION",
    "Block",
    "Explanation",
    "Lead",
    "Reading",
    "Turn",
    "explain",
    "explanations",
    "labelled_elsewhere",
    "question",
    "read_dialogue",
    "read_turns",
    "speak",
    "without_line_numbers",
]
