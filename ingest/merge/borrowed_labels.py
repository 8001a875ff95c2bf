"""Speakers that the shown copy does not print and another copy of the interview does.

A print-out loses the label where a paragraph begins a page or holds several turns; the plain transcript has
it. A paragraph gets its speaker from another copy only where its words are certainly the same and all the
copies that name somebody there name the same one. Otherwise it stays without, and a person is told::

    print-out  "It broke overnight, and nobody in the team was told."                 (no label)
    plain      "Interviewee: It broke overnight, and nobody in the team was told."
    ->         Interviewee
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

from ingest.dialogue.blocks import Block
from ingest.dialogue.leads import Lead, leads
from ingest.merge.alignment import OffsetMap, align
from ingest.merge.copies import Version
from ingest.model import Paragraph, Problem, Transcript
from ingest.speakers import recognise, speakers_of

_MANY_LETTERS = 40
"""So many letters in one run are the same words; fewer need the same paragraphs around them, too."""


@dataclass(frozen=True)
class Labelled:
    """The shown copy with the speakers that other copies print, and what a person should know of it."""

    transcript: Transcript
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    """What other copies say of a paragraph: one label and the file that prints it, or None where unsure.

    ``several``: the copy has turns of several people there.
    """

    label: str | None
    path: PurePath
    several: bool = False


def borrow_labels(base: Version, versions: Sequence[Version]) -> Labelled:
    """Return the text of ``base`` with the labels that other versions print at the same words.

    The text that a catalog shows is asked last: it has what was found there before.
    """
    shown = base.transcript
    lacking = [number for number, each in enumerate(shown.paragraphs) if not each.speaker and each.text]
    labelled = (one for one in versions if any(each.speaker for each in one.transcript.paragraphs))
    others = [one for one in labelled if one is not base]
    if not lacking or not others:
        return Labelled(shown, ())
    generic = any(_is_generic(p.speaker) for one in versions for p in one.transcript.paragraphs)
    found: dict[int, _Found] = {}
    for held in (False, True):
        copies = [_Copy(shown, one, generic_only=generic) for one in others if one.in_catalog is held]
        for number in lacking:
            if number not in found and (one := _agreed(copies, number)):
                found[number] = one
    sure = {number: one.label for number, one in found.items() if one.label}
    paragraphs = tuple(
        replace(each, speaker=sure.get(number, each.speaker)) for number, each in enumerate(shown.paragraphs)
    )
    known = all(label in shown.people for label in sure.values())
    people = shown.speakers if known else speakers_of(paragraphs)
    return Labelled(
        replace(shown, paragraphs=paragraphs, speakers=people), tuple(_told(base.source.path, found))
    )


class _Copy:
    """Another copy: whom it names at a paragraph of the shown one, in the labels of the shown one."""

    def __init__(self, shown: Transcript, other: Version, *, generic_only: bool) -> None:
        self.path = other.source.path
        self._shown = shown
        self._other = other.transcript
        self._generic_only = generic_only
        self._offsets: OffsetMap = align(shown.text, other.transcript.text)
        self._starts = [each.start for each in other.transcript.paragraphs]
        self._called = self._names()

    def says(self, number: int) -> _Found | None:
        """Return whom this copy names at a paragraph, None where it has no word on it."""
        labels = {each.speaker for each in self._there(number)}
        if labels <= {None}:
            return None
        if len(labels) > 1:
            return _Found(None, self.path, several=len(labels - {None}) > 1)
        label = next(iter(labels)) or ""
        return _Found(self._called.get(label) if self._is_same(number, label) else None, self.path)

    def _names(self) -> dict[str, str | None]:
        """Return what the shown copy calls whom this one names: by the paragraphs that both label.

        A label that stands for two there is not sure. Nor is one that the shown copy has for somebody else,
        or that tells a name where copies call people by their roles.
        """
        called: defaultdict[str, set[str]] = defaultdict(set)
        for number, paragraph in enumerate(self._shown.paragraphs):
            there = {each.speaker for each in self._there(number)} if paragraph.speaker else set()
            if paragraph.speaker and len(there) == 1 and self._is_same(number, None):
                called[next(iter(there)) or ""].add(paragraph.speaker)
        names: dict[str, str | None] = {}
        for label in {each.speaker for each in self._other.paragraphs if each.speaker}:
            theirs = called.get(label, set())
            if label in theirs and len(theirs) > 1 and self._is_one_person(theirs):
                theirs = {label}
            taken = label in self._shown.people or (self._generic_only and not _is_generic(label))
            names[label] = next(iter(theirs)) if len(theirs) == 1 else None if theirs or taken else label
        return names

    def _is_one_person(self, labels: set[str]) -> bool:
        people = self._shown.people
        return len({people[label].name if label in people else label for label in labels}) == 1

    def _there(self, number: int) -> Sequence[Paragraph]:
        """Return the paragraphs of this copy that have words of a paragraph of the shown one."""
        paragraph = self._shown.paragraphs[number]
        place = self._offsets.span(*_spoken(paragraph))
        if place is None:
            return ()
        first = max(0, bisect_right(self._starts, place.start) - 1)
        return self._other.paragraphs[first : bisect_left(self._starts, place.end)]

    def _is_same(self, number: int, label: str | None) -> bool:
        """Say whether the words of a paragraph are certainly those of this copy."""
        paragraph = self._shown.paragraphs[number]
        start, end = _spoken(paragraph)
        written = _written_label(paragraph) if start > paragraph.start else None
        if written and label and written.key != label.casefold():
            return False
        if not self._is_kept(start, end):
            return False
        if len("".join(self._shown.text[start:end].split())) >= _MANY_LETTERS:
            return True
        return all(
            self._is_kept(near.start, near.end)
            for near in self._shown.paragraphs[max(0, number - 1) : number + 2]
            if near is not paragraph
        )

    def _is_kept(self, start: int, end: int) -> bool:
        """Say whether every word is there, in one piece."""
        if not (place := self._offsets.span(start, end)):
            return False
        here, there = self._shown.text[start:end], self._other.text[place.start : place.end]
        return place.kept == 1 and _words(here) == _words(there)


def _spoken(paragraph: Paragraph) -> tuple[int, int]:
    """Return where the words begin and end, without a label that a print-out left among them."""
    written = None if paragraph.speaker else _written_label(paragraph)
    if written is None or not _is_generic(written.label) or written.alone:
        return paragraph.start, paragraph.end
    return paragraph.start + written.words, paragraph.start + len(paragraph.text.rstrip())


def _written_label(paragraph: Paragraph) -> Lead | None:
    """Return what stands before a colon at the beginning of a paragraph's words."""
    found = leads(Block(paragraph.text, 0))
    return next((lead for lead in found if lead.grammar == "colon"), None)


