"""The catalog's own knowledge: which codes carry which issue, which fixes answer it, and where it arises.

``taxonomy.yaml`` is written by people; this module makes of it a frozen :class:`Taxonomy`, or one
:class:`TaxonomyError` that lists every fault with its line::

    taxonomy.yaml:41: no code 'MM-drfit'; did you mean 'MM-drift'?

The file's format is told in ``docs/taxonomy.md``.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path, PurePath
from typing import Literal, cast

from ingest.files.regular import UnreadableFileError, content
from kb.codebook.code_names import code_key
from kb.codebook.schema import Fault, Record, Records, read_records
from kb.codebook.validate import SHAPES, check, contradictions, study_from
from kb.codebook.words import Study
from kb.errors import KbError, UnknownNameError

__all__ = [
    "Aspect",
    "CodeEntry",
    "CodeKind",
    "FixEntry",
    "IssueEntry",
    "Stage",
    "Taxonomy",
    "TaxonomyError",
    "code_key",
    "parse_taxonomy",
    "read_taxonomy",
    "taxonomy_doubts",
]

CodeKind = Literal["issue", "fix", "topic", "structural", "umbrella"]

_NUMBERED = re.compile(r"(?P<stem>.*?)[-.]?\d+(?:\.\d+)*")

LARGEST = 1_000_000
"""Bytes a taxonomy may have: ten times the shipped one; a larger file is not one."""


class TaxonomyError(KbError):
    """A taxonomy that cannot be used; one fault a line, in the order of the file."""

    def __init__(self, path: PurePath, faults: Iterable[Fault]) -> None:
        self.path = path
        self.faults = tuple(sorted(set(faults)))
        super().__init__("\n".join(f"{path}:{fault.line}: {fault.message}" for fault in self.faults))


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage in which issues arise; ``position`` counts from 0."""

    key: str
    title: str
    about: str
    position: int


@dataclass(frozen=True, slots=True)
class Aspect:
    """A quality aspect that an issue hurts; ``position`` counts from 0."""

    key: str
    title: str
    about: str
    position: int


@dataclass(frozen=True, slots=True)
class CodeEntry:
    """A code of the codebook: when to use it, and the words by which people give it away.

    A cue matches at the start of a word whatever its case: ``drift`` is in "drifting", not in "adrift".
    A ``numbered`` code stands for all its numbers: ``Q`` for Q3 and Q5.4, where they have no entry.
    """

    name: str
    kind: CodeKind
    definition: str
    cues: tuple[str, ...]
    stage: str | None = None
    aspect: str | None = None
    parent: str | None = None
    aliases: tuple[str, ...] = ()
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class IssueEntry:
    """An issue, the codes that are its evidence, and its number in a published study, if it has one."""

    key: str
    title: str
    statement: str
    aspect: str | None
    stages: tuple[str, ...]
    codes: tuple[str, ...]
    study: str | None = None


@dataclass(frozen=True, slots=True)
class FixEntry:
    """A strategy against issues, and the codes that are its evidence."""

    key: str
    title: str
    statement: str
    mitigates: tuple[str, ...]
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Taxonomy:
    """The whole file, in its order; ``text`` is the file as read and ``sha256`` its fingerprint."""

    study: Study = field(default_factory=Study)
    stages: Mapping[str, Stage] = field(default_factory=dict)
    aspects: Mapping[str, Aspect] = field(default_factory=dict)
    codes: Mapping[str, CodeEntry] = field(default_factory=dict)
    issues: Mapping[str, IssueEntry] = field(default_factory=dict)
    fixes: Mapping[str, FixEntry] = field(default_factory=dict)
    text: str = field(default="", repr=False)
    sha256: str = ""

    @cached_property
    def _names(self) -> dict[str, str]:
        """Key of every spelling → canonical name."""
        spellings = (
            (name, entry.name) for entry in self.codes.values() for name in (entry.name, *entry.aliases)
        )
        return {code_key(spelling): name for spelling, name in spellings}

    def canonical(self, name: str) -> str | None:
        """Return the code that ``name`` spells: its name, an alias, or either in another case or number."""
        return self._names.get(code_key(name))

    def code(self, name: str) -> CodeEntry:
        """Return the entry of a code by any of its spellings; an unknown one raises UnknownNameError."""
        canonical = self.canonical(name)
        if canonical is None:
            raise UnknownNameError("code", name, self.codes, where="the taxonomy")
        return self.codes[canonical]

    def numbered(self, name: str) -> CodeEntry | None:
        """Return the numbered code of which ``name`` is a number that has no entry of its own."""
        found = _NUMBERED.fullmatch(code_key(name))
        if found is None or self.canonical(name) is not None:
            return None
        entry = self.codes.get(self.canonical(found["stem"]) or "")
        return entry if entry is not None and entry.numbered else None

    def issues_of(self, code: str) -> tuple[IssueEntry, ...]:
        """Return the issues that a code is evidence for; none for a code the taxonomy does not know."""
        name = self.canonical(code)
        return tuple(issue for issue in self.issues.values() if name in issue.codes)

    def fixes_of(self, code: str) -> tuple[FixEntry, ...]:
        """Return the fixes that a code is evidence for; none for a code the taxonomy does not know."""
        name = self.canonical(code)
        return tuple(fix for fix in self.fixes.values() if name in fix.codes)

    def fixes_for(self, issue_key: str) -> tuple[FixEntry, ...]:
        """Return the fixes that mitigate an issue; an unknown issue raises UnknownNameError."""
        if issue_key not in self.issues:
            raise UnknownNameError("issue", issue_key, self.issues, where="the taxonomy")
        return tuple(fix for fix in self.fixes.values() if issue_key in fix.mitigates)


