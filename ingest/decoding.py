"""Which characters a file's bytes stand for, or None when they are no text.

A byte order mark decides, then UTF-8, then UTF-16 without a mark. Only what is none of these is guessed,
from a bounded sample: old transcripts come in Latin-1 and its Windows cousins, which carry no sign of
themselves. Line ends become LF and the mark goes; every other character stays as it was written, but a
stray NUL, which no program shows and a database refuses: U+FFFD stands in its place, so that offsets stay.
"""

from __future__ import annotations

import codecs
import re

from ingest.old_encodings import Guess, first_difference, guess

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16 LE, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC = (b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b")
_SAMPLE = 16_384
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_LEAST_ASCII = 0.3
_MOST_NULS = 0.001
"""A damaged disk or a careless program leaves a few NULs in a text; one is forgiven however short it is."""
_MOST_CONTROL = 0.005
"""Above this share of control characters the bytes are data, whatever decoder takes them."""


def decode(data: bytes) -> str | None:
    """Return the characters of ``data`` (LF line ends, no mark), or None when it is not text."""
    text = _characters(data)
    if text is None:
        return None
    text = text.replace("\0", "\N{REPLACEMENT CHARACTER}") if "\0" in text else text
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def first_nul(data: bytes) -> int:
    """Return the line of the first stray NUL in ``data`` that is text otherwise; 0 when there is none."""
    text = _characters(data) if b"\0" in data else None
    if text is None or "\0" not in text:
        return 0
    before = text[: text.index("\0")].replace("\r\n", "\n")
    return 1 + before.count("\n") + before.count("\r")


def doubt(data: bytes) -> tuple[int, str, str] | None:
    """Return where a word could be another one, because the file does not say in which encoding it is.

    The line, the word as it is shown, and the other word; None where there is no doubt.
    """
    if data.isascii() or data.startswith((*_MAGIC, *(mark for mark, _ in _MARKS))):
        return None
    if b"\0" in data or _strict(data, "utf-8") is not None:
        return None
    found = _old_encoding(data)
    if found is None or found.rival is None:
        return None
    different = first_difference(data, found.encoding, found.rival)
    if different is None:
        return None
    at, shown, other = different
    return len(data[:at].splitlines()) or 1, shown, other


def _characters(data: bytes) -> str | None:
    text = None if data.startswith(_MAGIC) else _decode(data)
    return None if text is None or _is_binary(text) else text


def _decode(data: bytes) -> str | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], encoding)
    if b"\0" in data:
        wide = _unmarked_utf16(data)
        if wide is not None or data.count(0) > _forgiven(len(data)):
            return wide
    text = _strict(data, "utf-8")
    return _guessed(data) if text is None else text


def _strict(data: bytes, encoding: str) -> str | None:
    """Decode all of it or nothing; only a character cut off at the end of the file is forgiven."""
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        # A lone é at the end of a Latin-1 file looks like cut-off UTF-8: believe the cut only where the
        # text before it has real multi-byte characters.
        if error.reason not in {"unexpected end of data", "truncated data"}:
            return None
        whole = data[: error.start]
        if encoding == "utf-8" and whole.isascii():
            return None
        return whole.decode(encoding, errors="ignore")


def _unmarked_utf16(data: bytes) -> str | None:
    """UTF-16 without a mark gives itself away: the zero bytes of its ASCII stand on one side only."""
    sample = data[: 4 * _SAMPLE]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    if min(even, odd) or max(even, odd) < len(sample) / 2 * _LEAST_ASCII:
        return None
    return _strict(data, encoding)


def _guessed(data: bytes) -> str | None:
    """Return what an old single-byte or Asian encoding makes of the bytes."""
    found = _old_encoding(data)
    return None if found is None else _strict(data, found.encoding) or data.decode("cp1252", errors="replace")


def _old_encoding(data: bytes) -> Guess | None:
    sample = data[:_SAMPLE]
    if len(_CONTROL.findall(sample.decode("latin-1"))) > max(1, len(sample) * _MOST_CONTROL):
        return None
    return guess(data)


def _forgiven(size: int) -> int:
    """Return how many NULs a text of this size may have."""
    return max(1, int(size * _MOST_NULS))


def _is_binary(text: str) -> bool:
    if text.count("\0") > _forgiven(len(text)):
        return True
    head = text[:_SAMPLE]
    return len(_CONTROL.findall(head)) > max(1, len(head) * _MOST_CONTROL)
