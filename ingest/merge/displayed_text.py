"""The text that is shown for an interview, with every name out that any version of it hides.

One version is the base: its paragraphs and labels are shown. Where another version hides a name that the
base shows, the other version's words stand instead. A name learned in that way is taken out wherever else
it stands, unless it is an ordinary word too: then a person is told where to look.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

from ingest.merge.alignment import align
from ingest.merge.placeholders import Cover, cover
from ingest.merge.redaction import Names, Redaction, names_of, redactions
from ingest.model import Draft, Transcript, lay_out
from ingest.speakers import recognise, speakers_of


@dataclass(frozen=True, slots=True)
class Replacement:
    """A place of the shown text where a name was taken out; the name itself is kept nowhere.

    ``start`` and ``end`` hold the placeholder in the shown text (empty where the name was just left out).
    ``source`` is the file that hides it there; None where the name was hidden elsewhere only, or by a file
    that is gone.
    """

    paragraph: int
    start: int
    end: int
    placeholder: str
    source: PurePath | None


@dataclass(frozen=True)
class Shown:
    """The text to show, what was replaced in it, the hidden names, and the paragraphs to check by eye."""

    transcript: Transcript
    replacements: tuple[Replacement, ...]
    names: Names
    doubtful: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Edit:
    """New words for a span of the base's text."""

    start: int
    end: int
    words: str
    source: PurePath | None


def show(base: Transcript, others: Sequence[tuple[Transcript, PurePath]]) -> Shown:
    """Return the text of ``base`` with every name hidden that one of the ``others`` hides."""
    found: list[Redaction] = []
    wanted: list[_Edit] = []
    labels = _hidden_labels(base, [other for other, _ in others])
    for text, path in _different(base.text, others):
        compared = redactions(base.text, text)
        found += compared
        wanted += [
            _Edit(one.start, one.end, one.placeholder, path) for one in compared if one.hides == "other"
        ]
    names = names_of(found, [base.text, *(other.text for other, _ in others)], labels)
    seen = _best(wanted)
    elsewhere = [
        _Edit(start, end, placeholder, None)
        for start, end, placeholder in names.clear(base.text)
        if not any(start < one.end and one.start < end for one in seen)
    ]
    edits = sorted([*seen, *elsewhere], key=lambda one: one.start)
    return _edited(base, [_tidied(edit, base.text) for edit in edits], names, labels)


def still_hiding(shown: Shown, held: Transcript, path: PurePath) -> Shown:
    """Return ``shown`` with every name hidden that the text in a catalog, ``held``, hides besides.

    The file that hid such a name may be gone. What the files hide themselves is hidden their way.
    """
    again = show(shown.transcript, [(held, path)])
    moved = align(shown.transcript.text, again.transcript.text)
    places = ((one, moved.span(one.start, one.end)) for one in shown.replacements)
    earlier = (replace(one, start=at.start, end=at.end) for one, at in places if at)
    kept = [
        one
        for one in earlier
        if not any(one.start < new.end and new.start < one.end for new in again.replacements)
    ]
    late = (replace(one, source=None) for one in again.replacements)
    names = Names(
        tuple(sorted({*shown.names.seen, *again.names.seen})), shown.names.ordinary | again.names.ordinary
    )
    return Shown(
        again.transcript,
        tuple(sorted([*kept, *late], key=lambda one: (one.start, one.end))),
        names,
        tuple(sorted({*shown.doubtful, *again.doubtful})),
    )


def _different(text: str, others: Sequence[tuple[Transcript, PurePath]]) -> list[tuple[str, PurePath]]:
    """Return each text that differs once, with the first file that has it."""
    first: dict[str, PurePath] = {}
    for other, path in sorted(others, key=lambda item: str(item[1])):
        if other.text != text:
            first.setdefault(other.text, path)
    return list(first.items())


