"""Where a line has a label before its words: ``Ann Lee: words`` into label and words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from ingest.speakers.known_labels import fold, recognise

_LABELLED = re.compile(
    r"(?P<open>[*_]{0,3})(?P<label>[^\W_*][^:\uff1a*_\t]{0,47}?)\s*(?:(?P=open)\s*[:\uff1a]|[:\uff1a](?P=open))(?P<words>\s.*|)$",
    re.DOTALL,
)
_TIGHT = re.compile(r"(?P<label>[^\W\d_][^\W_]{2,15} ?\d{0,2}) ?[:\uff1a](?P<words>[^\s/].*)$", re.DOTALL)
_NAME = re.compile(r"[^\W\d_][\w.'\u2019-]*(?: (?:[^\W\d_][\w.'\u2019-]*|\d{1,3}|\([^()]{1,30}\))){0,3}")
_PARTICLES = frozenset(
    {"de", "van", "von", "der", "den", "la", "le", "da", "du", "di", "el", "al", "bin", "ter", "dos"}
)
_OPENERS = frozenset(
    """
    note example warning hint tip summary update step listen look remember date time place location
    title tags duration recording source sources abstract introduction conclusion motivation
    background context first second third finally result results figure table http https ps so and
    but because anyway basically
    """.split()  # noqa: SIM905 - words read best as words
)
_FURTHEST_COLON = 64


def split_label(line: str) -> tuple[str, str] | None:
    """Split ``Ann Lee: words`` into label and words when the part before the colon could be a label.

    Whether it is one, the whole file decides: see :func:`labels_among`.
    """
    head = line[:_FURTHEST_COLON]
    if ":" not in head and "\uff1a" not in head:  # or the colon of Chinese and Japanese
        return None
    match = _LABELLED.match(line) or _TIGHT.match(line)
    if match is None:
        return None
    label = fold(match["label"])
    known = recognise(label)
    if known is None and (match.re is _TIGHT or not _looks_like_a_name(label)):
        return None
    if known is not None and known.weak and match.re is _TIGHT:
        return None
    return label, match["words"].strip()


def labels_among(candidates: Mapping[str, int]) -> frozenset[str]:
    """Choose the labels among what stands before a colon: of a known kind, or coming back."""
    counts: Counter[str] = Counter()
    for label, count in candidates.items():
        counts[label.casefold()] += count
    chosen = set()
    for label in candidates:
        known = recognise(label)
        if counts[label.casefold()] > 1 or (known is not None and not known.weak):
            chosen.add(label)
    return frozenset(chosen)


def _looks_like_a_name(label: str) -> bool:
    words = label.split()
    if not _NAME.fullmatch(label) or words[0].casefold() in _OPENERS:
        return False
    capitalised = [word[0].isupper() or not word[0].isalpha() or not word[0].islower() for word in words]
    if all(capital or word in _PARTICLES for word, capital in zip(words, capitalised, strict=True)):
        return True
    return len(words) == 1
