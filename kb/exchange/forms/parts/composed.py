"""A project as it is put together for another program: its files, and what of the project is in them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kb.exchange.forms.parts.folders import zipped
from kb.exchange.forms.parts.names import Names
from kb.exchange.guids import same
from kb.exchange.model import Coding, Problem, Project, Selection, Source

UNKNOWN = "Unknown coder"
"""Who coded what names nobody, as the catalog calls them, too."""
NO_WORDS = "codings without words, or without a place"
_SECOND = 19
"""Characters of a moment up to its seconds: ``2024-05-01T10:00:00``."""


@dataclass(frozen=True, slots=True)
class Composed:
    """What is written: the files of a folder by their names in it, or the only one.

    ``kept`` counts the things that are in them, by the kinds of the report of an export; ``problems`` say
    what is in them otherwise than here.
    """

    files: Mapping[str, bytes]
    kept: Mapping[str, int]
    problems: Sequence[Problem] = ()

    def packed(self, folder: str | None = None) -> bytes:
        """Return the only file, or a zip of the folder under this name."""
        if folder is None:
            return next(iter(self.files.values()))
        return zipped({f"{folder}/{name}": data for name, data in self.files.items()})


@dataclass
class Composing:
    """A project under way into the tables of another program."""

    project: Project
    longest_name: int | None = None
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    kept: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Name the people, and look up the memos."""
        names = Names(longest=self.longest_name)
        self._people = {same(each.guid): names.take(each.name or UNKNOWN) for each in self.project.users}
        for user in self.project.users:
            if user.name and self._people[same(user.guid)] != " ".join(user.name.split()):
                self.tell(user.name, f"is called {self._people[same(user.guid)]!r} there")
        self._notes = {same(each.guid): each for each in self.project.notes}
        self._written: set[str] = set()

    def add(self, table: str, **columns: Any) -> None:
        """Add a row."""
        self.rows[table].append(columns)

    def tell(self, where: str, message: str) -> None:
        """Note what a person should know."""
        self.problems.append(Problem(where, message))

    def tell_undescribed(self, *, words: bool = True, codes: bool = False, texts: bool = False) -> None:
        """Say how many descriptions have no place in the form: they are no memos that are counted."""
        project = self.project
        selections = [each for source in project.sources for each in source.selections]
        lost = {
            "memos on words": [each.description for each in selections] if words else [],
            "definitions of codes": [each.description for each in project.codes] if codes else [],
            "descriptions of texts": [each.description for each in project.sources] if texts else [],
        }
        for what, said_of in lost.items():
            if count := sum(bool(each and each.strip()) for each in said_of):
                self.tell("", f"{what} have no place there: {count}")

    def people(self) -> list[str]:
        """The names of the project's users."""
        self.kept["User"] = len(self.project.users)
        return [self._people[same(each.guid)] for each in self.project.users]

    def person(self, guid: str | None) -> str:
        """Return what the form calls a person; empty for nobody."""
        return "" if guid is None else self._people.get(same(guid), UNKNOWN)

    def coder(self, coding: Coding) -> str:
        """Return who coded."""
        return self.person(coding.creator) or UNKNOWN

    def notes(self, guids: Iterable[str]) -> list[Source]:
        """Return the memos of these GUIDs; they are written."""
        found = [self._notes[same(each)] for each in guids if same(each) in self._notes]
        self._written |= {same(each.guid) for each in found}
        self.kept["Note"] = len(self._written)
        return found

    def memo(self, guids: Iterable[str] = (), *, before: str | None = None) -> str:
        """Return a description and the memos of a thing as one text."""
        return joined(before or "", *map(said, self.notes(guids)))

    def left_over(self, *, but: str) -> list[Source]:
        """Return the memos that are written nowhere yet, but those of a name; they are written now."""
        rest = [guid for guid, each in self._notes.items() if guid not in self._written and each.name != but]
        return self.notes(rest)

    def composed(self, files: Mapping[str, bytes]) -> Composed:
        """Return what is written."""
        return Composed(files, dict(self.kept), tuple(self.problems))


def said(note: Source) -> str:
    """Return a memo as one text, its title first."""
    return joined(note.name or "", note.text or "")


def joined(*texts: str) -> str:
    """Return texts one below the other."""
    return "\n\n".join(each.strip("\n") for each in texts if each.strip())


def moment(written: str | None, *, between: str = " ") -> str:
    """Return a moment as databases have it: to the second, without a zone.

    >>> moment("2024-05-01T10:00:00.25Z")
    '2024-05-01 10:00:00'
    """
    return (written or "")[:_SECOND].replace("T", between)


def coded_spans(project: Project) -> Iterator[tuple[Source, Selection, Coding]]:
    """Yield every coding that has words, with its source and its selection."""
    for source in project.sources:
        for each in source.selections:
            if 0 <= each.start < each.end <= len(source.text or ""):
                yield from ((source, each, coding) for coding in each.codings)


def coded_codes(project: Project) -> set[str]:
    """Return the codes that something is coded with."""
    return {
        same(coding.code)
        for source in project.sources
        for some in (source.codings, *(each.codings for each in source.selections))
        for coding in some
    }


def first_moment(project: Project) -> str:
    """Return when the oldest text came, for programs that date their projects; always the same."""
    moments = (moment(each.created) for each in project.sources)
    return min((each for each in moments if each), default="2000-01-01 00:00:00")
