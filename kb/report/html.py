"""A report as one HTML file that needs nothing else: styles and figures are in it, and it prints well."""

from __future__ import annotations

import base64
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from kb.codebook.theme import css
from kb.report.blocks import Report

_ENVIRONMENT = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,  # whatever a transcript, a code or a memo holds is text
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_ENVIRONMENT.filters["base64"] = lambda data: base64.b64encode(data).decode("ascii")
_ENVIRONMENT.filters["kind"] = lambda value: type(value).__name__


_FONTS = {"IBM Plex Sans": "ibm-plex-sans", "Source Serif 4": "source-serif-4"}


@cache
def font_faces() -> str:
    """Return the style rules with the fonts of the house, which are in the file, too."""
    folder = Path(__file__).parent / "fonts"
    files = {name: folder / f"{file}-latin-wght-normal.woff2" for name, file in _FONTS.items()}
    data = {name: base64.b64encode(file.read_bytes()).decode("ascii") for name, file in files.items()}
    return "\n".join(
        f'@font-face {{ font-family: "{name}"; font-weight: 300 700; '
        f"src: url(data:font/woff2;base64,{each}) }}"
        for name, each in data.items()
    )


def html(report: Report) -> str:
    """Return the report as a page."""
    return _ENVIRONMENT.get_template("report.html").render(
        report=report,
        theme=css("ink", "ink3", "page", "line", "line2", "accent"),
        fonts=Markup(font_faces()),  # noqa: S704  our own files
    )
