"""A report as one HTML file that needs nothing else: styles and figures are in it, and it prints well."""

from __future__ import annotations

import base64
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

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


def html(report: Report) -> str:
    """Return the report as a page."""
    return _ENVIRONMENT.get_template("report.html").render(report=report)
