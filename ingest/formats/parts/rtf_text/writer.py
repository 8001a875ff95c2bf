"""What is read from RTF while it is read: paragraphs, notes, comments and the state of the groups."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from ingest.formats.parts.rich.comments import Comment
from ingest.formats.parts.rich.paragraphs import Paragraphs

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f]")
REFERENCES = frozenset({"stylesheet", "atnref", "atndate", "atrfstart", "atrfend"})


@dataclass(frozen=True, slots=True)
class _State:
    """What holds inside a group, until its end."""

    goes: str = "body"
    """Where text goes: ``body``, ``title``, ``skip``, a table of fonts or styles, a part of a comment."""
    bold: bool = False
    hidden: bool = False
    deleted: bool = False
    skip: int = 1
    """Characters that stand behind a ``\\u`` for programs that know no Unicode."""
    encoding: str = ""
    heading: int = 0


@dataclass
class Remark:
    """A comment while it is read."""

    author: str
    name: str
    refers_to: str = ""
    is_reply: bool = False
    created: datetime | None = None
    words: Paragraphs = field(default_factory=Paragraphs)


class Writer:
    """What has been read so far; letters, breaks and cells are written down where they belong."""

    def __init__(self, data: bytes) -> None:
        self.body = Paragraphs()
        self.title: list[str] = []
        self.faults: list[str] = []
        self._data = data
        self._state = _State()
        self._groups: list[_State] = []
        self._starred = False
        self._first_in_group = False
        self._owed = 0
        self._own = "cp1252"
        self._fonts: dict[int, str] = {}
        self._font = 0
        self._style = 0
        self._styles: dict[int, str] = {}
        self._bytes = bytearray()
        self._letters: list[str] = []
        self._author: list[str] = []
        self._notes: list[Paragraphs] = []
        self._remarks: list[Remark] = []
        self._writing: list[tuple[int, Paragraphs]] = []
        self._reference: list[str] = []
        self._ranges: set[str] = set()
        self._in_row = False
        self._stopped = False

    def found_comments(self) -> Iterator[Comment]:
        """Yield the comments in order."""
        for remark in self._remarks:
            lines = tuple(" ".join(block.text.split()) for block in remark.words.blocks()[0])
            name = remark.refers_to if remark.refers_to in self._ranges else remark.name
            author = " ".join(remark.author.split()) or None
            yield Comment(name, lines, author, remark.created, closed=remark.is_reply)

    def notes(self) -> list[str]:
        """Return the paragraphs of footnotes and text boxes."""
        return [block.text for note in self._notes for block in note.blocks()[0]]

    def _target(self) -> Paragraphs:
        return self._writing[-1][1] if self._writing else self.body

    def _set(self, **changed: object) -> None:
        if any(getattr(self._state, name) != value for name, value in changed.items()):
            self._state = replace(self._state, **changed)  # type: ignore[arg-type]

    def _add(self, text: str) -> None:
        self._decode()
        self._letters.append(text)

    def _decode(self) -> None:
        if self._bytes:
            self._letters.append(self._bytes.decode(self._state.encoding or self._own, "replace"))
            self._bytes.clear()

    def _flush(self) -> None:
        """Write down the letters that stand between two commands."""
        self._decode()
        if not self._letters:
            return
        text = "".join(self._letters)
        self._letters.clear()
        if not text.isascii():
            text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        text = _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)
        state = self._state
        if state.goes == "body":
            if not (state.hidden or state.deleted):
                self._target().add(text, bold=state.bold)
        elif state.goes == "title":
            self.title.append(text)
        elif state.goes == "atnauthor":
            self._author.append(text)
        elif state.goes in REFERENCES:
            self._reference.append(text)

    def _break(self, word: str) -> None:
        if self._state.goes != "body":
            return
        if word in {"sect", "page", "column"}:
            self._target().end()
        else:
            self._target().break_line()

    def _paragraph_ends(self) -> None:
        self._flush()
        if self._state.goes != "body":
            return
        target = self._target()
        if self._state.heading:
            target.set_heading(self._state.heading)
        target.end(even_empty=True)

    def _table(self, word: str) -> None:
        if word == "pard":
            self._set(heading=0)
        elif self._state.goes != "body" or self._writing:
            return
        elif word in {"intbl", "trowd"} and not self._in_row:
            self._in_row = True
            self.body.begin_row()
            self.body.begin_cell()
        elif word == "cell" and self._in_row:
            self.body.begin_cell()
        elif word == "row" and self._in_row:
            self._in_row = False
            self.body.end_row()
        elif word in {"cell", "nestcell", "row", "nestrow"}:
            self.body.end()
