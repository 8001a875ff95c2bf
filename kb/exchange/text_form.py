"""How a text was written as bytes, so that the same bytes can be written again.

The canonical text has LF line ends and no byte order mark. The form remembers the encoding, the mark and
which line ends were others; a file that cannot be written again from that is kept whole (``exact`` is False).
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from hashlib import sha256

from ingest.decoding import decode

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ENDS = re.compile("\r\n|\r|\n")
_LETTER = {"\n": "n", "\r\n": "c", "\r": "r"}
_END = {letter: end for end, letter in _LETTER.items()}


@dataclass(frozen=True, slots=True)
class TextForm:
    """The bytes of a text: ``ends`` are its line ends as runs, ``n12c3r1`` (LF, CR LF, CR)."""

    encoding: str = "utf-8"
    mark: bool = False
    ends: str = ""
    sha256: str = ""
    inline: bool = False
    exact: bool = True

    @property
    def crlf(self) -> bool:
        """Whether some line ends with two characters."""
        return "c" in self.ends


def read(data: bytes, *, inline: bool = False) -> tuple[str, TextForm] | None:
    """Return the canonical text of bytes and their form; None where they are no text."""
    mark, encoding = next(((len(m), e) for m, e in _MARKS if data.startswith(m)), (0, "utf-8"))
    digest = sha256(data).hexdigest()
    try:
        raw = data[mark:].decode(encoding)
    except UnicodeDecodeError:
        text = decode(data)
        return None if text is None else (text, TextForm(encoding="?", sha256=digest, exact=False))
    text = _ENDS.sub("\n", raw) if "\r" in raw else raw
    form = TextForm(encoding, bool(mark), _runs(raw), digest, inline)
    if "\0" in text:  # a database refuses it; U+FFFD keeps the offsets
        text, form = (
            text.replace("\0", "\N{REPLACEMENT CHARACTER}"),
            TextForm("?", sha256=digest, exact=False),
        )
    return text, form


def write(text: str, form: TextForm) -> bytes:
    """Return the bytes of a text in a form; lines beyond those that the form knows end as most do."""
    encoding = "utf-8" if form.encoding == "?" else form.encoding
    mark = next(m for m, e in _MARKS if e == encoding) if form.mark else b""
    return mark + with_line_ends(text, form.ends).encode(encoding)


def with_line_ends(text: str, ends: str) -> str:
    """Return a text with the line ends that a form names."""
    runs = [(_END[letter], int(count)) for letter, count in re.findall(r"([ncr])(\d+)", ends)]
    if not runs or all(end == "\n" for end, _ in runs):
        return text
    usual = max(runs, key=lambda run: run[1])[0]
    if len(runs) == 1:
        return text.replace("\n", usual)
    lines = text.split("\n")
    wanted = [end for end, count in runs for _ in range(count)][: len(lines) - 1]
    wanted += [usual] * (len(lines) - 1 - len(wanted))
    return "".join(line + end for line, end in zip(lines, [*wanted, ""], strict=True))


def _runs(raw: str) -> str:
    """The line ends of a text, each kind with how often it follows itself."""
    if "\r" not in raw:
        return f"n{count}" if (count := raw.count("\n")) else ""
    letters = "".join(_LETTER[each] for each in _ENDS.findall(raw))
    return re.sub(r"(.)\1*", lambda run: f"{run[1]}{len(run[0])}", letters)
