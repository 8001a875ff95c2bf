"""The shape of ``taxonomy.yaml``: sections of entries, entries of fields, and the line each stands on.

A text becomes :class:`Record` values and :class:`Fault` values; what the names in it mean is the business
of :mod:`kb.codebook.validate`. The file is only composed, never constructed, so nothing in it can run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from kb.errors import did_you_mean


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing a person has to put right, and the line to go to."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of text and the line it begins on."""

    value: str
    line: int


@dataclass(frozen=True, slots=True)
class Record:
    """One entry of a section: its key and the fields that were well formed."""

    key: Text
    texts: dict[str, Text] = field(default_factory=dict)
    lists: dict[str, tuple[Text, ...]] = field(default_factory=dict)

    def get(self, name: str) -> str | None:
        """Return the text of a field, or None where it is not given."""
        found = self.texts.get(name)
        return found.value if found else None

    def values(self, name: str) -> tuple[str, ...]:
        """Return the texts of a list field, empty where it is not given."""
        return tuple(text.value for text in self.lists.get(name, ()))


@dataclass(frozen=True, slots=True)
class Shape:
    """The fields an entry may have; ``texts`` hold one line, ``lists`` hold lines in brackets.

    A section that ``is_entry`` has no entries: the fields stand in it, and it is its own only entry.
    """

    texts: tuple[str, ...]
    lists: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    is_entry: bool = False


DEEPEST = 50
"""Brackets within brackets that a text may have; a taxonomy has three, and YAML takes long for thousands."""

_NO_REFERENCES = "'&' and '*' references are not allowed here; write the words out"

_BRACKETS = re.compile(r"[\[\]{}]")

Records = dict[str, dict[str, Record]]
"""Section → key → entry, in the order of the file."""


def read_records(text: str, shapes: Mapping[str, Shape], faults: list[Fault]) -> Records:
    """Return the entries of every section; what is not of its shape goes to ``faults`` and is left out."""
    records: Records = {section: {} for section in shapes}
    root = _compose(text, faults)
    if root is None:
        return records
    for name, node in _fields(root, "the file", faults):
        if name.value not in shapes:
            faults.append(Fault(name.line, f"no section {name.value!r}{did_you_mean(name.value, shapes)}"))
            continue
        if shapes[name.value].is_entry:
            records[name.value][name.value] = _record(name, node, shapes[name.value], faults)
            continue
        for key, entry in _fields(node, f"section {name.value!r}", faults):
            records[name.value][key.value] = _record(key, entry, shapes[name.value], faults)
    return records


def _compose(text: str, faults: list[Fault]) -> Node | None:
    """Return the root node of the file, or None after saying why there is none."""
    if (line := too_deep(text)) is not None:
        faults.append(Fault(line, "not a taxonomy: its lists are nested too deep"))
        return None
    try:
        root = composed(text)
    except MarkedYAMLError as error:
        faults.append(_syntax_fault(error))
    except YAMLError as error:
        faults.append(Fault(1, f"not YAML: {str(error).splitlines()[0]}"))
    except RecursionError:
        faults.append(Fault(1, "not a taxonomy: its lists are nested too deep"))
    else:
        if root is None or _is_null(root):
            faults.append(Fault(1, "the file is empty; it needs at least the section 'codes'"))
            return None
        anchors = [Fault(_line(node), _NO_REFERENCES) for node in _nodes(root) if node.anchor is not None]
        faults.extend(anchors)
        return None if anchors else root
    return None


@lru_cache(maxsize=2)
def composed(text: str) -> Node | None:
    """Return the root node of a text, for reading only: who writes a file has read it just before.

    Raises:
        YAMLError: the text is no YAML.
    """
    root: Node | None = YAML(typ="safe", pure=True).compose(text)
    return root


def too_deep(text: str) -> int | None:
    """Return the line on which more brackets are open than :data:`DEEPEST`; None where none is.

    Brackets in quotes and comments are counted as well: nobody has so many of them open in a line of words.
    """
    deep = 0
    for found in _BRACKETS.finditer(text):
        deep = deep + 1 if found[0] in "[{" else max(0, deep - 1)
        if deep > DEEPEST:
            return text.count("\n", 0, found.start()) + 1
    return None


