"""Labels of another form than most, as in court: questions and answers have letters, all others a name.

::

    Q. Was anybody with you?
    A. My brother.
    MR. LOWE: Objection.

In capitals before a colon they are labels there. In every other file they are told, and their words are
nobody's, as are those behind question marks in the place of a label.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ingest.dialogue.blocks import Block
from ingest.dialogue.labels import is_fact, is_role
from ingest.dialogue.leads import Grammar, Lead

_LETTERS = 2
_WHO = re.compile(r"[\[(]?(?P<label>[?\uff1f]{1,3})[\])]?[ \t]*[:\uff1a][ \t]*\S")


def other_labels(
    grammar: Grammar, chosen: Mapping[int, Lead], before_colons: Mapping[int, Lead], head: int
) -> dict[int, Lead]:
    """Return labels before a colon, in capitals or of a known role, where all others have another form.

    ``before_colons`` are all that may be labels before a colon.
    """
    if grammar in {"colon", "bracket", "bold", "timed", "heading"}:
        return {}
    alone = {index + 1 for index, lead in chosen.items() if lead.alone}
    return {
        index: lead
        for index, lead in before_colons.items()
        if index >= head and index not in chosen and index not in alone
        if not lead.alone and _is_like_a_label(lead.label)
    }


def question_marks(blocks: Sequence[Block], head: int) -> dict[int, str]:
    """Return where question marks stand in the place of a label: ``??: With the windows shut?``."""
    found = ((index, _WHO.match(blocks[index].content)) for index in range(head, len(blocks)))
    return {index: match["label"] for index, match in found if match}


def _is_like_a_label(label: str) -> bool:
    letters = sum(map(str.isalpha, label))
    capitals = letters > _LETTERS and label == label.upper() and label != label.lower()
    return (capitals or is_role(label)) and not is_fact(label)
