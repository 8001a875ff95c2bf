"""A report as Markdown: the same words and numbers; figures are told in words, their numbers in tables."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.report.blocks import Block, Cell, Figure, Heading, Link, Paragraph, Quotation, Report, Table

_MARKUP = re.compile(r"([\\`*_\[\]<>|#~&])")
_LISTED = re.compile(r"^(\s*)([-+]|\d+[.)])(?=\s)")


def markdown(report: Report) -> str:
    """Return the report as Markdown."""
    lines = [f"# {plain(report.title)}", "", plain(report.about), ""]
    for section in report.sections:
        lines += [f'<a id="{section.anchor}"></a>', "", f"## {plain(section.title)}", ""]
        for block in section.blocks:
            lines += [*_block(block), ""]
    return "\n".join(lines)


def plain(text: str) -> str:
    """Return text so that it reads as it stands, on one line."""
    return _LISTED.sub(r"\1\\\2", _MARKUP.sub(r"\\\1", " ".join(text.split())))


def _block(block: Block) -> Iterator[str]:
    match block:
        case Paragraph(parts):
            yield "".join(_cell(part) for part in parts)
        case Heading(title, anchor):
            yield from (f'<a id="{anchor}"></a>', "", f"### {plain(title)}")
        case Figure(caption, _, alt):
            yield f"*{plain(caption)}*: {plain(alt)}"
        case Quotation():
            yield f"> {plain(block.words)}"
            yield ">"
            yield f"> — {plain(_source(block))}"
        case Table():
            yield from _table(block)


def _source(block: Quotation) -> str:
    place = f"{block.document}, ¶ {block.paragraph}, {block.role}"
    return f"{place} · {', '.join(block.codes)} · {', '.join(block.coders)}"


def _table(block: Table) -> Iterator[str]:
    numbers = block.numeric
    yield from (f"**{plain(block.caption)}**", "")
    yield _line(list(block.head))
    yield "|" + "|".join("---:" if place in numbers else "---" for place in range(len(block.head))) + "|"
    for row in block.rows:
        yield _line(list(row))
    if block.note:
        yield from ("", plain(block.note))


def _line(cells: list[Cell]) -> str:
    return "| " + " | ".join(map(_cell, cells)) + " |"


def _cell(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, Link):
        return f"[{plain(value.text)}](#{value.to})"
    return f"{value:.2f}" if isinstance(value, float) else _spaced(str(value))


def _spaced(text: str) -> str:
    """A part of a sentence keeps the space at its ends."""
    kept = plain(text)
    return f"{' ' if text[:1] == ' ' else ''}{kept}{' ' if text[-1:] == ' ' else ''}"
