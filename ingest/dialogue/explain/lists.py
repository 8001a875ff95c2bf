"""Lists that look like dialogues: the same fields again and again, or sentences that lead to a colon.

::

    Width: 20 cm        The mayor said: nobody asked.
    Height: 30 cm
    Depth: 5 cm         Then the clerk said: nobody told us.

    Width: 25 cm
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from ingest.dialogue.labels import PARTICLES, is_certain, is_field, is_name
from ingest.speakers.known_labels import recognise

_FIELDS = 3
_ROUNDS = 3
_SEVERAL = 2
_MOSTLY = 0.9
_HALF = 0.5
_ADDITION = re.compile(r"[;,|(\[]| [-\u2013\u2014] ")
_NUMBER = re.compile(r"\W?\d+")
_OF_QUESTION = re.compile(
    r"(?:q|question|frage|pregunta|domanda|pergunta|vraag|pytanie|soru|otázka|fråga|вопрос|问题|質問|問)"
    r"[ .]?\d{1,3}[a-z]?",
    re.IGNORECASE,
)
_OF_GUIDE = frozenset(
    """
    probe probes prompt prompts follow-up follow-ups followup nachfrage nachfragen nachfassen relance relances
    repregunta repreguntas sondeo approfondimento doorvraag doorvragen dopytanie instruction instructions
    """.split()  # noqa: SIM905 - words read best as words
)
"""What stands in the guide of an interview before words that are to be said, if need be."""


def is_a_list(labels: Sequence[str]) -> bool:
    """Whether labels, in the order in which they stand, are those of a list or begin sentences."""
    bare = _without_a_word_of_all(labels)
    phrases = sum(count for label, count in Counter(bare).items() if is_phrase(label) or is_field(label))
    return phrases >= _HALF * len(labels) or _is_round(labels)


def _without_a_word_of_all(labels: Sequence[str]) -> Sequence[str]:
    """Return labels without a last word that all have, where names are left: ``Moira says``, ``Ben says``."""
    last = {label.rpartition(" ")[2] for label in labels}
    names = {label.rpartition(" ")[0] for label in labels}
    if len(last) > 1 or len(names) == 1 or not all(is_name(name) for name in names):
        return labels
    return [label.rpartition(" ")[0] for label in labels]


def is_phrase(label: str) -> bool:
    """Whether a label begins a sentence, ``The mayor said``: one capital, and none behind it."""
    words = [word for word in _ADDITION.split(label)[0].split() if word[0].isalpha() and word[-1] != "."]
    small = [word for word in words[1:] if word.islower() and word not in PARTICLES]
    return len(words) > 1 and bool(small) and words[0][0].isupper() and not is_certain(label)


def _is_round(labels: Sequence[str]) -> bool:
    """Whether three fields or more come in the same order each time, as people never do."""
    if len(set(labels)) < _FIELDS:
        return False
    kind = {label: _NUMBER.sub("", label).casefold() or label for label in set(labels)}
    kinds = [kind[label] for label in labels]
    length = next((n for n in range(1, len(kinds)) if kinds[n] == kinds[0]), 0)
    if length < _FIELDS or len(kinds) < _ROUNDS * length - 1 or len(set(kinds)) < _FIELDS:
        return False
    same = sum(kinds[n] == kinds[n - length] for n in range(length, len(kinds)))
    return same >= _MOSTLY * (len(kinds) - length)


def is_a_guide(labels: Sequence[str]) -> bool:
    """Whether labels are those of a guide for interviews: its questions are numbered, and nobody answers.

    ::

        Interviewer: Explain consent.
        Q1: Could you tell me about your work?
        Probe: How long have you been doing it?
    """
    rest = [label for label in labels if not _asks(label)]
    numbered = [label.casefold() for label in rest if _OF_QUESTION.fullmatch(label)]
    probes = [label for label in rest if label.casefold().rstrip(" 0123456789") in _OF_GUIDE]
    if len(numbered) < _SEVERAL and not (numbered or len(probes) >= _SEVERAL):
        return False
    return len(numbered) == len(set(numbered)) and len(numbered) + len(probes) == len(rest)


def _asks(label: str) -> bool:
    known = recognise(label)
    return known is not None and known.role == "interviewer" and known.number is None
