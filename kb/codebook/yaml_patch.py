"""Where things stand in a YAML text, and how to change some of them and leave the rest as it is.

All places are characters of the text. A field's lines begin with its name and end with its last word, so that
comments and empty lines around it belong to nobody and stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from kb.codebook import yaml_scalars


@dataclass(frozen=True, slots=True)
class Field:
    """A name, its value, and the lines they stand on: from ``start`` to ``end``, the line break included."""

    name: str
    value: Node
    line: int
    indent: int
    key_start: int
    key_end: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Patch:
    """What stands from ``start`` to ``end`` becomes these lines; ``inline`` ones bring no line break."""

    start: int
    end: int
    lines: Sequence[str]
    inline: bool = False


def fields(text: str, node: MappingNode) -> list[Field]:
    """Return the fields of a mapping in indented lines, in order."""
    return [_field(text, key, value) for key, value in node.value]


def whole_lines(field: Field) -> Patch:
    """Return what takes a field out."""
    return Patch(field.start, field.end, [])


def patched(text: str, patches: Iterable[Patch], eol: str) -> str:
    """Return a text with patches, none of which may overlap another, put in."""
    result, at = [], 0
    for patch in sorted(patches, key=lambda each: (each.start, each.end)):
        result.append(text[at : patch.start])
        if patch.inline:
            result.append(eol.join(patch.lines))
        elif patch.lines:
            open_line = patch.start > 0 and patch.start == patch.end and text[patch.start - 1] != "\n"
            result.append(eol if open_line else "")
            result += [line + eol for line in patch.lines]
        at = patch.end
    return "".join([*result, text[at:]])


def list_patches(text: str, node: Node, old: Sequence[str], new: Sequence[str]) -> Iterator[Patch]:
    """Yield what makes a list of one-line words another one; comments between them stay."""
    items = node.value if isinstance(node, SequenceNode) else []
    start, end = node.start_mark.index, node.end_mark.index
    if isinstance(node, SequenceNode) and not node.flow_style:
        yield from _dashes(text, items, old, new)
    elif "#" in text[start:end]:
        yield from _between_comments(text, items, old, new, end)
    else:
        begin = start - _line_start(text, start)
        known = {
            word: text[item.start_mark.index : item.end_mark.index]
            for word, item in zip(old, items, strict=True)
        }
        kept = [" ".join(known[word].split()) if word in known else yaml_scalars.word(word) for word in new]
        lines = yaml_scalars.bracketed(" " * begin, kept) if kept else [" " * begin + "[]"]
        yield Patch(start, end, [lines[0][begin:], *lines[1:]], inline=True)


def _dashes(text: str, items: list[Node], old: Sequence[str], new: Sequence[str]) -> Iterator[Patch]:
    """A list of ``- word`` lines."""
    renamed = _renamed(old, new)
    for word, item in zip(old, items, strict=True):
        line = _line_start(text, item.start_mark.index)
        if word in renamed:
            yield _instead(item, renamed[word])
        elif word not in new:
            yield Patch(line, _line_end(text, item.end_mark.index), [])
    last = items[-1]
    indent = text[_line_start(text, last.start_mark.index) : last.start_mark.index].partition("-")[0]
    at = _line_end(text, last.end_mark.index)
    added = [word for word in new if word not in old and word not in renamed.values()]
    if not set(old) & set(new) and not renamed:
        added = list(new)
    yield Patch(at, at, [f"{indent}- {yaml_scalars.word(word, within='value')}" for word in added])


def _between_comments(
    text: str, items: list[Node], old: Sequence[str], new: Sequence[str], end: int
) -> Iterator[Patch]:
    """A list in brackets with comments in it: word by word, and a comma may be left at its end."""
    renamed = _renamed(old, new)
    for word, item in zip(old, items, strict=True):
        if word in renamed:
            yield _instead(item, renamed[word])
        elif word not in new:
            stop = item.end_mark.index
            behind = text[stop:end].lstrip()
            if behind.startswith(","):
                stop += len(text[stop:end]) - len(behind) + 1
            yield Patch(item.start_mark.index, stop, [""], inline=True)
    added = [yaml_scalars.word(word) for word in new if word not in old and word not in renamed.values()]
    if added and items:
        first = items[0].start_mark.index
        yield Patch(first, first, ["".join(f"{word}, " for word in added)], inline=True)


def _renamed(old: Sequence[str], new: Sequence[str]) -> dict[str, str]:
    """The one word that stands in another's place, if that is all the difference there is."""
    if len(old) != len(new):
        return {}
    pairs = zip(old, new, strict=True)
    return {one: other for one, other in pairs if one not in new and other not in old}


def _instead(item: Node, word: str) -> Patch:
    return Patch(item.start_mark.index, item.end_mark.index, [yaml_scalars.word(word)], inline=True)


def _field(text: str, key: Node, value: Node) -> Field:
    start = _line_start(text, key.start_mark.index)
    return Field(
        name=str(key.value).strip(),
        value=value,
        line=key.start_mark.line + 1,
        indent=key.start_mark.index - start,
        key_start=key.start_mark.index,
        key_end=key.end_mark.index,
        start=start,
        end=_end(text, value, key),
    )


def _end(text: str, node: Node, key: Node) -> int:
    """Where the last line of a value ends."""
    if isinstance(node, MappingNode) and not node.flow_style and node.value:
        return _end(text, node.value[-1][1], node.value[-1][0])
    if isinstance(node, SequenceNode) and not node.flow_style and node.value:
        return _end(text, node.value[-1], key)
    if isinstance(node, ScalarNode) and node.style in ("|", ">"):
        return _end_of_block(text, node, key)
    if isinstance(node, ScalarNode) and node.start_mark.index == node.end_mark.index:
        return _line_end(text, key.end_mark.index)  # nothing is there; YAML looks for it further down
    return _line_end(text, node.end_mark.index)


def _end_of_block(text: str, node: ScalarNode, key: Node) -> int:
    """Where a folded text ends: with its last line that stands further in than its name."""
    indent = key.start_mark.index - _line_start(text, key.start_mark.index)
    end = at = _line_end(text, node.start_mark.index)
    while at < len(text):
        stop = _line_end(text, at)
        line = text[at:stop]
        if line.strip():
            if len(line) - len(line.lstrip(" ")) <= indent:
                break
            end = stop
        at = stop
    return end


def _line_start(text: str, index: int) -> int:
    return text.rfind("\n", 0, index) + 1


def _line_end(text: str, index: int) -> int:
    """Where the line of a place ends, its line break included."""
    found = text.find("\n", index)
    return len(text) if found < 0 else found + 1
