"""The elements of REFI-QDA as values of the model: users, codes, variables, cases and sets.

Every element is counted as it is read. What has no place in the model is counted as dropped, with its kind.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from kb.exchange.guids import is_guid, made_for, same
from kb.exchange.model import Case, Code, Coding, Problem, Set, User, Value, Variable
from kb.exchange.refi.xml import add, attributes, counted, local

_HEX = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})\Z")
_NUMBERS = re.compile(r"rgba?\(\s*(\d+)\D+(\d+)\D+(\d+)")
_ALPHA = re.compile(r"#([0-9a-fA-F]{6})[0-9a-fA-F]{2}\Z")
_BRIGHTEST = 255
_MEMBERS = {"MemberCode": "codes", "MemberSource": "sources", "MemberNote": "notes"}


@dataclass
class Elements:
    """Reads elements, counts them, and notes what is wrong with them."""

    read: dict[str, int] = field(default_factory=dict)
    dropped: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def count(self, kind: str) -> None:
        """Count one element that was read."""
        self.read[kind] = self.read.get(kind, 0) + 1

    def drop(self, element: Any) -> None:
        """Count an element, and all in it, that has no place."""
        if isinstance(element.tag, str):
            add(self.read, counted(element))
            add(self.dropped, counted(element))

    def problem(self, where: str, message: str) -> None:
        """Note what is wrong."""
        self.problems.append(Problem(where, message))

    def head(self, element: Any) -> tuple[str, dict[str, str]]:
        """Count an element, and return its GUID and its other attributes; who has no GUID gets one."""
        kind, extra = local(element), attributes(element)
        self.count(kind)
        guid = extra.pop("guid", "").strip()
        if not is_guid(guid):
            made = made_for(kind, guid or f"{self.read[kind]}", extra.get("name", ""))
            self.problem(
                f"{kind} {extra.get('name', '')!r}", f"{'no GUID' if not guid else f'{guid!r} is not a GUID'}"
            )
            guid = made
        return guid, extra

    def user(self, element: Any) -> User:
        """Read a user."""
        guid, extra = self.head(element)
        return User(guid, extra.pop("name", None), extra)

    def codes(self, top: Any) -> list[Code]:
        """Read a code of the top and all below it: parents first, in their order."""
        found: list[Code] = []
        waiting: list[tuple[Any, str | None]] = [(top, None)]
        while waiting:
            element, parent = waiting.pop()
            guid, extra = self.head(element)
            description, notes, children = None, [], []
            for each in element:
                kind = local(each)
                if kind == "Description":
                    description = each.text or ""
                elif kind == "NoteRef":
                    notes.append(self.reference(each))
                elif kind == "Code":
                    children.append(each)
                else:
                    self.drop(each)
            codable = extra.pop("isCodable", "true").strip().lower() not in {"false", "0"}
            name = extra.pop("name", "")
            if not name.strip():
                self.problem(f"code {guid}", "has no name; its GUID stands for it")
            found.append(
                Code(
                    guid,
                    name if name.strip() else guid,
                    parent,
                    codable,
                    self.colour(extra.pop("color", None), name),
                    description,
                    tuple(notes),
                    extra,
                )
            )
            waiting += ((each, guid) for each in reversed(children))
        return found

    def colour(self, written: str | None, name: str) -> str | None:
        """Return a colour as ``#rrggbb``; what is none is told and left out."""
        if written is None or not written.strip():
            return None
        text = written.strip()
        if _HEX.match(text):
            short = len(text) == 4  # noqa: PLR2004  #rgb
            return "#" + "".join(2 * each for each in text[1:]) if short else text
        if found := _ALPHA.match(text):
            return f"#{found[1]}"
        numbers = _NUMBERS.match(text)
        if numbers and all(int(each) <= _BRIGHTEST for each in numbers.groups()):
            return "#" + "".join(f"{int(each):02x}" for each in numbers.groups())
        self.problem(f"code {name!r}", f"the colour {text!r} is not understood")
        return None

    def reference(self, element: Any) -> str:
        """Read a reference by GUID, in either of the two ways of writing it."""
        self.count(local(element))
        return str(element.get("targetGUID") or element.get("guid") or "").strip()

    def coding(self, element: Any) -> Coding | None:
        """Read a coding; None, and dropped, where it names no code."""
        code, notes = "", []
        for each in element:
            kind = local(each)
            if kind == "CodeRef":
                code = str(each.get("targetGUID") or "").strip()
            elif kind == "NoteRef":
                notes.append(each)
        if not code:
            self.drop(element)
            self.problem(f"coding {element.get('guid', '')}", "names no code; it is left out")
            return None
        guid, extra = self.head(element)
        for each in element:
            if local(each) not in {"CodeRef", "NoteRef"}:
                self.drop(each)
        references = tuple(self.reference(each) for each in notes)
        return Coding(
            guid,
            code,
            extra.pop("creatingUser", None),
            extra.pop("creationDateTime", None),
            references,
            extra,
        )

    def variable(self, element: Any) -> Variable:
        """Read a variable."""
        guid, extra = self.head(element)
        description = None
        for each in element:
            if local(each) == "Description":
                description = each.text or ""
            else:
                self.drop(each)
        return Variable(guid, extra.pop("name", ""), extra.pop("typeOfVariable", "Text"), description, extra)

    def value(self, element: Any) -> Value | None:
        """Read the value of a variable; None, and dropped, where it names no variable."""
        variable, text, kind = "", None, "Text"
        for each in element:
            name = local(each)
            if name == "VariableRef":
                variable = str(each.get("targetGUID") or "").strip()
            elif name.endswith("Value"):
                text, kind = each.text or "", name.removesuffix("Value")
        if not variable:
            self.drop(element)
            return None
        self.count("VariableValue")
        return Value(variable, text, kind)

    def case(self, element: Any) -> Case:
        """Read a case."""
        guid, extra = self.head(element)
        description, values = None, []
        refs: dict[str, list[str]] = {"CodeRef": [], "SourceRef": [], "SelectionRef": []}
        for each in element:
            kind = local(each)
            if kind == "Description":
                description = each.text or ""
            elif kind == "VariableValue":
                values.append(self.value(each))
            elif kind in refs:
                refs[kind].append(self.reference(each))
            else:
                self.drop(each)
        return Case(
            guid,
            extra.pop("name", None),
            description,
            tuple(refs["CodeRef"]),
            tuple(each for each in values if each is not None),
            tuple(refs["SourceRef"]),
            tuple(refs["SelectionRef"]),
            extra,
        )

    def set(self, element: Any) -> Set:
        """Read a set."""
        guid, extra = self.head(element)
        description = None
        members: dict[str, list[str]] = {"codes": [], "sources": [], "notes": []}
        for each in element:
            kind = local(each)
            if kind == "Description":
                description = each.text or ""
            elif kind in _MEMBERS:
                members[_MEMBERS[kind]].append(self.reference(each))
            else:
                self.drop(each)
        name = extra.pop("name", "")
        return Set(
            guid,
            name,
            description,
            tuple(members["codes"]),
            tuple(members["sources"]),
            tuple(members["notes"]),
            extra,
        )

    def duplicates(self, kind: str, guids: list[str]) -> None:
        """Tell of GUIDs that two things of one kind have."""
        seen: set[str] = set()
        for each in map(same, guids):
            if each in seen:
                self.problem(f"{kind} {each}", "two have this GUID")
            seen.add(each)
