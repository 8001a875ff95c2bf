"""The styles of a Word file: their names, and whether their letters are bold."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from docx.oxml.ns import qn as _qn

qn = cache(_qn)  # asked for every element

OFF = frozenset({"0", "false", "off", "none"})

VALUE, ID = qn("w:val"), qn("w:id")
_MOST_STYLES_DEEP = 12
"""How far a style is followed to the one it is based on; a circle ends there."""


@dataclass(frozen=True, slots=True)
class Style:
    """A style: its lower-case name, and whether its letters are bold."""

    name: str
    bold: bool = False


def read_styles(root: Any) -> dict[str, Style]:
    """Return every style by its id, which is translated in some Words; its name is not."""
    names: dict[str, str] = {}
    bold: dict[str, bool] = {}
    above: dict[str, str] = {}
    for style in root:
        name = style.find(qn("w:name")) if style.tag == qn("w:style") else None
        if name is None:
            continue
        key = str(style.get(qn("w:styleId"), ""))
        names[key] = str(name.get(VALUE, "")).lower()
        says = says_bold(style)
        if says is not None:
            bold[key] = says
        based = style.find(qn("w:basedOn"))
        if based is not None:
            above[key] = str(based.get(VALUE, ""))
    return {key: Style(name, _is_bold_by_style(key, bold, above)) for key, name in names.items()}


def _is_bold_by_style(key: str, bold: dict[str, bool], above: dict[str, str]) -> bool:
    for _ in range(_MOST_STYLES_DEEP):
        if key in bold:
            return bold[key]
        if key not in above:
            break
        key = above[key]
    return False


def says_bold(element: Any) -> bool | None:
    """Whether the properties of a run or a style say bold; None where they say nothing."""
    properties = element.find(qn("w:rPr"))
    bold = properties.find(qn("w:b")) if properties is not None else None
    return None if bold is None else is_on(bold)


def is_on(switch: Any) -> bool:
    """Whether a switch is there and not turned off."""
    return switch is not None and switch.get(VALUE, "1") not in OFF
