"""QualCoder's texts (``source``) with what is coded (``code_text``) and remarked (``annotation``) in them.

Codings of one span become one selection; a remark is a selection without a code, with its text as memo.
Positions are those of its editor, which counts UTF-16 units, or of its searches, which count code points:
the quote that is stored with a coding (``seltext``) says which.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from kb.exchange.forms.parts.database import Database, Row, number, words
from kb.exchange.forms.parts.draft import Draft, moment
from kb.exchange.forms.parts.quotes import NOWHERE, Place
from kb.exchange.forms.parts.spans import Quoted, Spans, spans_of
from kb.exchange.model import Coding, Selection, Source, Value

_NAME = 200
"""Characters of its words that a placed selection is called by."""


@dataclass
class _Text:
    """A source with its rows of other tables."""

    number: int
    guid: str
    row: Row
    spans: Spans
    codings: dict[tuple[int, int, str], list[Row]]
    remarks: list[Row]


class Texts:
    """The texts of a project; cases add to ``values`` and ``parts`` before :meth:`sources` is called."""

    def __init__(self, base: Database, draft: Draft, codes: dict[int, str]) -> None:
        self._draft, self._codes = draft, codes
        self.values: dict[int, list[Value]] = defaultdict(list)
        self.parts: dict[int, list[Selection]] = defaultdict(list)
        self._texts = {each.number: each for each in self._load(base)}
        self.guids = {each.number: each.guid for each in self._texts.values()}

    def _load(self, base: Database) -> list[_Text]:
        codings: dict[int | None, dict[tuple[int, int, str], list[Row]]] = defaultdict(
            lambda: defaultdict(list)
        )
        remarks: dict[int | None, list[Row]] = defaultdict(list)
        for row in base.rows("code_text"):
            codings[number(row, "fid")][_span(row, "seltext")].append(row)
        for row in base.rows("annotation"):
            remarks[number(row, "fid")].append(row)
        kept = [row for row in base.rows("source") if self._has_text(row)]
        wanted = [[Quoted(*each) for each in codings[number(row, "id")]] for row in kept]
        stored = [words(row, "fulltext") for row in kept]
        read = spans_of(list(zip(stored, wanted, strict=True)), self._draft.origin)
        texts = []
        for row, spans in zip(kept, read, strict=True):
            at = number(row, "id") or 0
            guid = self._draft.guid("source", words(row, "name"))
            texts.append(_Text(at, guid, row, spans, codings.pop(at, {}), remarks.pop(at, [])))
        lost = sum(len(some) for each in codings.values() for some in each.values())
        lost += sum(len(some) for some in remarks.values())
        if lost:
            self._draft.drop("coding without its text", lost)
            self._draft.tell("codings", f"{lost} belong to texts that are not in the project")
        return texts

    def _has_text(self, row: Row) -> bool:
        """A picture or a recording has no text."""
        if words(row, "fulltext"):
            return True
        if words(row, "mediapath"):
            self._draft.drop("picture, recording or empty file")
            return False
        return True

    def position(self, at: int, start: int, end: int) -> Place | None:
        """Return the place of a part of a text, as far as it is within it; None for the whole text."""
        spans = self._texts[at].spans
        if start <= 0 and (end <= 0 or end >= len(spans.text) - 1):
            return None
        return spans.place(Quoted(start, end, ""))

    def name(self, at: int) -> str:
        """Return what a text is called."""
        return words(self._texts[at].row, "name")

    def text(self, at: int) -> str:
        """Return the words of a text."""
        return self._texts[at].spans.text

    def sources(self) -> list[Source]:
        """Return all texts as sources."""
        return [self._source(each) for each in self._texts.values()]

    def _source(self, each: _Text) -> Source:
        selections = [self._selection(each, span, rows) for span, rows in each.codings.items()]
        selections += [self._remark(each, row) for row in each.remarks]
        return Source(
            each.guid,
            words(each.row, "name"),
            text=each.spans.text,
            reading=each.spans.reading if each.codings else None,
            description=words(each.row, "memo") or None,
            selections=(*selections, *self.parts[each.number]),
            values=tuple(self.values[each.number]),
            creator=self._draft.user(words(each.row, "owner")),
            created=moment(words(each.row, "date")),
        )

    def _selection(self, text: _Text, span: tuple[int, int, str], rows: list[Row]) -> Selection:
        start, end, quote = span
        place = text.spans.place(Quoted(start, end, quote))
        where = words(text.row, "name")
        if place.doubt:
            self._draft.tell(where, f"coding at {start} to {end}: {place.doubt}")
        return Selection(
            self._draft.guid("selection", where, start, end, quote),
            place.start,
            place.end,
            name=quote[:_NAME] if place.is_known else quote,
            codings=tuple(filter(None, (self._coding(where, row) for row in rows))),
            doubt=place.doubt,
        )

    def _coding(self, where: str, row: Row) -> Coding | None:
        draft, owner = self._draft, words(row, "owner")
        code = self._codes.get(number(row, "cid") or 0)
        if code is None:
            draft.drop("coding without its code")
            draft.tell(where, f"coding at {number(row, 'pos0')} names a code that the project does not have")
            return None
        if number(row, "important"):
            draft.drop("mark of importance")
        key = (where, code, owner, number(row, "pos0"), number(row, "pos1"))
        at = words(row, "date")
        memo = draft.note("coding", *key, text=words(row, "memo"), by=owner, at=at)
        return Coding(draft.guid("coding", *key), code, draft.user(owner), moment(at), memo)

    def _remark(self, text: _Text, row: Row) -> Selection:
        start, end = number(row, "pos0") or 0, number(row, "pos1") or 0
        where, owner = words(text.row, "name"), words(row, "owner")
        place = text.spans.place(Quoted(start, end, ""))
        at = place if place.is_known else Place(NOWHERE, NOWHERE)
        if not place.is_known:
            self._draft.tell(where, f"annotation at {start} to {end} is not within the text")
        return Selection(
            self._draft.guid("annotation", where, start, end, owner),
            at.start,
            at.end,
            description=words(row, "memo"),
            creator=self._draft.user(owner),
            created=moment(words(row, "date")),
        )


def _span(row: Row, quote: str) -> tuple[int, int, str]:
    start, end = number(row, "pos0"), number(row, "pos1")
    return (NOWHERE if start is None else start, NOWHERE if end is None else end, words(row, quote))
