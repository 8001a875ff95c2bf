"""Texts for QualCoder, with what is coded and remarked in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from kb.exchange.forms.parts.composed import NO_WORDS, Composing, joined, moment, said
from kb.exchange.forms.parts.names import Names, file_names
from kb.exchange.guids import same
from kb.exchange.model import Coding, Selection, Source
from kb.exchange.positions import Dialect, Positions

_EDITOR = Dialect("UTF-16")


@dataclass
class Texts:
    """What of the texts others need: files of the folder, and the texts by the GUIDs of their sources.

    ``selections`` are the places of all selections by their GUIDs, with the text that they are in;
    ``written`` are those that are counted already.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    selections: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    written: set[str] = field(default_factory=set)


def write_texts(work: Composing, codes: Mapping[str, int]) -> Texts:
    """Write the texts, and return what cases need of them."""
    texts = Texts()
    names, files = Names(), file_names()
    for source in work.project.sources:
        if source.text is None:
            continue
        number = len(texts.numbers) + 1
        name = names.take(source.name or f"Text {number}")
        if source.name and name != source.name:
            work.tell(source.name, f"is called {name!r} there")
        _Writer(work, texts, codes, source, number, name).write(files)
    work.kept["Source"] = len(texts.numbers)
    return texts


class _Writer:
    """Writes one text."""

    def __init__(
        self, work: Composing, texts: Texts, codes: Mapping[str, int], source: Source, number: int, name: str
    ) -> None:
        self._work, self._texts, self._codes = work, texts, codes
        self._source, self._number, self._name = source, number, name
        self._text = source.text or ""
        self._positions = Positions(self._text, None, _EDITOR)
        self._rows: dict[tuple[Any, ...], dict[str, Any]] = {}
        self._remarks: dict[tuple[int, int, str], dict[str, Any]] = {}
        self._lost = 0

    def write(self, files: Names) -> None:
        """Write the text and all that is in it."""
        source, work = self._source, self._work
        guid = same(source.guid)
        self._texts.numbers[guid], self._texts.sources[guid] = self._number, source
        more = [self._selection(each) for each in source.selections]
        memo = joined(work.memo(source.notes, before=source.description), *more)
        work.add(
            "source",
            id=self._number,
            name=self._name,
            fulltext=self._text,
            mediapath=self._file(files),
            memo=memo,
            owner=work.person(source.creator),
            date=moment(source.created),
        )
        work.rows["code_text"] += self._rows.values()
        work.rows["annotation"] += self._remarks.values()
        if self._lost:
            work.tell(self._name, f"{NO_WORDS}: {self._lost}")
        if source.codings:
            work.tell(self._name, f"codes of the whole text have no place there: {len(source.codings)}")

    def _file(self, files: Names) -> str | None:
        """Add the text as a file of the folder; a text without words has none."""
        if not self._text:
            return None
        name = f"{files.take(self._name.removesuffix('.txt'))}.txt"
        self._texts.files[f"documents/{name}"] = self._text.encode()
        return f"/docs/{name}"

    def _selection(self, each: Selection) -> str:
        """Write what is on a selection, and return what can only stand in the memo of the text."""
        start, end = each.start, each.end
        if not 0 <= start <= end <= len(self._text):
            self._lost += len(each.codings)
            return joined(*(text for text, _, _ in self._said(each)))
        self._texts.selections[same(each.guid)] = (self._number, *self._positions.back(start, end))
        if start == end:
            self._lost += len(each.codings)
            start, end = self._around(start)
        else:
            for coding in each.codings:
                self._coding(each, coding)
        said_here = list(self._said(each))
        if start == end:
            return joined(*(text for text, _, _ in said_here))
        for text, by, at in said_here:
            self._remark(start, end, text, by, at)
            self._mark(each)
        return ""

    def _around(self, place: int) -> tuple[int, int]:
        """The character at a place, for a remark that is between two: it needs one to stand on."""
        start = max(0, min(place, len(self._text) - 1))
        return start, min(start + 1, len(self._text))

    def _said(self, each: Selection) -> Iterator[tuple[str, str, str]]:
        """What is remarked on a selection, by whom and when."""
        work = self._work
        if each.description and each.description.strip():
            who = work.person(each.creator or each.modifier)
            yield each.description, who, moment(each.created or each.modified)
        for note in work.notes(each.notes):
            yield said(note), work.person(note.creator), moment(note.created)

    def _coding(self, each: Selection, coding: Coding) -> None:
        work, code = self._work, self._codes.get(same(coding.code))
        if code is None:
            work.tell(self._name, "a coding names a code that is not in the project")
            return
        start, end = self._positions.back(each.start, each.end)
        owner = work.coder(coding)
        memo = work.memo(coding.notes)
        key = (code, start, end, owner)
        if key in self._rows:  # the same by the same person: what is said of both stays
            self._rows[key]["memo"] = joined(self._rows[key]["memo"], memo)
            work.tell(self._name, f"a coding by {owner} is there twice, and written once")
            return
        self._rows[key] = {
            "ctid": len(work.rows["code_text"]) + len(self._rows) + 1,
            "cid": code,
            "fid": self._number,
            "seltext": self._text[each.start : each.end],
            "pos0": start,
            "pos1": end,
            "owner": owner,
            "date": moment(coding.created),
            "memo": memo,
        }
        work.kept["Coding"] += 1
        self._mark(each)

    def _remark(self, start: int, end: int, text: str, by: str, at: str) -> None:
        start, end = self._positions.back(start, end)
        held = self._remarks.get((start, end, by))
        if held is not None:
            held["memo"] = joined(held["memo"], text)
            return
        self._remarks[start, end, by] = {
            "anid": len(self._work.rows["annotation"]) + len(self._remarks) + 1,
            "fid": self._number,
            "pos0": start,
            "pos1": end,
            "memo": text,
            "owner": by,
            "date": at,
        }

    def _mark(self, each: Selection) -> None:
        """Count a selection of which something is written."""
        if same(each.guid) not in self._texts.written:
            self._texts.written.add(same(each.guid))
            self._work.kept["Selection"] += 1
