"""Texts with labelled spans, as programs for annotation exchange them: no tree, no memos, few people.

Readers of such forms say what they found as :class:`Labelled`; this makes a project of it. Writers take the
spans of a project from :func:`labelled`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from kb.exchange.forms.parts.draft import Draft, moment
from kb.exchange.forms.parts.quotes import NOWHERE
from kb.exchange.forms.parts.spans import Quoted, Spans, spans_of
from kb.exchange.guids import same
from kb.exchange.model import Code, Coding, Project, Selection, Source

_NAME = 200
_LEVELS = 30
"""Levels of a tree that the name of a code tells where its own name is not enough."""


@dataclass(frozen=True, slots=True)
class Label:
    """A span with its label; ``start`` and ``end`` are None for one on the whole text."""

    code: str
    start: int | None
    end: int | None
    quote: str = ""
    by: str = ""
    at: str = ""
    memo: str = ""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text with its labels, as a file has them; ``text`` is None where it is in the catalog only."""

    name: str
    text: str | None
    labels: Sequence[Label] = ()


@dataclass
class Reading:
    """What a reader has found in a file."""

    texts: list[Labelled] = field(default_factory=list)
    dropped: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    problems: list[tuple[str, str]] = field(default_factory=list)


def project_of(found: Reading, *, form: str, origin: str, name: str, checked: bool = True) -> Project:
    """Return what a reader has found as a project.

    ``checked`` says that the form has quotes: a label without one is told. Otherwise positions stand alone.
    """
    return _Maker(Draft(form, name, (), origin), checked).project(found)


class _Maker:
    """Makes a project of texts with labels."""

    def __init__(self, draft: Draft, checked: bool) -> None:  # noqa: FBT001
        self._draft, self._checked = draft, checked
        self._codes: dict[str, Code] = {}
        self._names: dict[str, int] = defaultdict(int)

    def project(self, found: Reading) -> Project:
        """Return the project."""
        for kind, count in found.dropped.items():
            self._draft.drop(kind, count)
        for where, message in found.problems:
            self._draft.tell(where, message)
        with_text = [each for each in found.texts if each.text is not None]
        wanted = [
            (each.text or "", [_quoted(label) for label in each.labels if label.start is not None])
            for each in with_text
        ]
        sources = [self._source(each, spans) for each, spans in zip(with_text, spans_of(wanted), strict=True)]
        sources += [self._without_text(each) for each in found.texts if each.text is None]
        return self._draft.project(codes=list(self._codes.values()), sources=sources, flat=True)

    def _source(self, each: Labelled, spans: Spans) -> Source:
        self._names[each.name] += 1
        often = self._names[each.name]
        called = each.name if often == 1 else f"{each.name} ({often})"
        digest = sha256(spans.text.encode("utf-8", "replace")).hexdigest()
        guid = self._draft.guid("source", digest, called)
        selections = []
        for quoted, labels in _by_span(each.labels).items():
            place = spans.place(quoted)
            doubt = place.doubt if self._checked or not place.is_known else None
            if doubt:
                self._draft.tell(called, f"{labels[0].code!r} at {quoted.start} to {quoted.end}: {doubt}")
            quote = quoted.quote or spans.text[max(0, place.start) : max(0, place.end)]
            selections.append(
                Selection(
                    self._draft.guid("selection", guid, quoted),
                    place.start,
                    place.end,
                    name=quote[:_NAME] if place.is_known else quote,
                    codings=tuple(self._coding(guid, label) for label in labels),
                    doubt=doubt,
                )
            )
        return Source(
            guid,
            called,
            text=spans.text,
            reading=spans.reading if selections else None,
            selections=tuple(selections),
            codings=tuple(self._coding(guid, label) for label in each.labels if label.start is None),
        )

    def _without_text(self, each: Labelled) -> Source:
        """A document that is looked up in the catalog, with its quotes."""
        guid = self._draft.guid("source", each.name)
        selections = tuple(
            Selection(
                self._draft.guid("selection", guid, quoted),
                NOWHERE,
                NOWHERE,
                (quoted.start, quoted.end) if quoted.start >= 0 else None,
                quoted.quote,
                codings=tuple(self._coding(guid, label) for label in labels),
            )
            for quoted, labels in _by_span(each.labels).items()
        )
        whole = tuple(self._coding(guid, label) for label in each.labels if label.start is None)
        return Source(guid, each.name, "quotes", selections=selections, codings=whole)

    def _coding(self, source: str, label: Label) -> Coding:
        called = " ".join(label.code.split()) or "(no name)"
        if called not in self._codes:
            self._codes[called] = Code(self._draft.guid("code", called), called)
        code = self._codes[called].guid
        key = (source, code, label.by, label.start, label.end, label.quote)
        memo = self._draft.note(*key, text=label.memo, by=label.by, at=label.at)
        guid = self._draft.guid("coding", *key)
        return Coding(guid, code, self._draft.user(label.by), moment(label.at), memo)


