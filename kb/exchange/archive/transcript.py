"""The paragraphs of a document as text that can be read, and back.

::

    [1] Interviewer
        What broke?
    [2] Interviewee 1
      label: "P1"
      audio_start: 62.5
        The schema changed overnight.

A paragraph begins with its number and its speaker. Fields in JSON follow, two blanks in; then its text, four
blanks in. A line of the file ends in LF; a text of several lines has each of them in.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from kb.exchange.archive.errors import ArchiveError
from kb.exchange.archive.records import decoded
from kb.exchange.archive.schema import Field, schema
from kb.exchange.archive.study import Row
from kb.records import to_json

_SAID = frozenset({"id", "document_id", "position", "start", "end", "text", "speaker_id"})
_FIRST = re.compile(r"\[(\d+)\](?: (.+))?")
_FIELD = re.compile(r"  (\w+): (.*)")
_INDENT = "    "


def _fields() -> dict[str, Field]:
    return {each.name: each for each in schema()["paragraph"].fields if each.name not in _SAID}


def as_text(paragraphs: Iterable[Row], speakers: dict[int, str]) -> bytes:
    """Return the paragraphs of a document as text; ``speakers`` are the names by their ids."""
    fields, lines = tuple(_fields()), []
    for row in paragraphs:
        speaker = speakers.get(row["speaker_id"])
        lines.append(f"[{row['position'] + 1}]" + ("" if speaker is None else f" {_name(speaker)}"))
        lines += (f"  {name}: {to_json(row[name])}" for name in fields if row[name] is not None)
        lines += (f"{_INDENT}{line}" for line in row["text"].split("\n"))
    return "".join(f"{each}\n" for each in lines).encode()


def _name(speaker: str) -> str:
    """A speaker's name as it is, or in JSON where it could not be read back."""
    is_plain = speaker and speaker.isprintable() and speaker[0] not in ' "' and speaker[-1] != " "
    return speaker if is_plain else to_json(speaker)


def read_text(data: bytes, file: str, speakers: dict[str, int]) -> list[Row]:
    """Return the paragraphs in a text; ``speakers`` are the ids by their names. Ids and document are missing.

    Raises:
        ArchiveError: a line is none of a paragraph, a number is not the next one, or nobody has the name.
    """
    return _Reader(file, speakers).rows(decoded(data, file))


class _Reader:
    def __init__(self, file: str, speakers: dict[str, int]) -> None:
        self._file, self._speakers = file, speakers
        self._fields = _fields()
        self._rows: list[Row] = []
        self._text: list[str] = []

    def rows(self, text: str) -> list[Row]:
        if text and not text.endswith("\n"):
            raise ArchiveError("the last line is cut off", self._file, text.count("\n") + 1)
        number = 0
        try:
            for number, line in enumerate(text.split("\n")[:-1], start=1):  # noqa: B007  told below
                self._take(line)
            self._close()
        except ValueError as error:
            raise ArchiveError(str(error), self._file, number or 1) from None
        return self._rows

    def _take(self, line: str) -> None:
        if (begun := _FIRST.fullmatch(line)) is not None:
            self._close()
            self._begin(int(begun[1]), begun[2])
        elif not self._rows:
            raise ValueError("a paragraph begins with its number, as in [1]")
        elif line.startswith(_INDENT) or not line:  # some editors take blanks away at the end of a line
            self._text.append(line[len(_INDENT) :])
        elif (field := _FIELD.fullmatch(line)) is not None and not self._text:
            self._set(field[1], field[2])
        else:
            raise ValueError("this is neither the beginning of a paragraph nor text, which is four blanks in")

    def _begin(self, number: int, speaker: str | None) -> None:
        if number != len(self._rows) + 1:
            raise ValueError(f"paragraph {len(self._rows) + 1} is missing")
        row: Row = dict.fromkeys(self._fields)
        if speaker is not None:
            speaker = _json(speaker) if speaker.startswith('"') else speaker
            if speaker not in self._speakers:
                raise ValueError(f"there is no speaker {speaker!r} in this document")
        row["speaker_id"] = None if speaker is None else self._speakers[speaker]
        self._rows.append(row | {"position": number - 1})

    def _set(self, name: str, value: str) -> None:
        field, found = self._fields.get(name), _json(value)
        if field is None:
            raise ValueError(f"the field {name!r} of a paragraph is not known")
        if field.type is float and type(found) is int:
            found = float(found)
        if field.type != "json" and type(found) is not field.type:
            raise ValueError(f"the field {name!r} cannot be {value}")
        self._rows[-1][name] = found

    def _close(self) -> None:
        """End a paragraph: its text is known."""
        if not self._rows:
            return
        row, text = self._rows[-1], "\n".join(self._text)
        if not self._text:
            raise ValueError(f"paragraph {row['position'] + 1} has no text")
        start = self._rows[-2]["end"] + 1 if row["position"] else 0
        row.update(text=text, start=start, end=start + len(text))
        self._text = []


def _json(value: str) -> Any:
    try:
        return json.loads(value)
    except ValueError:
        raise ValueError(f"{value} is not JSON") from None
