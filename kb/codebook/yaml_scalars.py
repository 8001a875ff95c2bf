"""How a word, a line or a list is written in YAML, so that it is read back as just that."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

WIDTH = 110
"""No line of a taxonomy is wider, where its words allow that."""


def word(value: str, *, within: str = "list") -> str:
    """Return a text as it is written in a ``list`` in brackets, as a ``key``, or as the ``value`` of one.

    It stands without quotes where YAML then still reads that very text.
    """
    plain = value.isprintable() and _reads_as(value, value, within)
    return value if plain else _quoted(value)


def field(name: str, value: str, indent: int) -> list[str]:
    """Return the lines of a field with a text, folded where it would be too wide."""
    line = f"{' ' * indent}{name}: {word(value, within='value')}"
    if len(line) <= WIDTH or not value.isprintable() or "  " in value or "\t" in value:
        return [line]
    inner = " " * (indent + 2)
    folded = textwrap.wrap(
        value, WIDTH - len(inner), break_long_words=False, break_on_hyphens=False, drop_whitespace=True
    )
    return [f"{' ' * indent}{name}: >-", *(inner + each for each in folded)]


def list_lines(begin: str, values: Iterable[str]) -> list[str]:
    """Return a list in brackets after what begins its first line, continued below its first word."""
    words = [word(each) for each in values]
    if not words:
        return [f"{begin}[]"]
    return bracketed(begin, words)


def bracketed(begin: str, words: Sequence[str]) -> list[str]:
    """Return words that are written already as a list in brackets, wrapped."""
    lines, line = [], f"{begin}[{words[0]}"
    for each in words[1:]:
        if len(line) + len(each) + 3 > WIDTH:
            lines.append(f"{line},")
            line = " " * (len(begin) + 1) + each
        else:
            line += f", {each}"
    return [*lines, f"{line}]"]


def _reads_as(text: str, value: str, within: str) -> bool:
    around = {"list": f"[{text}, x]", "key": f"{text}:\n  x: y", "value": f"x: {text}"}[within]
    try:
        root = YAML(typ="safe", pure=True).compose(around)
    except (YAMLError, ValueError):
        return False
    if within == "list":
        sound = isinstance(root, SequenceNode) and len(root.value) == 2  # noqa: PLR2004  the text and x
        node = root.value[0] if sound else None
    else:
        sound = isinstance(root, MappingNode) and len(root.value) == 1
        node = root.value[0][within == "value"] if sound else None
    if not isinstance(node, ScalarNode) or node.anchor is not None or node.style is not None:
        return False
    return bool(node.value == value) and str(node.tag) != "tag:yaml.org,2002:null"


def _quoted(value: str) -> str:
    """Return a text in double quotes, every character that has no shape of its own spelled out."""
    named = {'"': '\\"', "\\": "\\\\"}
    spelled = (named.get(each) or (each if each.isprintable() else f"\\U{ord(each):08x}") for each in value)
    return f'"{"".join(spelled)}"'
