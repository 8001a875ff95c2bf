"""Projects in QDPX, the form of REFI-QDA: a zip archive with ``project.qde`` (XML) and ``sources/``.

Read in pieces, whatever case, folder or namespace its program writes; see INTERCHANGE in the documentation.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kb.exchange.forms import Form
from kb.exchange.model import Carried, Case, Code, Problem, Project, Set, Source, User, Variable
from kb.exchange.refi.archive import write as write_archive
from kb.exchange.refi.container import LARGEST_MEMBER, Container
from kb.exchange.refi.elements import Elements
from kb.exchange.refi.placing import place
from kb.exchange.refi.sources import SourceReader
from kb.exchange.refi.xml import add, attributes, counted, local, pieces, written


def claims(data: bytes) -> bool:
    """Whether this is a zip archive that holds a project."""
    return data.startswith(b"PK") and b".qde" in (data[-100_000:] + data[:1000]).lower()


def read(data: bytes, name: str) -> Project:
    """Read a project."""
    container = Container(data, name)
    path = container.project()
    reader = _Reader(container)
    for where, element in pieces(container.content(path), name, "Project"):
        reader.take(where, element)
    return reader.project(path)


class _Reader:
    """Takes the pieces of a project."""

    def __init__(self, container: Container) -> None:
        self._container = container
        self._elements = Elements()
        self._sources_reader = SourceReader(self._elements, container)
        self._head: dict[str, str] = {}
        self._description: str | None = None
        self._users: list[User] = []
        self._codes: list[Code] = []
        self._variables: list[Variable] = []
        self._cases: list[Case] = []
        self._sources: list[Source] = []
        self._notes: list[Source] = []
        self._sets: list[Set] = []
        self._carried: list[Carried] = []
        self._note_refs: list[str] = []

    def take(self, where: str, element: Any) -> None:
        """Take one piece, of the container it is in."""
        elements = self._elements
        takes: dict[str, Callable[[Any], object]] = {
            "Users": lambda each: self._users.append(elements.user(each)),
            "Codes": lambda each: self._codes.extend(elements.codes(each)),
            "Variables": lambda each: self._variables.append(elements.variable(each)),
            "Cases": lambda each: self._cases.append(elements.case(each)),
            "Sources": lambda each: self._sources.extend(self._source(each)),
            "Notes": lambda each: self._notes.extend(self._source(each)),
            "Sets": lambda each: self._sets.append(elements.set(each)),
            "Links": self._carry,
            "Graphs": self._carry,
            "": self._of_project,
            "root": self._begin,
        }
        takes[where](element)

    def _begin(self, root: Any) -> None:
        self._head = attributes(root)

    def _source(self, element: Any) -> list[Source]:
        source = self._sources_reader.read(element)
        return [] if source is None else [source]

    def _of_project(self, element: Any) -> None:
        if local(element) == "Description":
            self._description = element.text or ""
        elif local(element) == "NoteRef":
            self._note_refs.append(self._elements.reference(element))
        elif len(element):
            self._elements.drop(element)

    def _carry(self, element: Any) -> None:
        about = [
            each.get(name)
            for each in element.iter()
            for name in ("originGUID", "targetGUID", "representedGUID")
            if each.get(name)
        ]
        counts = counted(element)
        add(self._elements.read, counts)
        kind = local(element)
        self._carried.append(Carried(kind, element.get("guid", ""), written(element), tuple(about), counts))

    def project(self, path: str) -> Project:
        """Return what was taken, with the selections on their words."""
        elements, head = self._elements, self._head
        for kind, things in (("code", self._codes), ("source", self._sources), ("user", self._users)):
            elements.duplicates(kind, [each.guid for each in things])
        origin = head.pop("origin", None)
        sources = place(self._sources, origin, elements.problems)
        selections = [each.guid for source in sources for each in source.selections]
        elements.duplicates("selection", selections)
        return Project(
            head.pop("name", ""),
            "qdpx",
            origin=origin,
            description=self._description,
            users=tuple(self._users),
            codes=tuple(self._codes),
            variables=tuple(self._variables),
            cases=tuple(self._cases),
            sources=sources,
            notes=place(self._notes, None, []),
            sets=tuple(self._sets),
            carried=tuple(self._carried),
            note_refs=tuple(self._note_refs),
            extra=head,
            members=self._members(path),
            read=elements.read,
            dropped=elements.dropped,
            problems=tuple(elements.problems),
        )

    def _members(self, project: str) -> dict[str, bytes]:
        """The files that no text of ours can write again."""
        kept = {}
        for name in self._container.names():
            if name == project or name in self._sources_reader.used:
                continue
            if self._container.size(name) > LARGEST_MEMBER:
                add(self._elements.read, {"file": 1})
                add(self._elements.dropped, {"file": 1})
                self._elements.problems.append(
                    Problem(name, f"has more than {LARGEST_MEMBER:,} bytes and is not kept")
                )
                continue
            add(self._elements.read, {"file": 1})
            kept[name] = self._container.content(name)
        return kept


FORM = Form("qdpx", "REFI-QDA project", frozenset({".qdpx"}), claims, read, write_archive)
