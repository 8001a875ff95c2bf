"""Pages as HTML: a template, values that are always escaped, and clicks that come back to Python.

Templates are Jinja2 with auto-escaping: whatever a transcript, code or memo holds is text, never markup.
``quotes.html`` is shared and lies in ``ui/templates/``; ``network/pair.html`` is a page's own and lies in
``screens/network/templates/``. A link is made by :func:`address`; clicking it changes the page without
reloading the session. An element with ``data-do`` tells Python what was clicked: its whole ``dataset`` is
the event.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import streamlit as st
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader, StrictUndefined

from app import page_registry
from app.ui import wording
from kb.formatting import two

_HERE = Path(__file__).parent
_SCREENS = _HERE.parent / "screens"
_OF_PAGES = {folder.parent.name: FileSystemLoader(folder) for folder in sorted(_SCREENS.glob("*/templates"))}
_TEMPLATES = Environment(
    loader=ChoiceLoader(
        [
            PrefixLoader({**_OF_PAGES, "shell": FileSystemLoader(_HERE.parent / "shell" / "templates")}),
            FileSystemLoader(_HERE / "templates"),
        ]
    ),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def address(page: str, /, **params: Any) -> str:
    """Return the address of a page of the app; parameters that are None, empty or False are left out."""
    path = next(entry.path for entry in page_registry.PAGES if entry.name == page)
    kept = {name: value for name, value in params.items() if value not in (None, "", False)}
    return f"/{path}" + (f"?{urlencode(kept, doseq=True)}" if kept else "")


_TEMPLATES.globals["address"] = address
_TEMPLATES.filters["many"] = wording.many
_TEMPLATES.filters["two"] = two


def html(template: str, **values: Any) -> str:
    """Return a template with its values, escaped."""
    return _TEMPLATES.get_template(template).render(**values)


def compile_all() -> Iterator[str]:
    """Compile the templates, so that the first visit of a page need not; yield the name of each."""
    for name in _TEMPLATES.list_templates():
        _TEMPLATES.get_template(name)
        yield name


def show(template: str, *, key: str, **values: Any) -> dict[str, Any] | None:
    """Show a template and return what was clicked in it, if anything was; a link is followed at once."""
    clicked = _component()(
        key=key,
        data={"html": html(template, **values)},
        on_go_change=lambda: None,
        on_do_change=lambda: None,
    )
    if clicked.go:
        _follow(clicked.go)
    event: dict[str, Any] | None = clicked.do
    return event


def _follow(target: dict[str, Any]) -> None:
    """Go to a page of the app; an address that leads nowhere is left alone."""
    path = str(target.get("path", "")).strip("/")
    entry = next((entry for entry in page_registry.PAGES if entry.path == path), None)
    if entry is not None:
        st.switch_page(page_registry.file_of(entry.name), query_params=target.get("params") or {})


@st.cache_resource(show_spinner=False)
def _component() -> Any:
    folder = _HERE / "components" / "view"
    return st.components.v2.component(
        "kb_view",
        html='<div class="kb-view"></div>',
        js=(folder / "view.js").read_text(encoding="utf-8"),
        isolate_styles=False,
    )
