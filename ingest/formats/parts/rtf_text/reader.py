"""The walk through RTF: commands, braces, signs and letters, one after the other."""

from __future__ import annotations

import re

from ingest.formats.parts.rtf_text.codes import unpacked_date
from ingest.formats.parts.rtf_text.commands import Commands

_TOKEN = re.compile(
    rb"\\(?:(?P<word>[A-Za-z]{1,32})(?P<number>-?\d{1,10})?[ ]?|'(?P<byte>[0-9A-Fa-f]{2})"
    rb"|(?P<sign>[^A-Za-z]|\Z))|(?P<brace>[{}])|(?P<text>[^\\{}]+)",
    re.DOTALL,
)
_LINE_ENDS = bytes.maketrans(b"", b""), b"\r\n"
_MOST_GROUPS = 20_000
"""Groups in groups; word processors need a dozen."""

_MOST_BINARY = 10**9


class Reader(Commands):
    """Goes through the commands once; what it collects stands in its attributes."""

    def read(self) -> None:
        """Read it all; where groups are left open, the file is cut off."""
        at, opened = 0, False
        while match := _TOKEN.match(self._data, at):
            at = match.end() + self._token(match)
            opened = opened or bool(self._groups)
            if self._stopped or (opened and not self._groups):
                break  # what stands behind the last brace is no part of it
        self._flush()
        if self._groups and not self._stopped:
            self.faults.append("the RTF is cut off: its end is missing")

    def _token(self, match: re.Match[bytes]) -> int:
        """Take one command, brace or stretch of text; return how many bytes behind it to pass over."""
        if match.lastgroup == "text":
            self._text(match[0])
        elif match["brace"]:
            if match["brace"] == b"{":
                self._open()
            else:
                self._close()
        elif match["byte"]:
            self._byte(int(match["byte"], 16))
        elif match["word"]:
            number = int(match["number"]) if match["number"] else None
            if match["word"] == b"bin":
                return max(0, min(number or 0, _MOST_BINARY))
            self._command(match["word"].decode("ascii"), number)
        else:
            self._sign(match["sign"] or b"")
        return 0

    def _open(self) -> None:
        self._flush()
        if len(self._groups) >= _MOST_GROUPS:
            self.faults.append("its groups are nested too deeply; it was read up to there")
            self._stopped = True
            return
        self._groups.append(self._state)
        self._first_in_group, self._starred, self._owed = True, False, 0

    def _close(self) -> None:
        self._flush()
        if not self._groups:
            self._stopped = True
            return
        if self._state.goes == "stylesheet":
            name = "".join(self._reference).strip(" ;")
            self._reference.clear()
            self._styles.setdefault(self._style, name)
        elif self._state.goes in {"atnref", "atndate"} and self._remarks:
            self._know("".join(self._reference).strip(), self._state.goes)
            self._reference.clear()
        elif self._state.goes in {"atrfstart", "atrfend"}:
            name = "".join(self._reference).strip()
            self._ranges.add(name)
            self._target().mark(name, begins=self._state.goes == "atrfstart")
            self._reference.clear()
        self._state = self._groups.pop()
        while self._writing and self._writing[-1][0] > len(self._groups):
            self._writing.pop()
        self._starred, self._owed = False, 0

    def _know(self, said: str, what: str) -> None:
        if what == "atnref":
            self._remarks[-1].refers_to = said
        elif said.isdecimal() and len(said) <= 10:  # noqa: PLR2004 - thirty-two bits
            self._remarks[-1].created = unpacked_date(int(said))

    def _text(self, raw: bytes) -> None:
        text = raw.translate(*_LINE_ENDS)
        if not text:
            return
        if self._owed:
            owed = min(self._owed, len(text))
            self._owed -= owed
            text = text[owed:]
        self._first_in_group = False
        if text and self._state.goes != "skip":
            if self._bytes or not text.isascii():
                self._bytes += text
            else:
                self._letters.append(text.decode("ascii"))

    def _byte(self, value: int) -> None:
        if self._owed:
            self._owed -= 1
        elif self._state.goes != "skip":
            self._bytes.append(value)

    def _sign(self, raw: bytes) -> None:
        sign = raw.decode("latin-1")
        if sign == "*":
            self._starred = True
            return
        if self._owed:
            self._owed -= 1
        elif sign in "{}\\":
            self._add(sign)
        elif sign == "~":
            self._add("\u00a0")
        elif sign == "_":
            self._add("-")
        elif sign in "\r\n":
            self._paragraph_ends()
        elif sign == "\t":
            self._add("\t")
