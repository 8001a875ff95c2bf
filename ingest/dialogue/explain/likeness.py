"""How like the labels of a file another one is that stands once: a speaker, perhaps one, or words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Literal

from ingest.dialogue.blocks import Block
from ingest.dialogue.labels import is_certain, is_name, look
from ingest.dialogue.leads import Lead

_MOSTLY = 0.8
_FEW_WORDS = 2
_LONGER = 2
_SHORT = 12


class Words:
    """The words of the talk, and in which block each stands; they are counted when first asked for."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self._blocks = blocks

    @cached_property
    def _places(self) -> dict[str, int]:
        """The only block a word stands in, or -1 where there are several."""
        places: dict[str, int] = {}
        for index, block in enumerate(self._blocks):
            for word in block.text.split():
                if places.setdefault(word, index) != index:
                    places[word] = -1
        return places

    def hold(self, label: str, index: int) -> bool:
        """Whether the only word of a label may be a word of the talk: it stands in another block, too."""
        word = label.split(maxsplit=1)[0]
        if word.isupper() and word.isascii():
            return False
        return self._places.get(word.lower(), index) != index


class Likeness:
    """Tells ``alike``, ``perhaps`` and mere ``words`` apart, for a label that stands once."""

    def __init__(self, labels: Sequence[str], words: Words) -> None:
        self.words = words
        self.looks = {look(label) for label in set(labels)}
        named = sum(count for label, count in Counter(labels).items() if is_name(label) or is_certain(label))
        self.names = named == len(labels)
        self.mostly_names = named >= _MOSTLY * len(labels)
        caseless = {label for label in set(labels) if is_caseless(label)}
        self.caseless = max((len(label.split()) for label in caseless), default=0)
        self.longest = max((len(label) for label in caseless), default=0)

    def of(self, label: str, index: int) -> Literal["alike", "perhaps", "words"]:
        """Compare; a script without capitals never tells a name from words."""
        if is_caseless(label):
            return self._of_caseless(label)
        several = len(look(label)) > 1
        if look(label) in self.looks or (self.names and is_name(label) and several):
            return "alike" if several or not self.words.hold(label, index) else "perhaps"
        if "," in look(label) and any("," in each for each in self.looks):
            return "perhaps"  # ``Porter, nights`` beside ``Nurse, ward 4``
        named = self.mostly_names and is_name(label)
        return "perhaps" if named and not self.words.hold(label, index) else "words"

    def _of_caseless(self, label: str) -> Literal["perhaps", "words"]:
        words = len(label.split())
        if self.caseless:
            return "perhaps" if words <= self.caseless and len(label) <= self.longest + _LONGER else "words"
        return "words" if words > _FEW_WORDS or len(label) > _SHORT else "perhaps"


def is_caseless(label: str) -> bool:
    """Whether a label is of a script without capitals."""
    return label.lower() == label.upper() and any(map(str.isalpha, label))


def without_stops(found: Mapping[int, Lead]) -> dict[int, Lead]:
    """Leave out a full stop behind a label that has none elsewhere: a sign mistyped, and nobody else."""
    counts = Counter(lead.label for lead in found.values())
    alike = {
        label: label[:-1] for label in counts if label.endswith(".") and counts[label[:-1]] > counts[label]
    }
    return {
        index: replace(lead, label=alike[lead.label]) if lead.label in alike else lead
        for index, lead in found.items()
    }
