"""Change the bytes of a file at random, as disks, networks, programs and bad people do."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Sequence
from random import Random

from ingest.zip_damage import DAMAGED, LOCKED

LARGEST = 10_000_000
"""Bytes of a changed file: the limits are promised for files of up to this size."""

_NUMBERS = (
    b"0", b"-1", b"1e308", b"NaN", b"Infinity", b"99999999999999999999999", b"2147483648", b"4294967295",
    b"-9223372036854775809", b"1e400", b"0.1", b"00:99:99", b"9" * 400, b"1" + b"0" * 4500,
)  # fmt: skip
_SIGNS = (
    b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\r", b"\n\n\n", b"<", b">", b"&", b"]]>", b"{", b"}", b"[", b"]",
    b'"', b"'", b"\\", b"\\u", b":", b",", b";", b"\t", b"\x1a", b"\x85", b"\xed\xa0\x80", b"\xc3\x28",
    b"\xf0\x9f\x92\x80", b"\xe2\x80\xa8", b"\xe2\x80\xae", b"%PDF", b"PK\x03\x04", b"{\\rtf", b"&a;", b"-->",
    b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"../../", b"\\'zz", b"\\u-70000 ", b"\\bin99999999 ", b"null",
    b"true", b"[]", b"{}", b"=1+1", b"'' OR 1=1",
)  # fmt: skip
_OPENERS = (b"<a>", b"[", b"{", b'{"a":', b"(", b"{\\b ", b"<div>", b"<p><b>", b"> ", b"- ", b"<<", b"&lt;")
_INSIDE = 0.7
"""How often a zip archive is changed inside: outside of its members nearly all changes are noticed."""


def mutated(data: bytes, random: Random, others: Sequence[bytes]) -> bytes:
    """Return the bytes with some changes; of a zip archive, one of its members is changed as often as not."""
    if data.startswith(b"PK\x03\x04") and random.random() < _INSIDE:
        return _member(data, random, others)[:LARGEST]
    for _ in range(random.choice((1, 1, 1, 2, 2, 3, 5, 12))):
        data = random.choice(_CHANGES)(data, random, others)[:LARGEST]
    return data


def _span(data: bytes, random: Random, most: int = 4096) -> tuple[int, int]:
    at = random.randrange(len(data) + 1)
    return at, min(len(data), at + random.choice((1, 2, 8, 64, random.randrange(1, most))))


def _flipped(data: bytes, random: Random, _others: Sequence[bytes]) -> bytes:
    made = bytearray(data)
    for _ in range(random.choice((1, 1, 2, 8, 64))):
        if made:
            made[random.randrange(len(made))] ^= 1 << random.randrange(8)
    return bytes(made)


def _noise(data: bytes, random: Random, _others: Sequence[bytes]) -> bytes:
    start, end = _span(data, random)
    return data[:start] + random.randbytes(end - start) + data[end:]


def _cut(data: bytes, random: Random, _others: Sequence[bytes]) -> bytes:
    start, end = _span(data, random, len(data) + 2)
    return random.choice((data[:start], data[start:], data[:start] + data[end:]))


def _doubled(data: bytes, random: Random, _others: Sequence[bytes]) -> bytes:
    start, end = _span(data, random)
    times = min(random.choice((1, 1, 2, 30, 3000)), LARGEST // max(1, end - start))
    return data[:end] + data[start:end] * times + data[end:]


def _moved(data: bytes, random: Random, _others: Sequence[bytes]) -> bytes:
    start, end = _span(data, random)
    rest = data[:start] + data[end:]
    at = random.randrange(len(rest) + 1)
    return rest[:at] + data[start:end] + rest[at:]


def _spliced(data: bytes, random: Random, others: Sequence[bytes]) -> bytes:
    other = random.choice(others) if others else data
    start, end = _span(other, random)
    at, to = _span(data, random)
    return data[:at] + other[start:end] + data[random.choice((at, to)) :]


def _nested(data: bytes, random: Random, _others: Sequence[bytes]) -> bytes:
    at = random.randrange(len(data) + 1)
    return data[:at] + random.choice(_OPENERS) * random.choice((20, 600, 30_000)) + data[at:]


def _number(data: bytes, random: Random, _others: Sequence[bytes]) -> bytes:
    digits = [at for at, sign in enumerate(data[:200_000]) if sign in b"0123456789"]
    if not digits:
        return _signs(data, random, _others)
    start = end = random.choice(digits)
    while start and data[start - 1 : start].isdigit():
        start -= 1
    while data[end : end + 1].isdigit():
        end += 1
    return data[:start] + random.choice(_NUMBERS) + data[end:]


def _signs(data: bytes, random: Random, _others: Sequence[bytes]) -> bytes:
    at, end = _span(data, random, 16)
    return data[:at] + random.choice(_SIGNS) + data[random.choice((at, end)) :]


def _binary_number(data: bytes, random: Random, _others: Sequence[bytes]) -> bytes:
    """Write a number as programs keep it, 4 or 8 bytes long: lengths and places within a file."""
    value = random.choice((0, 1, -1, 2**31 - 1, -(2**31), len(data), random.randrange(1 << 16)))
    number = struct.pack(random.choice(("<i", ">i", "<q", ">q")), value)
    at = random.randrange(len(data) + 1)
    return data[:at] + number + data[at + len(number) :]


def _lines(data: bytes, random: Random, _others: Sequence[bytes]) -> bytes:
    lines = data.split(b"\n")
    random.choice((random.shuffle, list.reverse, _drop(random)))(lines)
    return b"\n".join(lines)


def _drop(random: Random) -> Callable[[list[bytes]], None]:
    def drop(lines: list[bytes]) -> None:
        del lines[random.randrange(len(lines)) :: random.choice((1, 2, 3))]

    return drop


def _recoded(data: bytes, random: Random, _others: Sequence[bytes]) -> bytes:
    text = data[:2_000_000].decode("utf-8", "replace")
    return text.encode(
        random.choice(("utf-16", "utf-16-be", "utf-32", "cp1252", "shift_jis", "utf-7")), "replace"
    )


_CHANGES = (
    _flipped, _noise, _cut, _doubled, _moved, _spliced, _nested, _number, _number, _signs, _signs,
    _binary_number, _lines, _recoded,
)  # fmt: skip
_ODD_NAMES = ("../x", "X", "x/" * 400 + "y", "\0", "a:b", "x/y")
_TO_A_MEMBER = ("changed", "gone", "more", "swollen", "twisted")
_HOW_OFTEN = (75, 7, 8, 5, 5)


def _member(data: bytes, random: Random, others: Sequence[bytes]) -> bytes:
    """Change one member of a zip archive: its bytes, its size, whether it is there, or what is beside it."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = {each.filename: archive.read(each) for each in archive.infolist()}
    except (*DAMAGED, LOCKED):
        return _flipped(data, random, others)
    name = random.choice(list(members) or [""])
    [what] = random.choices(_TO_A_MEMBER, _HOW_OFTEN)
    if what == "changed":
        members[name] = mutated(members.get(name, b""), random, others)
    elif what == "gone":
        members.pop(name, None)
    elif what == "more":
        members[random.choice(_ODD_NAMES)] = b"x"
    elif what == "swollen":
        members[name] = bytes(random.choice((0, 5_000_000)))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", random.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED))) as made:
        for each, content in members.items():
            made.writestr(zipfile.ZipInfo(each), content)
    return _flipped(out.getvalue(), random, others) if what == "twisted" else out.getvalue()