def read_taxonomy(path: Path) -> Taxonomy:
    """Read ``taxonomy.yaml``; raise TaxonomyError when it is missing, too large, not UTF-8 or faulty."""
    try:
        data = content(path, LARGEST)
    except UnreadableFileError as error:
        raise TaxonomyError(path, [Fault(1, f"cannot be read: {error}")]) from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise TaxonomyError(path, [Fault(line, "not UTF-8; save the file in that encoding")]) from error
    return parse_taxonomy(text, path)


def parse_taxonomy(text: str, path: PurePath) -> Taxonomy:
    """Return the taxonomy that ``text`` spells out; ``path`` only names the file in a TaxonomyError."""
    if len(text) > LARGEST:
        raise TaxonomyError(path, [_too_large()])
    taxonomy, faults = _parsed(text)
    if faults:
        raise TaxonomyError(path, faults)
    return taxonomy


@lru_cache(maxsize=4)
def _parsed(text: str) -> tuple[Taxonomy, tuple[Fault, ...]]:
    """Return the taxonomy, an empty one where there are faults; YAML takes a third of a second for ours."""
    faults: list[Fault] = []
    records = read_records(text, SHAPES, faults)
    faults.extend(check(records))
    return Taxonomy() if faults else _assemble(records, text), tuple(faults)


def taxonomy_doubts(taxonomy: Taxonomy) -> tuple[Fault, ...]:
    """Return what can be used and is probably a mistake: codes whose place contradicts their issue's."""
    return tuple(sorted(set(contradictions(read_records(taxonomy.text, SHAPES, [])))))


def _too_large() -> Fault:
    return Fault(1, f"larger than {LARGEST:,} bytes; this is not a taxonomy")


def _assemble(records: Records, text: str) -> Taxonomy:
    """Make values, which many may share, of records in which ``validate.check`` finds no fault."""
    return Taxonomy(
        study=study_from(records),
        stages={
            key: Stage(key, record.texts["title"].value, record.texts["about"].value, position)
            for position, (key, record) in enumerate(records["stages"].items())
        },
        aspects={
            key: Aspect(key, record.texts["title"].value, record.texts["about"].value, position)
            for position, (key, record) in enumerate(records["aspects"].items())
        },
        codes={name: _code(name, record) for name, record in records["codes"].items()},
        issues={key: _issue(key, record) for key, record in records["issues"].items()},
        fixes={key: _fix(key, record) for key, record in records["fixes"].items()},
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
    )


def _code(name: str, record: Record) -> CodeEntry:
    return CodeEntry(
        name=name,
        kind=cast("CodeKind", record.texts["kind"].value),
        definition=record.get("definition") or "",
        cues=record.values("cues"),
        stage=record.get("stage"),
        aspect=record.get("aspect"),
        parent=record.get("parent"),
        aliases=record.values("aliases"),
        numbered=record.get("numbered") == "yes",
    )


def _issue(key: str, record: Record) -> IssueEntry:
    return IssueEntry(
        key=key,
        title=record.texts["title"].value,
        statement=record.texts["statement"].value,
        aspect=record.get("aspect"),
        stages=record.values("stages"),
        codes=record.values("codes"),
        study=record.get("study"),
    )


def _fix(key: str, record: Record) -> FixEntry:
    return FixEntry(
        key=key,
        title=record.texts["title"].value,
        statement=record.texts["statement"].value,
        mitigates=record.values("mitigates"),
        codes=record.values("codes"),
    )
