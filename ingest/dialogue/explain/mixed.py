"""Labels of another form than most, as in court: questions and answers have letters, all others a name.

::

    Q. Was anybody with you?
    A. My brother.
    MR. LOWE: Objection.

In capitals before a colon they are labels there. In every other file they are told, and their words are
nobody's, as are those behind question marks in the place of a label, and those behind labels of a second form
that come back, or that the file has in its first form::

    I: Did it hold?                 Noor - Two times in three.
    R: In most years.               Ida - And who kept the books?
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from ingest.dialogue.blocks import Block
from ingest.dialogue.explain.lists import is_phrase
from ingest.dialogue.explain.talk import speaks_of_itself
from ingest.dialogue.explain.unproved import in_capitals
from ingest.dialogue.labels import is_fact, is_opener, is_role
from ingest.dialogue.leads import Grammar, Lead

_LETTERS = 2
_ARROWS = 2
"""One alone is the sign of a quotation."""
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


def of_another_form(
    of_form: tuple[Grammar, str],
    chosen: Mapping[int, Lead],
    found: Mapping[tuple[Grammar, str], Mapping[int, Lead]],
    blocks: Sequence[Block],
    head: int,
) -> dict[int, str]:
    """Return the blocks without a label that begin with one in another form than most.

    A form is another, too, where no time stands beside the label and all others have one.
    """
    known = {lead.key for lead in chosen.values()}
    below = {index + 1 for index, lead in chosen.items() if lead.alone}
    rest = [
        index
        for index in range(head, len(blocks))
        if index not in chosen and index not in below and blocks[index].speaker is None
    ]
    told: dict[int, str] = {}
    timed = all(lead.timed for lead in chosen.values())
    for form, leads in found.items():
        here = {index: leads[index] for index in rest if index in leads}
        if form == of_form:
            here = {index: lead for index, lead in here.items() if timed and not lead.timed}
        again = Counter(lead.key for lead in here.values()) if form[0] in _PROVE_AGAIN else Counter()
        for index, lead in here.items():
            comes_back = again[lead.key] > 1 and not is_opener(lead.label) and not is_phrase(lead.label)
            if comes_back or (lead.key in known and not _is_word(lead, blocks[index])):
                told[index] = lead.label
    return {**told, **in_capitals([(index, blocks[index]) for index in rest])}


_PROVE_AGAIN: frozenset[Grammar] = frozenset({"timed", "bold", "tab", "colon", "sign"})
"""Forms in which words seldom come back; lines, brackets, letters with a stop are said and listed again."""


def _is_word(lead: Lead, block: Block) -> bool:
    """Whether a label is a word of the talk here, whatever it is elsewhere: ``I - I mean``, ``I - well``."""
    if lead.grammar not in {"dot", "sign"} or not speaks_of_itself(lead.label):
        return False
    following = block.text[lead.words :].split(None, 1)[:1]
    return not following or following[0] == lead.label or following[0][0].islower()


def question_marks(blocks: Sequence[Block], head: int) -> dict[int, str]:
    """Return where question marks stand in the place of a label: ``??: With the windows shut?``."""
    found = ((index, _WHO.match(blocks[index].content)) for index in range(head, len(blocks)))
    return {index: match["label"] for index, match in found if match}


def without_a_label(chosen: Mapping[int, Lead], blocks: Sequence[Block], head: int) -> dict[int, str]:
    """Return what begins with the sign that stands before every label, and has none: ``>> Good evening.``."""
    signs = {lead.sign for lead in chosen.values()}
    sign = signs.pop() if len(signs) == 1 else ""
    if set(sign) != {">"} or len(sign) < _ARROWS:
        return {}
    return {
        index: sign
        for index in range(head, len(blocks))
        if index not in chosen and blocks[index].content.startswith(sign)
    }


def _is_like_a_label(label: str) -> bool:
    letters = sum(map(str.isalpha, label))
    capitals = letters > _LETTERS and label == label.upper() and label != label.lower()
    return (capitals or is_role(label)) and not is_fact(label)