def _hidden_labels(base: Transcript, others: Sequence[Transcript]) -> dict[str, str]:
    """Return what other versions call the speakers whom ``base`` calls by name: "Noor" is "Interviewee"."""
    called: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for other in others:
        if not any(_tells_a_name(p.speaker) for p in base.paragraphs):
            return {}
        if not any(_is_generic(p.speaker) for p in other.paragraphs):
            continue
        offsets = align(base.text, other.text)
        starts = [paragraph.start for paragraph in other.paragraphs]
        for paragraph in base.paragraphs:
            place = offsets.span(paragraph.start, paragraph.end)
            label = other.paragraphs[bisect_right(starts, place.start) - 1].speaker if place else None
            if paragraph.speaker and label and _tells_a_name(paragraph.speaker) and _is_generic(label):
                called[paragraph.speaker][label] += 1
    return {name: min(counts, key=lambda one: (-counts[one], one)) for name, counts in called.items()}


def _is_generic(label: str | None) -> bool:
    """Say whether a label is a role, "Interviewer 1"; "Ann (interviewer)" tells a name as well."""
    return label is not None and "(" not in label and recognise(label) is not None


def _tells_a_name(label: str | None) -> bool:
    return label is not None and not _is_generic(label)


def _best(edits: Sequence[_Edit]) -> list[_Edit]:
    """Return one edit for every place: the words that hide most, then those most versions agree on."""
    chosen: list[_Edit] = []
    votes = Counter((edit.start, edit.end, edit.words) for edit in edits)

    def rank(edit: _Edit) -> tuple[int, int, int, str, str]:
        hides = Cover.WEAK if not edit.words else cover(edit.words)
        agreed = votes[edit.start, edit.end, edit.words]
        return (-hides, edit.start - edit.end, -agreed, edit.words, str(edit.source))

    for edit in sorted(edits, key=rank):
        if not any(edit.start < other.end and other.start < edit.end for other in chosen):
            chosen.append(edit)
    return chosen


def _tidied(edit: _Edit, text: str) -> _Edit:
    """Take a space away with words that leave nothing behind."""
    if edit.words:
        return edit
    before, after = text[edit.start - 1 : edit.start], text[edit.end : edit.end + 1]
    if before == " " and (not after or not after.isalnum()):
        return replace(edit, start=edit.start - 1)
    return replace(edit, end=edit.end + 1) if after == " " and before in ("", "\n") else edit


def _edited(base: Transcript, edits: Sequence[_Edit], names: Names, labels: Mapping[str, str]) -> Shown:
    """Write the edits into the paragraphs, and the names out of headings, labels and title."""
    drafts: list[Draft] = []
    placed: list[tuple[int, int, _Edit]] = []
    for number, paragraph in enumerate(base.paragraphs):
        words, done = "", paragraph.start
        for edit in _within(edits, paragraph.start, paragraph.end):
            words += base.text[done : edit.start]
            placed.append((number, len(words), edit))
            words, done = words + edit.words, edit.end
        label = labels.get(paragraph.speaker or "", paragraph.speaker)
        drafts.append(
            Draft(
                words + base.text[done : paragraph.end],
                names.masked(label) if label else label,
                names.masked(paragraph.heading) if paragraph.heading else paragraph.heading,
                paragraph.audio_start,
                paragraph.audio_end,
            )
        )
    paragraphs, _ = lay_out(drafts)
    same = all(a.speaker == b.speaker for a, b in zip(paragraphs, base.paragraphs, strict=True))
    people = base.speakers if same else speakers_of(paragraphs)
    title = names.masked(base.title)
    transcript = replace(base, title=title, paragraphs=paragraphs, tags=(), remarks=(), speakers=people)
    doubtful = (
        k for k, paragraph in enumerate(paragraphs) if any(True for _ in names.unclear(paragraph.text))
    )
    replacements = (
        Replacement(number, at, at + len(edit.words), edit.words, edit.source)
        for number, at, edit in ((n, paragraphs[n].start + at, edit) for n, at, edit in placed)
    )
    return Shown(transcript, tuple(replacements), names, tuple(doubtful))


def _within(edits: Sequence[_Edit], start: int, end: int) -> list[_Edit]:
    """Return the edits of one paragraph; of one that runs on, only the first part gets the new words."""
    return [
        _Edit(
            max(edit.start, start), min(edit.end, end), edit.words if edit.start >= start else "", edit.source
        )
        for edit in edits
        if edit.start < end and start < edit.end
    ]
