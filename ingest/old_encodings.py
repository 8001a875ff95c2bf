"""Which of the encodings from before Unicode a file is in: the language decides, not the bytes alone.

``è`` of Western Europe and ``č`` of Central Europe are one byte. Every guess is therefore checked against the
language that the words in plain ASCII show, and what is left in doubt is said with its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from ingest.languages import LETTERS, languages_of

_SAMPLE = 16_384
_OTHERS = ["shift_jis", "gb18030", "big5", "euc_kr"]
_LATIN = (
    "cp1252", "cp1250", "cp1254", "cp1257", "iso8859_15", "iso8859_2", "iso8859_9", "mac_roman", "mac_latin2",
    "cp850", "cp852",
)  # fmt: skip
"""The most usual first: it is taken where several are as good."""
_GUESSES = ["cp1252", "cp1250", "cp1251", "cp1253", "cp1254", *_OTHERS, "mac_roman"]
_STRANGE = re.compile(rb"[\x80-\xff]+")
_WORD = re.compile(rb"(?<![\x80-\xffA-Za-z'])[A-Za-z]{1,20}(?![\x80-\xffA-Za-z])")
_ALONE = 0.5
"""Share of runs of one or two strange bytes above which they are letters of a Latin alphabet."""
_SHORT_RUN = 2
_MOST_STRANGE = 0.35
"""Share of strange bytes among all letters above which the alphabet is another one."""
_SIGNS = frozenset(
    "\u2018\u2019\u201a\u201c\u201d\u201e\u201f\u2039\u203a\u2013\u2014\u2026\u2022\u2020\u2030\u20ac"
    "\u00a0\u00ad«»·£§°©®™¿¡\u00b4½¼¾²³\u00d7¨"
)
_BETWEEN = frozenset("\u2019\u00b4·\u00ad\u00a0\u2013\u2014\u2026/")
"""Signs that stand between letters without a blank."""
_OPENING = frozenset("\u201e\u201a§£©¿¡")
"""Signs that never stand behind a letter."""
_RUN = re.compile(r"[^\x00-\x7f]+")
_ASIAN = re.compile("[\u3000-\u30ff\u4e00-\u9fff\uac00-\ud7a3\uff00-\uff60]{2,}")
_LOANS = frozenset("éèêëàâäáåçñöüóôøïíúãæßœ")
"""Letters of other languages in the names that any talk has."""
_MOST_PLACES = 4_000
_FEW = 0.1
_TOO_SHORT_TO_GUESS = 64


@dataclass(frozen=True, slots=True)
class Guess:
    """A name of Python, and another encoding that may be meant and gives other letters, if there is one."""

    encoding: str
    rival: str | None = None


def guess(data: bytes) -> Guess | None:
    """Return the encoding of bytes that are no Unicode, or None where nothing is made of them."""
    return _guess(_strange_part(data), len(data) < _TOO_SHORT_TO_GUESS)


def first_difference(data: bytes, one: str, other: str) -> tuple[int, str, str] | None:
    """Return where two encodings first differ: the byte's place, and the word around it in either."""
    differing = bytes(
        byte
        for byte in range(0x80, 0x100)
        if bytes([byte]).decode(one, "replace") != bytes([byte]).decode(other, "replace")
    )
    if not differing:
        return None
    found = re.search(rb"[A-Za-z\x80-\xff]*[" + re.escape(differing) + rb"][A-Za-z\x80-\xff]*", data)
    if found is None:
        return None
    word = found[0][:60]
    return found.start(), word.decode(one, "replace"), word.decode(other, "replace")


def _strange_part(data: bytes) -> bytes:
    """Return the beginning, and lines with strange bytes from everywhere: enough to judge any file."""
    parts = [_up_to_blank(data[:_SAMPLE], whole=len(data) <= _SAMPLE)]
    at, size = len(parts[0]), 0
    while size < 3 * _SAMPLE and (found := _STRANGE.search(data, at)):
        begin = max(at, data.rfind(b"\n", at, found.start()) + 1, found.start() - 400)
        end = data.find(b"\n", found.end())
        end = min(len(data) if end < 0 else end, found.end() + 400)
        parts.append(_up_to_blank(data[begin:end], whole=end == len(data) or data[end : end + 1] == b"\n"))
        size += len(parts[-1])
        at = max(begin + len(parts[-1]), found.end())
    return b"\n".join(parts)


def _up_to_blank(data: bytes, *, whole: bool) -> bytes:
    """Cut at white space, so that no character is halved."""
    cut = len(data) if whole else max(data.rfind(b" "), data.rfind(b"\n"))
    return data[:cut] if cut > len(data) // 2 else data


