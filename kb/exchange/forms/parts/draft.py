"""A project as a reader of another form puts it together, with GUIDs where its program has none.

A GUID is made of what a thing is (its names, its place, its person), never of the number of a row: two
people's copies of one project give different things the same numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from kb.exchange.guids import made_for
from kb.exchange.model import (
    Case,
    Code,
    Coding,
    Problem,
    Project,
    Selection,
    Set,
    Source,
    User,
    Variable,
)

_R_DATE = "%a %b %d %H:%M:%S %Y"


@dataclass
class Draft:
    """What has been read so far; ``key`` tells this project from all others of its form."""

    form: str
    name: str
    key: tuple[str, ...]
    origin: str
    users: dict[str, User] = field(default_factory=dict)
    notes: list[Source] = field(default_factory=list)
    on_project: list[str] = field(default_factory=list)
    dropped: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    _given: Counter[str] = field(default_factory=Counter)

    def guid(self, kind: str, *names: object) -> str:
        """Return the GUID of a thing; a second one of the same names gets another."""
        made = made_for(self.form, *self.key, kind, *names)
        self._given[made] += 1
        return made if self._given[made] == 1 else made_for(made, self._given[made])

    def user(self, name: str) -> str | None:
        """Return the GUID of a person; None for nobody."""
        name = " ".join(name.split())
        if not name:
            return None
        if name not in self.users:
            self.users[name] = User(made_for(self.form, *self.key, "user", name), name)
        return self.users[name].guid

    def note(self, *owner: object, text: str, title: str = "", by: str = "", at: str = "") -> tuple[str, ...]:
        """Keep a memo, and return its GUID for what it is about; nothing for one without words."""
        if not text.strip() and not title.strip():
            return ()
        guid = self.guid("note", *owner)
        self.notes.append(Source(guid, title or None, text=text, creator=self.user(by), created=moment(at)))
        return (guid,)

    def tell(self, where: str, message: str) -> None:
        """Note what a person should know."""
        self.problems.append(Problem(where, message))

    def drop(self, kind: str, count: int = 1) -> None:
        """Count what has no place; the reason is in the documentation of the form."""
        if count:
            self.dropped[kind] += count

    def project(
        self,
        *,
        codes: Sequence[Code] = (),
        sources: Sequence[Source] = (),
        variables: Sequence[Variable] = (),
        cases: Sequence[Case] = (),
        sets: Sequence[Set] = (),
        description: str | None = None,
        flat: bool = False,
    ) -> Project:
        """Return the project, with all that is in it counted."""
        read = counted(self.users.values(), codes, sources, self.notes, variables, cases, sets)
        read.update({"NoteRef": len(self.on_project)} if self.on_project else {})
        read.update(self.dropped)
        return Project(
            self.name,
            self.form,
            origin=self.origin,
            description=description,
            users=tuple(self.users.values()),
            codes=tuple(codes),
            variables=tuple(variables),
            cases=tuple(cases),
            sources=tuple(sources),
            notes=tuple(self.notes),
            sets=tuple(sets),
            note_refs=tuple(self.on_project),
            read=dict(read),
            dropped=dict(self.dropped),
            problems=tuple(self.problems),
            flat=flat,
        )


def counted(
    users: Iterable[User],
    codes: Iterable[Code],
    sources: Iterable[Source],
    notes: Iterable[Source],
    variables: Iterable[Variable],
    cases: Iterable[Case],
    sets: Iterable[Set],
) -> Counter[str]:
    """Count the things of a project by kind, as the report of an import names them."""
    found: Counter[str] = Counter()
    found["User"] = sum(1 for _ in users)
    found["Variable"] = sum(1 for _ in variables)
    found["Note"] = sum(1 for _ in notes)
    for code in codes:
        found["Code"] += 1
        found["NoteRef"] += len(code.notes)
    for source in sources:
        _source(found, source)
    for case in cases:
        found["Case"] += 1
        found["VariableValue"] += len(case.values)
        found["SourceRef"] += len(case.sources)
        found["SelectionRef"] += len(case.selections)
    for each in sets:
        found["Set"] += 1
        found["MemberCode"] += len(each.codes)
        found["MemberSource"] += len(each.sources)
        found["MemberNote"] += len(each.notes)
    return Counter({kind: count for kind, count in found.items() if count})


def _source(found: Counter[str], source: Source) -> None:
    found["TextSource"] += 1
    found["NoteRef"] += len(source.notes)
    found["VariableValue"] += len(source.values)
    found["PlainTextSelection"] += len(source.selections)
    found["SyncPoint"] += len(source.times)
    for each in (*source.codings, *_codings(source.selections)):
        found["Coding"] += 1
        found["NoteRef"] += len(each.notes)
    found["NoteRef"] += sum(len(each.notes) for each in source.selections)


def _codings(selections: Iterable[Selection]) -> list[Coding]:
    return [coding for each in selections for coding in each.codings]


def moment(written: str) -> str | None:
    """Return a moment as exchanged files have it; None for what is none.

    >>> moment("2024-05-01 10:00:00")
    '2024-05-01T10:00:00'
    >>> moment("Wed May  1 10:00:00 2024")
    '2024-05-01T10:00:00'
    """
    said = " ".join(written.split())
    for read in (datetime.fromisoformat, lambda text: datetime.strptime(text, _R_DATE)):  # noqa: DTZ007
        try:
            return read(said).isoformat()
        except ValueError:
            continue
    return None