def _agreed(copies: Sequence[_Copy], number: int) -> _Found | None:
    """Return what the copies say of a paragraph; where they differ, nobody is sure."""
    said = [one for one in (copy.says(number) for copy in copies) if one]
    sure = [one for one in said if one.label]
    if len({one.label for one in sure}) > 1 or (sure and any(one.several for one in said)):
        return _Found(None, sure[0].path)
    return next(iter([*sure, *said]), None)


def _told(path: PurePath, found: Mapping[int, _Found]) -> Iterator[Problem]:
    """Tell, once a file, which paragraphs have their speaker from another copy, and which are unsure."""
    sources: defaultdict[PurePath, list[int]] = defaultdict(list)
    for number, one in sorted(found.items()):
        if one.label:
            sources[one.path].append(number)
    for source, numbers in sources.items():
        have = "1 paragraph has its" if len(numbers) == 1 else f"{len(numbers)} paragraphs have their"
        where = f"{source.name!r}, where the same words have one (first: ¶ {numbers[0] + 1})"
        yield Problem(path, "", f"{have} speaker from {where}", "note")
    unsure = sorted(number for number, one in found.items() if not one.label)
    if unsure:
        have = f"{len(unsure)} paragraphs have" if unsure[1:] else "1 paragraph has"
        sentence = "no speaker, and the other copies do not tell for certain who speaks"
        yield Problem(path, "", f"{have} {sentence} (first: ¶ {unsure[0] + 1})", "warning")


def _words(text: str) -> str:
    return "".join(text.split()).casefold()


def _is_generic(label: str | None) -> bool:
    """Say whether a label is a role, "Interviewer 1"; "Ann (interviewer)" tells a name as well."""
    return label is not None and "(" not in label and recognise(label) is not None
