"""Whether an explanation is beyond doubt: else the file is read as text, and the question is put."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise

from ingest.dialogue.blocks import Block
from ingest.dialogue.explain.lists import is_a_guide, is_a_list
from ingest.dialogue.explain.numbers import are_numbers, are_voices
from ingest.dialogue.explain.talk import are_of_nobody, i_and_you
from ingest.dialogue.labels import has_title, is_certain, is_field, is_name, is_role
from ingest.dialogue.leads import Grammar, Lead, only_time
from ingest.dialogue.times import stamp_at

_FEW = 0.2
_HALF = 0.5
_FEWEST = 4
_MOSTLY = 0.8
_QUESTION_NUMBER = re.compile(r"[^\W\d_]{1,2}\d{1,3}")
_MANY = 6
_PAUSE = re.compile(r"\((?:\.{1,3}|-{1,3}|\d{0,2}[.,]\d{1,2})\)")
_FEW_PAUSES = 2
_LETTERS = 3
_PROCESS = re.compile(r"[a-z]+[-_]\d{1,4}")
"""What programs call their parts in a log: ``worker-1``."""

_ASKS = re.compile(r"[?？؟՞፧]|[か吗嗎呢][。]?$|(?<=[\u0370-\u03ff])[;\u037e]|(?:ไหม|มั้ย|หรือ|คะ)$")
"""The signs of questions; Greek has a semicolon for one, Japanese, Chinese and Thai have words."""


def alternation(chosen: Mapping[int, Lead]) -> float:
    """Return the share of turns whose label differs from the one before."""
    keys = [lead.key for lead in chosen.values()]
    if len(keys) < 2:  # noqa: PLR2004 - one turn has no neighbour
        return 0.0
    return sum(a != b for a, b in pairwise(keys)) / (len(keys) - 1)


def labels_each_paragraph(chosen: Mapping[int, Lead], blocks: Sequence[Block], head: int) -> bool:
    """Whether labels are repeated before each paragraph of a turn, so that a missing one was lost."""
    keys = [lead.key for lead in chosen.values()]
    if all(lead.timed and lead.begins is None for lead in chosen.values()):
        return False  # a date before each message of a chat: lines without one go on with it
    again = sum(a == b for a, b in pairwise(keys))
    bare = 0
    alone = False
    for index in range(head, len(blocks)):
        if index in chosen:
            alone = chosen[index].alone
        elif only_time(blocks[index]) is None:
            bare += not alone
            alone = False
    return again >= max(2, 0.05 * len(keys)) and bare <= 0.1 * len(keys)


def is_a_play(grammar: Grammar, chosen: Mapping[int, Lead]) -> bool:
    """Whether names in capitals stand before a full stop: what has none may be a stage direction.

    Three letters may be a role cut short, where another label is one: ``INT.`` and ``RES.``
    """
    if grammar != "dot":
        return False
    names = [lead.label.partition(" (")[0] for lead in chosen.values()]  # without ``(outside)``
    fewest = _LETTERS + any(map(is_role, set(names)))
    return 2 * sum(len(name) >= fewest and name.isupper() for name in names) >= len(chosen)


def is_certain_dialogue(
    grammar: Grammar,
    chosen: Mapping[int, Lead],
    found: Mapping[int, Lead],
    blocks: Sequence[Block],
    head: int,
) -> bool:
    """Whether the file is a dialogue beyond doubt; else it is read as text and the question is put."""
    labels = {lead.key: lead.label for lead in chosen.values()}
    n = len(chosen)
    answered = grammar not in {"line", "timed"} or _FEW * n >= _empty_turns(
        chosen, found if grammar == "timed" else chosen, blocks
    )
    nobody = are_of_nobody(chosen, blocks) or is_a_guide([lead.label for lead in found.values()])
    if n < 2 or not answered or nobody:  # noqa: PLR2004 - nobody answers
        return False
    if are_numbers(chosen) or _roles_speak(chosen):
        return not are_numbers(chosen) or are_voices(chosen, blocks)
    # A dialogue has two voices, and most of them speak again.
    if len(labels) < 2 or (n <= len(labels) and n < len(blocks) - head):  # noqa: PLR2004
        return False
    if is_a_list([lead.label for lead in chosen.values()]) or _are_numbers_of_questions(chosen, blocks):
        return False
    named = _are_named(chosen, blocks, head)
    heard = (
        named
        or _ids_come_back(chosen, throughout=n == len(blocks) - head)
        or _somebody_asks(blocks, head)
        or _pauses(blocks)
        or _is_a_chat(chosen, blocks)
    )
    if all(lead.timed for lead in chosen.values()) and all(map(_is_person, labels.values())):
        return heard or all(" " in label for label in labels.values())
    spoken = sum(1 for index in range(head, len(blocks)) if index not in chosen or not chosen[index].alone)
    loose = sum(1 for index in found if index not in chosen)
    often = n >= _HALF * spoken and (named or n >= min(_FEWEST, len(blocks) - head))
    again = n >= _MANY and len(labels) <= _HALF * n and loose < _HALF * n
    dialogue = often or (again and alternation(chosen) >= _HALF)
    return dialogue and heard


def _roles_speak(chosen: Mapping[int, Lead]) -> bool:
    """Whether known roles speak: one that stands once among many others may name who wrote notes."""
    roles = sum(is_role(lead.label) for lead in chosen.values())
    others = [lead.label for lead in chosen.values() if not is_role(lead.label)]
    of_a_list = len(others) > roles and sum(map(is_field, others)) >= _HALF * len(others)
    return roles > (len(chosen) > _FEWEST) and not of_a_list


def _ids_come_back(chosen: Mapping[int, Lead], *, throughout: bool) -> bool:
    """Whether labels that say by themselves that they are some come back, or stand ``throughout``."""
    ids = [
        lead.key
        for lead in chosen.values()
        if has_title(lead.label) or (is_certain(lead.label) and not _PROCESS.fullmatch(lead.label))
    ]
    return len(ids) > len(set(ids)) or (throughout and bool(ids))


def _are_numbers_of_questions(chosen: Mapping[int, Lead], blocks: Sequence[Block]) -> bool:
    """Whether all labels are a letter and a number before a question, as in a survey: ``Q1. What …?``."""
    numbered = all(_QUESTION_NUMBER.fullmatch(lead.label) for lead in chosen.values())
    asked = sum(_ASKS.search(blocks[index].text.rstrip()) is not None for index in chosen)
    return numbered and asked >= _MOSTLY * len(chosen)


def _is_person(label: str) -> bool:
    return is_name(label) or is_certain(label)


def _somebody_asks(blocks: Sequence[Block], head: int) -> bool:
    """Whether questions are asked: minutes, diaries and recipes have labels that come back, and none.

    A recogniser may print no signs: then people say ``I`` and ``you`` to each other.
    """
    asked = sum(_ASKS.search(block.text) is not None for block in blocks[head:])
    return asked >= min(2, 1 + len(blocks) // 10) or i_and_you(block.text for block in blocks[head:])


def _are_named(chosen: Mapping[int, Lead], blocks: Sequence[Block], head: int) -> bool:
    """Whether all labels are names in full, and a list above has them, or they come back and somebody asks.

    Programs for meetings print such lists of who was there; few turns are enough then.
    """
    counts = Counter(lead.label for lead in chosen.values())
    if not all(is_name(label) and " " in label for label in counts):
        return False
    above = "\n".join(block.text for block in blocks[:head])
    asked = any(_ASKS.search(blocks[index].text, lead.words) for index, lead in chosen.items())
    return all(label in above for label in counts) or (asked and min(counts.values()) > 1)


def _is_a_chat(chosen: Mapping[int, Lead], blocks: Sequence[Block]) -> bool:
    """Whether each label stands behind a day and a time of day, and nothing else on its line."""
    places = [blocks[index] for index, lead in chosen.items() if lead.alone]
    stamps = [stamp_at(block.text, block.start) for block in places]
    dated = sum(stamp is not None and stamp.begins is None for stamp in stamps)
    return dated == len(chosen)


def _pauses(blocks: Sequence[Block]) -> bool:
    """Whether pauses are measured, as only transcripts of talk do: ``(0.4)``, ``(.)``."""
    return sum(_PAUSE.search(block.text) is not None for block in blocks) >= _FEW_PAUSES


def _empty_turns(chosen: Mapping[int, Lead], others: Mapping[int, Lead], blocks: Sequence[Block]) -> int:
    empty = 0
    for index, lead in chosen.items():
        if lead.alone:
            below = index + 1
            while below < len(blocks) and only_time(blocks[below]) is not None:
                below += 1
            empty += below >= len(blocks) or below in others
    return empty
