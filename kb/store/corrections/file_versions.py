"""Where corrected paragraphs are in a new version of the files, and what becomes of the correction there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from ingest.merge.alignment import OffsetMap
from ingest.merge.redaction import Names, Redaction, names_of, redactions
from ingest.model import Draft, lay_out
from kb.store.corrections.file_text import Stretch
from kb.store.corrections.word_moves import WordMove

_ASIDE = ("speaker", "heading", "audio_start", "audio_end")
_WORD = re.compile(r"\w+")
_HIDDEN = "[redacted]"


@dataclass(frozen=True)
class FileVersions:
    """What the files of a document said and what they say now, paragraph by paragraph."""

    before: Sequence[Draft]
    after: Sequence[Draft]
    moved: OffsetMap
    names: Names | None

    @cached_property
    def starts(self) -> list[int]:
        """Where each paragraph began."""
        return [each.start for each in lay_out(self.before)[0]]

    @cached_property
    def places(self) -> list[tuple[int, int] | None]:
        """The first and the last new paragraph that has words of each old one; None when none has."""
        if self.before == self.after:
            return [(at, at) for at in range(len(self.before))]
        new = lay_out(self.after)[0]
        found: list[tuple[int, int] | None] = []
        at = 0
        for old in lay_out(self.before)[0]:
            place = self.moved.span(old.start, old.end)
            if place is None or not new:
                found.append(None)
                continue
            while at + 1 < len(new) and new[at + 1].start <= place.start:
                at += 1
            last = at
            while last + 1 < len(new) and new[last + 1].start < place.end:
                last += 1
            found.append((at, last))
        return found

    @cached_property
    def hidden(self) -> tuple[Redaction, ...]:
        """The names that the files showed and now hide."""
        if self.moved.old == self.moved.new:
            return ()
        return tuple(each for each in redactions(self.moved.old, self.moved.new) if each.hides == "other")

    def masked(self, text: str) -> str:
        """Return a text with every name out that is hidden, now or before."""
        late = names_of(self.hidden, (self.moved.old, self.moved.new), {}) if self.hidden else None
        for names in (late, self.names):
            text = names.masked(text) if names is not None else text
        return text


@dataclass(frozen=True)
class Cluster:
    """Corrected stretches that belong together: paragraphs of the files before, and those in their place now.

    Both ranges are half-open. The first stretch begins at the paragraph ``begins`` of the files before.
    """

    stretches: tuple[Stretch, ...]
    begins: int
    before: tuple[int, int]
    after: tuple[int, int]


def clusters(corrected: Sequence[Stretch], versions: FileVersions) -> list[Cluster]:
    """Return where corrected paragraphs are in the new version, in text order."""
    found: list[Cluster] = []
    shift = 0
    for each in corrected:
        first = each.position + shift
        shift += len(each.file_text) - each.paragraphs
        one = _grown((each,), first, (first, first + len(each.file_text)), versions)
        while found and (found[-1].before[1] > one.before[0] or found[-1].after[1] > one.after[0]):
            last = found.pop()
            both = min(last.before[0], one.before[0]), max(last.before[1], one.before[1])
            one = _grown((*last.stretches, *one.stretches), last.begins, both, versions)
        found.append(one)
    return found


def _grown(
    stretches: tuple[Stretch, ...], begins: int, before: tuple[int, int], versions: FileVersions
) -> Cluster:
    """Return a cluster that takes in whole paragraphs of both versions."""
    (first, end), places = before, versions.places
    while True:
        there = [place for place in places[first:end] if place]
        if there:
            low, high = min(a for a, _ in there), max(b for _, b in there) + 1
        else:
            low = max((place[1] + 1 for place in places[:first] if place), default=0)
            high = max(low, min((place[0] for place in places[end:] if place), default=len(versions.after)))
        shared = [k for k, place in enumerate(places) if place and place[0] < high and place[1] >= low]
        wider = min([first, *shared]), max([end, *(k + 1 for k in shared)])
        if wider == (first, end):
            return Cluster(stretches, begins, (first, end), (low, high))
        first, end = wider


@dataclass(frozen=True)
class Meeting:
    """What becomes of a correction: the paragraphs to show, and those that the files have there now.

    ``first`` is the position of the latter.
    """

    first: int
    drafts: tuple[Draft, ...]
    file_text: tuple[Draft, ...]
    earlier: tuple[Stretch, ...]
    disputed: bool
    hides: bool
    keeps_places: bool

    def stretch(self, position: int) -> Stretch | None:
        """Return what is corrected from now on, None when the files say the same."""
        if self.drafts == self.file_text:
            return None
        one = self.earlier[0]
        return Stretch(
            position,
            len(self.drafts),
            self.file_text,
            one.who,
            one.starts if self.keeps_places else {},
            one.ends if self.keeps_places else {},
            self.disputed,
            one.created,
        )


def met(cluster: Cluster, versions: FileVersions, shown: Sequence[Draft]) -> Meeting:
    """Return what becomes of corrected paragraphs in the new version; ``shown`` is all that is shown yet."""
    original = tuple(versions.before[slice(*cluster.before)])
    new = tuple(versions.after[slice(*cluster.after)])
    corrected = _corrected(cluster, shown)
    hidden = _hidden(cluster, versions, corrected)
    drafts, disputed = _three_ways(original, hidden, new, versions)
    one = cluster.stretches[0]
    keeps = len(cluster.stretches) == 1 and drafts == corrected
    keeps = keeps and one.file_text == original and _texts(original) == _texts(new)
    return Meeting(
        cluster.after[0],
        drafts,
        new,
        cluster.stretches,
        disputed or any(each.disputed for each in cluster.stretches),
        _texts(hidden) != _texts(corrected),
        keeps,
    )


def _corrected(cluster: Cluster, shown: Sequence[Draft]) -> tuple[Draft, ...]:
    """Return the paragraphs shown for those of the files in a cluster; around stretches both are equal."""
    more = sum(each.paragraphs - len(each.file_text) for each in cluster.stretches)
    first = cluster.stretches[0].position - (cluster.begins - cluster.before[0])
    return tuple(shown[first : first + cluster.before[1] - cluster.before[0] + more])


def _hidden(cluster: Cluster, versions: FileVersions, corrected: Sequence[Draft]) -> tuple[Draft, ...]:
    """Return corrected paragraphs without the names that the files hide by now."""
    first, end = cluster.before
    texts = [each.text for each in corrected]
    if versions.hidden and first < end:
        base = versions.starts[first]
        old = "\n".join(each.text for each in versions.before[first:end])
        move = WordMove(old, "\n".join(texts))
        for each in reversed(versions.hidden):
            if base <= each.start and each.end <= base + len(old):
                place = move.start(each.start - base), move.end(each.end - base)
                texts = _written_over(texts, *place, each.placeholder.strip() or _HIDDEN)
    return tuple(
        replace(
            each,
            text=versions.masked(text),
            speaker=versions.masked(each.speaker) if each.speaker else each.speaker,
            heading=versions.masked(each.heading) if each.heading else each.heading,
        )
        for each, text in zip(corrected, texts, strict=True)
    )


def _written_over(texts: Sequence[str], start: int, end: int, words: str) -> list[str]:
    """Return paragraphs with other words from ``start`` to ``end``, offsets into them joined by a newline."""
    written, at = [], 0
    for text in texts:
        first, last = max(start - at, 0), min(end - at, len(text))
        if start < end and first < last:
            written.append(text[:first] + (words if start >= at else "") + text[last:])
        else:
            written.append(text)
        at += len(text) + 1
    return written


def _three_ways(
    original: Sequence[Draft], corrected: Sequence[Draft], new: Sequence[Draft], versions: FileVersions
) -> tuple[tuple[Draft, ...], bool]:
    """Return the paragraphs to show, and whether files and person have changed the same thing differently.

    What only one of them has changed is as that one has it.
    """
    if len(original) == len(corrected) == len(new):
        each = [_met(*three, versions) for three in zip(original, corrected, new, strict=True)]
        return tuple(draft for draft, _ in each), any(disputed for _, disputed in each)
    if _texts(new) == _texts(corrected):
        return tuple(new), False
    same_words = _words(_texts(original), versions) == _words(_texts(new), versions)
    if same_words and len(original) == len(new):
        return _with_facts(original, corrected, new)
    labels = [each.speaker for each in original], [each.speaker for each in new]
    return tuple(corrected), not same_words or set(labels[0]) != set(labels[1])


def _met(original: Draft, corrected: Draft, new: Draft, versions: FileVersions) -> tuple[Draft, bool]:
    """Bring together what became of one paragraph, field by field."""
    disputed = False
    text = corrected.text
    if corrected.text == original.text or _words([corrected.text], versions) == _words([new.text], versions):
        text = new.text if corrected.text == original.text else corrected.text
    elif _words([original.text], versions) != _words([new.text], versions):
        disputed = True
    facts = {}
    for name in _ASIDE:
        was, wanted, told = (getattr(each, name) for each in (original, corrected, new))
        facts[name] = told if wanted == was else wanted
        disputed |= name == "speaker" and len({was, wanted, told}) == 3  # noqa: PLR2004  all three differ
    return replace(corrected, text=text, **facts), disputed


def _with_facts(
    original: Sequence[Draft], corrected: Sequence[Draft], new: Sequence[Draft]
) -> tuple[tuple[Draft, ...], bool]:
    """Give corrected paragraphs what the files say of those that they come from, besides the words."""
    old = lay_out(original)[0]
    shown = lay_out(corrected)[0]
    move = WordMove("\n".join(_texts(corrected)), "\n".join(_texts(original)))
    drafts, disputed = [], False
    for draft, paragraph in zip(corrected, shown, strict=True):
        at = move.start(paragraph.start)
        source = max((k for k, each in enumerate(old) if each.start <= at), default=0)
        was, told = original[source], new[source]
        facts = {name: getattr(told, name) for name in _ASIDE if getattr(draft, name) == getattr(was, name)}
        disputed |= "speaker" not in facts and told.speaker not in (was.speaker, draft.speaker)
        drafts.append(replace(draft, **facts))
    return tuple(drafts), disputed


def _texts(drafts: Sequence[Draft]) -> list[str]:
    return [each.text for each in drafts]


def _words(texts: Sequence[str], versions: FileVersions) -> list[str]:
    """Return the words of paragraphs, names hidden, without what makes no difference."""
    return _WORD.findall(versions.masked("\n".join(texts)).casefold())
