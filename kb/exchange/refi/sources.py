"""Sources and notes of a project: their texts, and what is selected in them, as the file counts it.

Positions stay as they are written; :mod:`kb.exchange.refi.placing` turns them into code points when all
texts of the project are known.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from kb.exchange import text_form
from kb.exchange.model import Coding, Selection, Source, Value
from kb.exchange.refi.container import Container, is_outside
from kb.exchange.refi.elements import Elements
from kb.exchange.refi.word import text_of_word
from kb.exchange.refi.xml import add, attributes, counted, local, written
from kb.exchange.text_form import TextForm

_KINDS = {
    "TextSource": "text",
    "PDFSource": "pdf",
    "PictureSource": "picture",
    "AudioSource": "audio",
    "VideoSource": "video",
    "Note": "text",
}
_WITHIN = {"Representation", "TextDescription", "Transcript"}
"""Texts within another source: of a PDF, of a picture, of a recording."""
_PATHS = ("plainTextPath", "richTextPath", "path", "currentPath")


@dataclass
class SourceReader:
    """Reads sources; ``used`` are the files whose bytes the texts alone can write again."""

    elements: Elements
    container: Container
    used: set[str] = field(default_factory=set)

    def read(self, element: Any) -> Source | None:
        """Return a source or a note; None, and dropped, for an element that is neither."""
        kind = _KINDS.get(local(element))
        if kind is None:
            self.elements.drop(element)
            return None
        return self._text(element) if kind == "text" else self._other(element, kind)

    def _text(self, element: Any) -> Source:
        guid, extra = self.elements.head(element)
        parts = self._parts(element, "PlainTextSelection")
        where = f"{local(element)} {extra.get('name') or guid!r}"
        text, form = self._words(parts.inline, extra, where, needed=bool(parts.selections))
        return Source(
            guid,
            extra.pop("name", None),
            "text",
            text,
            form,
            None,
            parts.description,
            tuple(parts.selections),
            tuple(parts.codings),
            tuple(parts.notes),
            tuple(parts.values),
            extra.pop("creatingUser", None),
            extra.pop("creationDateTime", None),
            extra.pop("modifyingUser", None),
            extra.pop("modifiedDateTime", None),
            extra,
            written(element) if local(element) == "Note" and (parts.selections or parts.codings) else None,
            self._members(extra),
        )

    def _other(self, element: Any, kind: str) -> Source:
        """Read a PDF, a picture or a recording: kept as it is, with the text that it has."""
        carried, every = written(element), counted(element)
        every.pop("Description", None)
        extra = attributes(element)
        inner = next((each for each in element if local(each) in _WITHIN), None)
        silent = Elements()  # all is counted at once, below
        reader = SourceReader(silent, self.container, self.used)
        guid, extra = silent.head(element)
        members = list(self._members(extra))
        text, form = None, None
        selections: list[Selection] = []
        times: tuple[tuple[int, float], ...] = ()
        if inner is not None:
            within = attributes(inner)
            parts = reader._parts(inner, "PlainTextSelection", "TranscriptSelection")
            text, form = reader._words(
                parts.inline, within, f"{local(inner)} of {extra.get('name')!r}", needed=True
            )
            selections, times = parts.selections, _times(inner)
            members += self._members(within)
        own = reader._parts(element, "PDFSelection")
        add(self.elements.read, {each: n for each, n in every.items() if each not in _UNCOUNTED})
        self.elements.problems += silent.problems
        return Source(
            guid,
            extra.pop("name", None),
            kind,
            text,
            form,
            None,
            own.description,
            (*selections, *own.selections),
            tuple(own.codings),
            tuple(own.notes),
            tuple(own.values),
            extra.pop("creatingUser", None),
            extra.pop("creationDateTime", None),
            extra.pop("modifyingUser", None),
            extra.pop("modifiedDateTime", None),
            extra,
            carried,
            tuple(members),
            times,
        )

    def _parts(self, element: Any, *selections: str) -> _Parts:
        parts, elements = _Parts(), self.elements
        for each in element:
            kind = local(each)
            if kind in selections:
                parts.selections.append(self._selection(each, kind))
            elif kind == "Coding":
                parts.codings += filter(None, [elements.coding(each)])
            elif kind == "NoteRef":
                parts.notes.append(elements.reference(each))
            elif kind == "VariableValue":
                parts.values += filter(None, [elements.value(each)])
            elif kind == "Description":
                parts.description = each.text or ""
            elif kind == "PlainTextContent":
                parts.inline = each.text or ""
            else:
                elements.drop(each)
        return parts

    def _selection(self, element: Any, kind: str) -> Selection:
        guid, extra = self.elements.head(element)
        description, codings, notes = None, [], []
        for each in element:
            name = local(each)
            if name == "Coding":
                if (coding := self.elements.coding(each)) is not None:
                    codings.append(coding)
            elif name == "NoteRef":
                notes.append(self.elements.reference(each))
            elif name == "Description":
                description = each.text or ""
            else:
                self.elements.drop(each)
        start, end = _number(extra.pop("startPosition", None)), _number(extra.pop("endPosition", None))
        plain = kind == "PlainTextSelection"
        if plain and (start is None or end is None):
            self.elements.problem(f"selection {guid}", "has no positions; its words are not known")
        return Selection(
            guid,
            -1,
            -1,
            (start, end) if start is not None and end is not None else None,
            extra.pop("name", None),
            description,
            tuple(codings),
            tuple(notes),
            extra.pop("creatingUser", None),
            extra.pop("creationDateTime", None),
            extra.pop("modifyingUser", None),
            extra.pop("modifiedDateTime", None),
            extra,
            None,
            None if plain else kind,
        )

    def _words(
        self, inline: str | None, extra: dict[str, str], where: str, *, needed: bool
    ) -> tuple[str | None, TextForm | None]:
        """The text of a source: of its file, else of the element, else of its Word file."""
        path = extra.get("plainTextPath") or None
        if path and inline:
            self.elements.problem(where, "has its text twice; that of the file is used")
        if path and (found := self._file(path, where)) is not None:
            read = text_form.read(self.container.content(found))
            if read is not None:
                if read[1].exact:
                    self.used.add(found)
                return read
            self.elements.problem(where, f"{path!r} is no text")
        if inline is not None:
            return text_form.read(inline.encode("utf-8", "surrogatepass"), inline=True) or (None, None)
        rich = extra.get("richTextPath") or None
        if rich and (found := self._file(rich, where)) is not None:
            data = self.container.content(found)
            text = text_of_word(data)
            if text is not None:
                self.elements.problem(where, "has only a Word file; its text is taken from there")
                return text, TextForm("?", exact=False)
            return text_form.read(data) or (None, None)
        if not path and not rich and needed:
            self.elements.problem(where, "has no text")
        return None, None

    def _file(self, path: str, where: str) -> str | None:
        found = self.container.find(path)
        if found is None:
            bare = path.rpartition("://")[2]
            outside = is_outside(bare) or path.startswith(("relative://", "absolute://"))
            why = "lies outside of the file, where nothing is opened" if outside else "is not in the file"
            self.elements.problem(where, f"{path!r} {why}")
        return found

    def _members(self, extra: dict[str, str]) -> tuple[str, ...]:
        paths = (self.container.find(extra[each]) for each in _PATHS if extra.get(each))
        return tuple(each for each in paths if each is not None)


_UNCOUNTED = {"PlainTextContent", "CodeRef", "VariableRef", "TextValue", "BooleanValue", "IntegerValue",
              "FloatValue", "DateValue", "DateTimeValue"}  # fmt: skip
"""Parts of other elements, not things of their own."""


@dataclass
class _Parts:
    """The children of a source."""

    description: str | None = None
    inline: str | None = None
    selections: list[Selection] = field(default_factory=list)
    codings: list[Coding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    values: list[Value] = field(default_factory=list)


def _times(transcript: Any) -> tuple[tuple[int, float], ...]:
    """The points of a transcript: where in its text (as the file counts), and when, in seconds."""
    points = ((_number(e.get("position")), _number(e.get("timeStamp"))) for e in _sync_points(transcript))
    return tuple((at, when / 1000) for at, when in points if at is not None and when is not None)


def _sync_points(transcript: Any) -> Iterable[Any]:
    return (each for each in transcript if local(each) == "SyncPoint")


def sync_positions(transcript: Any) -> dict[str, int]:
    """Return the positions of a transcript's points by their GUIDs."""
    found = {str(e.get("guid")): _number(e.get("position")) for e in _sync_points(transcript)}
    return {guid: at for guid, at in found.items() if at is not None}


def _number(text: str | None) -> int | None:
    try:
        return int(text) if text is not None else None
    except ValueError:
        return None
