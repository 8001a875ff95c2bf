"""Write a recipe into ``ingest.yaml``: a new one below the others, one of the same name in its place.

All other lines stay as people wrote them, with their comments. The text that comes out is read again and must
say what was meant; otherwise nothing is written. The file is replaced whole or not at all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from ingest.files.choices import Choices
from ingest.files.recipes import FileKind, Recipe
from kb.codebook.write import write
from kb.codebook.yaml_scalars import field, word
from kb.store.recipes.reading import RecipeError, parse_recipes, read_recipes

_HEAD = """\
# How files are read, as somebody put it right; for the next files of that kind.
# You can edit this file. It is described in docs/transcripts.md.
recipes:
"""
_INDENT = 2


def save_recipe(path: Path, recipe: Recipe) -> None:
    """Keep a recipe; one of the same name is replaced.

    Raises:
        RecipeError: the file has a fault, or is laid out so that a recipe cannot be put into it.
        KbError: the file cannot be written, or somebody changed it at this very moment.
    """
    before = read_recipes(path)
    content = path.read_bytes() if path.exists() else b""
    text = content.decode("utf-8-sig").replace("\r\n", "\n")
    after = with_recipe(text, recipe)
    wanted = {each.name.casefold(): each for each in (*before, recipe)}
    if {each.name.casefold(): each for each in parse_recipes(after, path)} != wanted:
        raise RecipeError(f"{path} is laid out so that no recipe can be put into it; edit it by hand")
    if b"\r\n" in content:
        after = after.replace("\n", "\r\n")
    write(path, after, expected=hashlib.sha256(content).hexdigest() if path.exists() else "")


def with_recipe(text: str, recipe: Recipe) -> str:
    """Return the text of a file of recipes with one more, or another one of that name."""
    root = YAML(typ="safe", pure=True).compose(text) if text.strip() else None
    if root is None:
        return (text.rstrip("\n") + "\n" if text.strip() else "") + _HEAD + _lines(recipe, _INDENT)
    entries = _entries(root)
    if entries is None:
        return text.rstrip("\n") + "\nrecipes:\n" + _lines(recipe, _INDENT)
    lines = text.split("\n")
    if not entries.value:  # ``recipes: []`` or nothing behind the colon
        at = entries.start_mark.line
        lines[at] = "recipes:"
        return "\n".join([*lines[: at + 1], _lines(recipe, _INDENT).rstrip("\n"), *lines[at + 1 :]])
    indent = entries.start_mark.column
    same = next((each for each in entries.value if _name_of(each) == recipe.name.casefold()), None)
    last = entries.value[-1]
    first, stop = (same.start_mark.line, _stop(same)) if same else (_stop(last), _stop(last))
    new = _lines(recipe, indent).rstrip("\n").split("\n")
    return "\n".join([*lines[:first], *new, *lines[stop:]]).rstrip("\n") + "\n"


def _entries(root: Node) -> SequenceNode | None:
    if not isinstance(root, MappingNode):
        return None
    for key, value in root.value:
        if isinstance(key, ScalarNode) and key.value == "recipes":
            if isinstance(value, ScalarNode):  # nothing behind the colon
                return SequenceNode(value.tag, [], key.start_mark, key.end_mark)
            return value if isinstance(value, SequenceNode) else None
    return None


def _name_of(entry: Node) -> str:
    pairs = entry.value if isinstance(entry, MappingNode) else []
    return next((str(value.value).casefold() for key, value in pairs if key.value == "name"), "")


def _stop(node: Node) -> int:
    """Return the line behind the last word of a value."""
    flows = isinstance(node, ScalarNode) or not node.value or getattr(node, "flow_style", None)
    if flows:
        line: int = node.end_mark.line + (node.end_mark.column > 0)
        return line
    last = node.value[-1]
    return _stop(last[1] if isinstance(last, tuple) else last)


def _lines(recipe: Recipe, indent: int) -> str:
    """Return a recipe as it is written, its dash at ``indent``."""
    inner = " " * (indent + 2)
    begin = f"{' ' * indent}- "
    body = [f"{begin}name: {word(recipe.name, within='value')}"]
    if kind := list(_kind(recipe.kind or FileKind(), indent + 4)):
        body += [f"{inner}for:", *kind]
    if choices := list(_choices(recipe.choices, indent + 4)):
        body += [f"{inner}read:", *choices]
    return "\n".join(body) + "\n"


def _kind(kind: FileKind, indent: int) -> Iterator[str]:
    yield from _scalars(indent, format=kind.format, grammar=kind.grammar)
    yield from _lists(indent, columns=kind.columns, labels=kind.labels)


def _choices(choices: Choices, indent: int) -> Iterator[str]:
    space = " " * indent
    yield from _scalars(indent, format=choices.format, grammar=choices.grammar)
    if choices.columns:
        yield f"{space}columns:"
        for name, use in choices.columns:
            yield f"{space}  {word(name, within='key')}: {use}"
    yield from _lists(indent, not_labels=choices.no_labels)
    if choices.speakers:
        yield f"{space}speakers:"
    for each in choices.speakers:
        yield f"{space}  - name: {word(each.name, within='value')}"
        yield from _scalars(indent + 4, role=each.role)
        yield from _lists(indent + 4, labels=each.labels)


def _scalars(indent: int, **values: str | None) -> Iterator[str]:
    for name, value in values.items():
        if value is not None:
            yield from field(name, value, indent)


def _lists(indent: int, **values: tuple[str, ...]) -> Iterator[str]:
    for name, each in values.items():
        if each:
            yield f"{' ' * indent}{name}: [{', '.join(map(word, each))}]"
