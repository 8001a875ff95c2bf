"""Templates of the site into pages: whatever a transcript, a code or a title holds is text."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from kb.codebook.palette import PALETTE
from kb.codebook.theme import css
from kb.formatting import chance, counted, interval, two
from kb.report.html import font_faces

_HERE = Path(__file__).parent
_STATIC = ("lists.js", "search.js")
_LICENSES = ("LICENSE-IBM-Plex-Sans.txt", "LICENSE-Source-Serif-4.txt")
COLOURS = "; ".join(f"--c{at}: light-dark({light}, {dark})" for at, (_, light, dark) in enumerate(PALETTE))


class Renderer:
    """Pages with what all of them have: the study, its words, and the list of pages."""

    def __init__(self, common: Mapping[str, Any]) -> None:
        self._common = common

    def page(self, name: str, template: str, **values: Any) -> tuple[str, bytes]:
        """Return a page; ``name`` is its file, from the top of the site."""
        root = "../" * name.count("/")
        text = self._environment.get_template(template).render(
            {**self._common, **values, "root": root, "here": name}
        )
        return name, text.encode()

    @cached_property
    def _environment(self) -> Environment:
        made = Environment(
            loader=FileSystemLoader([_HERE / "templates", _HERE.parent / "templates"]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        made.filters |= {
            "counted": counted,
            "two": two,
            "chance": chance,
            "query": lambda value: quote(value, safe=""),
            "kind": lambda value: type(value).__name__,
        }
        made.globals |= {"interval": interval}
        return made


def static_files() -> list[tuple[str, bytes]]:
    """Return what every site has: style, fonts with their licences, scripts."""
    style = (_HERE / "static" / "style.css").read_text(encoding="utf-8")
    variables = f":root {{ color-scheme: light dark; {css()}; {COLOURS} }}\n"
    fonts = _HERE.parent / "fonts"
    return [
        ("static/style.css", (variables + style).encode()),
        ("static/fonts.css", font_faces().encode()),
        *((f"static/{name}", (_HERE / "static" / name).read_bytes()) for name in _STATIC),
        *((f"static/{name}", (fonts / name).read_bytes()) for name in _LICENSES),
    ]