@lru_cache(maxsize=8)
def _guess(sample: bytes, short: bool) -> Guess | None:  # noqa: FBT001 - a key of the cache
    if not _is_latin(sample):
        return _of_another_alphabet(sample, short=short)
    languages = languages_of(match[0].decode("ascii").lower() for match in _WORD.finditer(sample))
    by_bytes = None if languages else _by_bytes(sample, short=short)
    letters = set().union(*(LETTERS[language] for language in languages)) if languages else set(_LOANS)
    if "en" in languages or not languages:
        letters |= _LOANS
    misfits = {encoding: _misfits(sample, encoding, frozenset(letters)) for encoding in _LATIN}
    fit = {encoding: count for encoding, count in misfits.items() if count is not None}
    if not fit:
        return by_bytes or _by_bytes(sample, short=short)
    fewest = min(fit.values())
    if fewest and (wide := _wide(sample)):
        return Guess(*wide[:2])
    if languages and fewest > max(1, _FEW * _places(sample)):
        return _by_bytes(sample, short=short)
    as_good = [encoding for encoding, count in fit.items() if count == fewest]
    chosen = as_good[0]
    if not languages and by_bytes is not None and by_bytes.encoding in as_good:
        chosen = by_bytes.encoding
    unproven = not languages or languages[0] == "en"
    rivals = [each for each in ("cp1252", "cp1250", *as_good) if each != chosen] if unproven else as_good
    rival = next((each for each in rivals if _differ(sample, chosen, each) and each in fit), None)
    return Guess(chosen, rival)


def _of_another_alphabet(sample: bytes, *, short: bool) -> Guess | None:
    """Trust the library with whole texts; a few words of East Asia among others are Latin letters to it."""
    found = _by_bytes(sample, short=short)
    if found is not None and found.encoding in _OTHERS:
        return found
    wide = _wide(sample) if _WORD.search(sample) else []
    return Guess(*wide[:2]) if wide else found


def _is_latin(sample: bytes) -> bool:
    runs = [len(match[0]) for match in _STRANGE.finditer(sample)]
    plain = sum(map(len, _WORD.findall(sample)))
    if not runs or sum(runs) > _MOST_STRANGE * (sum(runs) + plain):
        return False
    return sum(length <= _SHORT_RUN for length in runs) >= _ALONE * len(runs)


def _places(sample: bytes) -> int:
    return len(_STRANGE.findall(sample))


def _misfits(sample: bytes, encoding: str, letters: frozenset[str]) -> int | None:
    """Return how many strange bytes make no sense in a language, or None where bytes stand for nothing."""
    try:
        text = sample.decode(encoding)
    except UnicodeDecodeError:
        return None
    return sum(not fits for fits in _fitting(text, letters))


def _fitting(text: str, letters: frozenset[str]) -> Iterator[bool]:
    for count, match in enumerate(re.finditer(r"[^\x00-\x7f]", text)):
        if count >= _MOST_PLACES:
            return
        sign, at = match[0], match.start()
        before, behind = text[at - 1 : at], text[at + 1 : at + 2]
        if sign.isalpha():
            shouted = sign.isupper() and before.isalpha() and before.islower()
            yield sign.lower() in letters and not shouted
        else:
            tight = before.isalpha() and (behind.isalpha() or sign in _OPENING)
            yield sign in letters or (sign in _SIGNS and (not tight or sign in _BETWEEN))


def _wide(sample: bytes) -> list[str]:
    """Return the encodings in which all that is strange are words of East Asia, within other words."""
    found: list[str] = []
    for encoding in _OTHERS:
        try:
            text = sample.decode(encoding)
        except UnicodeDecodeError:
            continue
        words = _RUN.findall(text)
        if words and all(_ASIAN.fullmatch(word) for word in words):
            found.append(encoding)
    return found


def _differ(sample: bytes, one: str, other: str) -> bool:
    return sample.decode(one, "replace") != sample.decode(other, "replace")


def _by_bytes(sample: bytes, *, short: bool) -> Guess | None:
    """Ask the library, which knows the scripts of the world and how often their letters come."""
    from charset_normalizer import from_bytes  # noqa: PLC0415 - slow to import and rarely needed

    matches = from_bytes(sample, cp_isolation=_GUESSES)
    best = matches.best()
    if best is None:
        return Guess("cp1252") if short else None
    western = next(
        (match for match in matches if "cp1252" in (match.encoding, *match.could_be_from_charset)), None
    )
    return Guess("cp1252" if western is not None and western.chaos <= best.chaos else best.encoding)
