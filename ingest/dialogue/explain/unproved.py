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
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise

from ingest.dialogue.blocks import Block
from ingest.dialogue.explain.lists import is_a_list
from ingest.dialogue.labels import is_field, is_title, possible
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
    re.compile(r"(?P<label>[^\W\d_][^\s「『“«\"]{0,20})[ \u3000]?[「『“«\"].+[」』”»\"]"),
)
"""In capitals before a full stop (``Mr. HART. Yes.``), behind a sentence and a dash, capitals before small
letters, alone behind a number that counts, before words in quotation marks."""

_FEWEST = 4
_AGAIN = 2
_SHARE = 0.3
_ALTERNATE = 0.5


_SIGNS = re.compile(r"[^\w\s]+")
_NO_SIGN = frozenset(",?!…'’\"”»“")
"""What stands behind words of a sentence rather than behind a label."""
_AROUND = "*#@<>[](){}|=;:\uff1a.-\u2013\u2014/ "
"""What may stand around a label."""
_MOST_WORDS = 4
_MOST_BEGINNINGS = 60
"""More different ones are no people, and no short file."""
_LONGEST_FRAMED = 40
_SHARE_BEGUN = 0.4
_COUNTED = 0.6
_CLOCK = re.compile(r"(?<![\w:.])(\d{1,3}:\d\d(?::\d\d)?)(?![\d:])")
_NEAR = 40
_HALF = 0.5


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
    """Return the first words up to a sign, of any kind, where a few of them come back all over the file.

    A sign may be mistyped or forgotten: ``*Ida* words``, ``[Ida] words`` and ``ida words`` begin alike.
    """
    found = {n: label for n, block in enumerate(blocks) if (label := _beginning(block.content))}
    shown: dict[str, str] = {}
    for label in found.values():
        shown.setdefault(_bare(label), label)
    if len(shown) <= _MOST_BEGINNINGS:
        found |= _without_a_sign(blocks, shown.keys(), _that_come_back(found).keys())
    back = _that_come_back(found)
    places, again = list(back), list(back.values())
    near = max(_SHARE_BEGUN * (places[-1] - places[0] + 1) if places else 0, _SHARE * len(blocks))
    few = len(again) >= max(_FEWEST, near) and 1 < len(set(again)) <= len(again) / _AGAIN
    taken = sum(a != b for a, b in pairwise(again))
    if not few or taken < _ALTERNATE * (len(again) - 1) or is_a_list(again):
        return []
    numbers = [number_of(bare) for bare in again if bare.isdecimal()]
    counted = sum(after - before == 1 for before, after in pairwise(numbers))
    return [] if counted > _COUNTED * len(again) else [shown[bare] for bare in dict.fromkeys(again)]


def _that_come_back(found: Mapping[int, str]) -> dict[int, str]:
    """Return the beginnings without their signs that more than one block has, in the order of the file."""
    bare = {n: _bare(label) for n, label in sorted(found.items())}
    counts = Counter(bare.values())
    return {n: label for n, label in bare.items() if counts[label] >= _AGAIN}


def _is_framed(line: str) -> bool:
    """Whether a line begins with words between two signs: ``[Ida Holt] words``, ``*Ida Holt* words``."""
    close = {"[": "]", "<": ">", "*": "*"}.get(line[0])
    return close is not None and close in line[1:_LONGEST_FRAMED]


def _without_a_sign(
    blocks: Sequence[Block], known: Collection[str], others: Collection[int]
) -> dict[int, str]:
    """Return the blocks that begin with what stands before a sign elsewhere, and a capital behind it."""
    short = [label for label in known if not any(label.startswith(f"{other} ") for other in known)]
    if not short:
        return {}
    names = "|".join(map(re.escape, sorted(short, key=len, reverse=True)))
    begins = re.compile(rf"\W*(?P<label>(?i:{names}))[^\w\s]*(?:[ \t]*(?=[^\W\d_a-zß-ÿ])|$)")
    return {
        n: match["label"]
        for n, block in enumerate(blocks)
        if n not in others
        and (match := begins.match(block.content))
        and _bare(match["label"]) in known  # ``(?i)`` takes a Turkish dotless or dotted I for i
    }


def _bare(label: str) -> str:
    """Return a label without the signs around it, in small letters."""
    return label.strip(_AROUND).casefold()


def times_that_rise(blocks: Sequence[Block]) -> list[int]:
    """Return the blocks near whose beginnings a time stands, where most have one and it never goes back.

    So recordings are written down, whatever else stands there, and protocols of a day.
    """
    found = [
        (n, tuple(map(number_of, match[1].split(":"))))
        for n, block in enumerate(blocks)
        if (match := _CLOCK.search(block.content, 0, _NEAR))
    ]
    places = [n for n, _ in found]
    rises = all(before <= after for (_, before), (_, after) in pairwise(found))
    few = len(found) < max(_FEWEST, _HALF * (places[-1] - places[0] + 1) if places else 0)
    return [] if few or not rises or len({len(clock) for _, clock in found}) > 1 else places


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
        bare = " ".join(words).strip(_AROUND)
        begins = len(words) == 1 and word[0] in "#@*<[" and len(word) > 1 and not _is_framed(line)
        if not signed and (
            word[-1] == "," or (word[-1] == "." and is_title(word.lstrip("*<[(").removesuffix(".")))
        ):
            continue  # ``Holt, R.: words``, ``Dr. Holt) words``
        if (signed or begins or not word[-1].isalnum()) and word[-1] not in _NO_SIGN and bare:
            fits = bare.isdecimal() or (possible(bare, shortened=True) and not is_field(bare))
            return " ".join(words) if fits and len(words) <= _MOST_WORDS + signed else None
        if word[-1] in _NO_SIGN:
            return None
    return None