def _syntax_fault(error: MarkedYAMLError) -> Fault:
    """Return where YAML gave up, and where the thing began that it could not finish."""
    mark, begin = error.problem_mark, error.context_mark
    line = mark.line + 1 if mark else 1
    since = f" (in what begins on line {begin.line + 1})" if begin and begin.line + 1 != line else ""
    return Fault(line, f"not YAML: {error.problem or error.context}{since}")


def _nodes(root: Node) -> Iterator[Node]:
    """Yield every node once, however often references repeat it: a small file may unfold to billions."""
    waiting, seen = [root], {id(root)}
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, MappingNode):
            below = [part for pair in node.value for part in pair]
        else:
            below = node.value if isinstance(node, SequenceNode) else []
        fresh = [part for part in below if id(part) not in seen]
        seen.update(map(id, fresh))
        waiting += fresh


def _fields(node: Node, owner: str, faults: list[Fault]) -> Iterator[tuple[Text, Node]]:
    """Yield the key and value nodes of a mapping, each key once."""
    if not isinstance(node, MappingNode):
        if not _is_null(node):
            faults.append(Fault(_line(node), f"{owner} must be 'name: …' lines, not {_shape_of(node)}"))
        return
    seen: dict[str, int] = {}
    for key_node, value in node.value:
        key = _text(key_node, f"a name in {owner}", faults)
        if key is None:
            continue
        if key.value in seen:
            faults.append(Fault(key.line, f"{key.value!r} is already on line {seen[key.value]}"))
            continue
        seen[key.value] = key.line
        yield key, value


def _record(key: Text, node: Node, shape: Shape, faults: list[Fault]) -> Record:
    """Return the entry under ``key`` with every field that is of its shape."""
    record = Record(key)
    names = (*shape.texts, *shape.lists)
    given: set[str] = set()
    for name, value in _fields(node, repr(key.value), faults):
        given.add(name.value)
        what = f"{name.value!r} of {key.value!r}"
        if name.value in shape.texts:
            if (text := _text(value, what, faults, name.line)) is not None:
                record.texts[name.value] = text
        elif name.value in shape.lists:
            record.lists[name.value] = tuple(_items(value, what, faults))
        else:
            hint = did_you_mean(name.value, names)
            faults.append(Fault(name.line, f"{key.value!r} has no field {name.value!r}{hint}"))
    faults.extend(
        Fault(key.line, f"{key.value!r} lacks its field {name!r}")
        for name in shape.required
        if name not in given
    )
    return record


def _items(node: Node, what: str, faults: list[Fault]) -> Iterator[Text]:
    """Yield the texts of a list, each once."""
    if not isinstance(node, SequenceNode):
        faults.append(Fault(_line(node), f"{what} must be a list: write [one, two]"))
        return
    seen: set[str] = set()
    for item in node.value:
        text = _text(item, f"an item of {what}", faults)
        if text is None:
            continue
        if text.value in seen:
            faults.append(Fault(text.line, f"{what} names {text.value!r} twice"))
            continue
        seen.add(text.value)
        yield text


def _text(node: Node, what: str, faults: list[Fault], line: int = 0) -> Text | None:
    """Return the text of a scalar, whatever YAML would make of it: a cue ``404`` or ``yes`` is a word.

    ``line`` is the line of the field's name; YAML says that what is not there begins on a later one.
    """
    if not isinstance(node, ScalarNode):
        faults.append(Fault(_line(node), f"{what} must be text, not {_shape_of(node)}"))
    elif _is_null(node) or not node.value.strip():
        faults.append(Fault(line or _line(node), f"{what} is empty"))
    elif "\n" in node.value.strip():
        faults.append(Fault(_line(node), f"{what} must be one line; fold it with '>-' instead of '|'"))
    else:
        return Text(node.value.strip(), _line(node))
    return None


def _is_null(node: Node) -> bool:
    return isinstance(node, ScalarNode) and str(node.tag) == "tag:yaml.org,2002:null"


def _shape_of(node: Node) -> str:
    if isinstance(node, SequenceNode):
        return "a list"
    return "a group of fields" if isinstance(node, MappingNode) else "plain text"


def _line(node: Node) -> int:
    line: int = node.start_mark.line
    return line + 1