def _by_span(labels: Iterable[Label]) -> dict[Quoted, list[Label]]:
    found: dict[Quoted, list[Label]] = defaultdict(list)
    for label in labels:
        if label.start is not None:
            found[_quoted(label)].append(label)
    return found


def _quoted(label: Label) -> Quoted:
    start, end = label.start, label.end
    return Quoted(NOWHERE if start is None else start, NOWHERE if end is None else end, label.quote)


@dataclass(frozen=True, slots=True)
class Spanned:
    """A span of a project with what it is called and by whom, for writers."""

    guid: str
    code: str
    start: int
    end: int
    by: str
    at: str


def labelled(project: Project) -> Iterator[tuple[Source, list[Spanned], list[Spanned]]]:
    """Yield every source that has a text, with its codings on words and those on the whole text.

    Codings without a place are in neither.
    """
    codes = names_of_codes(project.codes)
    people = {same(each.guid): each.name or "" for each in project.users}
    for source in project.sources:
        if source.text is None:
            continue
        spans = [
            _spanned(coding, selection.start, selection.end, codes, people)
            for selection in source.selections
            for coding in selection.codings
            if 0 <= selection.start < selection.end <= len(source.text)
        ]
        spans.sort(key=lambda each: (each.start, each.end, each.code, each.by, each.guid))
        yield source, spans, [_spanned(each, 0, 0, codes, people) for each in source.codings]


def kept(project: Project, *, only_words: bool = False, every_code: bool = False) -> dict[str, int]:
    """Count what :func:`labelled` gives out of a project, by the names of the report of an export.

    Args:
        project: that is written.
        only_words: codings on a whole text are not written.
        every_code: codes without a coding are written, too.
    """
    counts: Counter[str] = Counter()
    codes = set(names_of_codes(project.codes).values()) if every_code else set()
    people = set()
    for _, spans, whole in labelled(project):
        written = spans if only_words else [*spans, *whole]
        counts["Source"] += 1
        counts["Coding"] += len(written)
        codes |= {each.code for each in written}
        people |= {each.by for each in written if each.by}
    for source in project.sources:
        size = len(source.text or "")
        counts["Selection"] += sum(
            bool(each.codings) and 0 <= each.start < each.end <= size for each in source.selections
        )
    return {**counts, "Code": len(codes), "User": len(people)}


def _spanned(coding: Coding, start: int, end: int, codes: dict[str, str], people: dict[str, str]) -> Spanned:
    code = codes.get(same(coding.code), coding.code)
    by = people.get(same(coding.creator), "") if coding.creator else ""
    return Spanned(coding.guid, code, start, end, by, coding.created or "")


def names_of_codes(codes: Iterable[Code]) -> dict[str, str]:
    """Return what each code is called without a tree: its name, or ``A > B`` where two have one."""
    held = {same(each.guid): each for each in codes}
    often = Counter(each.name for each in held.values())
    given: Counter[str] = Counter()
    names = {}
    for guid, each in held.items():
        name = each.name if often[each.name] == 1 else _path(each, held)
        given[name] += 1
        names[guid] = name if given[name] == 1 else f"{name} ({given[name]})"
    return names


def _path(code: Code, held: dict[str, Code]) -> str:
    """The names from the top to a code; of a deep tree, those next to the code."""
    names, seen = [code.name], {same(code.guid)}
    above = held.get(same(code.parent or ""))
    while above is not None and same(above.guid) not in seen:
        if len(seen) == _LEVELS:
            names.append("…")
            break
        names.append(above.name)
        seen.add(same(above.guid))
        above = held.get(same(above.parent or ""))
    return " > ".join(reversed(names))
