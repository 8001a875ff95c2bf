"""Pages as HTML: a template, values that are always escaped, and clicks that come back to Python.

Templates are Jinja2 with auto-escaping: whatever a transcript, code or memo holds is text, never markup.
``quotes.html`` is shared and lies in ``ui/templates/``; ``network/pair.html`` is a page's own and lies in
``screens/network/templates/``. A link is made by :func:`address`; ``links.js`` follows it without reloading
the session, and :func:`go` is the same for Python. An element with ``data-do`` tells Python what was clicked:
its whole ``dataset`` is the event.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlencode

import streamlit as st
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader, StrictUndefined

from app import data, page_registry
from app.server.addresses import at
from app.ui import wording
from app.ui.components import scripts
from app.ui.components.loaded import Loaded
from app.ui.components.view import clicks
from app.ui.components.view.clicks import Click
from kb.formatting import two
from kb.queries.codebook.study_contents import StudyContents

_HERE = Path(__file__).parent
_SCREENS = _HERE.parent / "screens"
_SCRIPTS = (
    *("matching", "search_piece", "code_field", "shortcut_list", "saving", "view/clicks", "links"),
    *("dialogs", "scheme", "view/connection"),
)
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
    return at(f"/{path}") + (f"?{urlencode(kept, doseq=True)}" if kept else "")


_TEMPLATES.globals["address"] = address
_TEMPLATES.filters["many"] = wording.many
_TEMPLATES.filters["two"] = two


def html(template: str, **values: Any) -> str:
    """Return a template with its values, escaped."""
    study = data.study()
    with _drawn_for(study):
        return _TEMPLATES.get_template(template).render(study=study, **values)


@contextmanager
def _drawn_for(study: StudyContents) -> Iterator[None]:
    token = _STUDY.set(study)
    try:
        yield
    finally:
        _STUDY.reset(token)


def _word(ours: str) -> str:
    """What the study calls one of our words, in every template and macro: ``{{ word('Issues') }}``."""
    return _STUDY.get().words.forms[ours]


_STUDY: ContextVar[StudyContents] = ContextVar("_STUDY")
_TEMPLATES.globals["word"] = _word


def compile_all() -> Iterator[str]:
    """Compile the templates, so that the first visit of a page need not; yield the name of each."""
    for name in _TEMPLATES.list_templates():
        _TEMPLATES.get_template(name)
        yield name


def show(
    template: str, *, key: str, on_click: Callable[[Click], None] | None = None, **values: Any
) -> Click | None:
    """Show a template and return what was clicked in it last, if anything was.

    What must not be lost, however quick the next click or slow the server, is done by ``on_click``: then each
    click is handed over, in their order, and nothing is returned.
    """
    came = clicks.unheard(key)
    _view().show(
        key, {"html": html(template, **values), "heard": clicks.heard(key, came)}, on_do_change=lambda: None
    )
    if on_click is None:
        return clicks.last(came)
    clicks.act_on(came, on_click)
    return None


def outbox(
    template: str,
    *,
    key: str,
    outbox: Mapping[str, Any],
    on_event: Callable[[dict[str, Any]], None],
    **values: Any,
) -> None:
    """Show a template whose page keeps what a person does in the browser until it is answered.

    ``outbox`` says for whom, and what is answered (``components/answers.py``). Each event is handed over in
    Streamlit's callback, before the page runs; it comes again until its answer is there.
    """

    def received() -> None:
        for event in st.session_state[key].get("said") or ():
            on_event(dict(event))

    _view().show(
        key,
        {"html": html(template, **values), "heard": clicks.heard(key), "outbox": outbox},
        on_do_change=lambda: None,
        on_said_change=received,
    )


def go(to: str, *, replaced: bool = False) -> NoReturn:
    """Go to an address of the app, as a link does; ``replaced``: Back does not lead to the one that is left.

    ``st.switch_page`` would leave two entries in the browser's history.
    """
    show("redirect.html", key="kb-redirect", to=to, replaced=replaced)
    st.stop()


@cache
def _view() -> Loaded:
    shared = (scripts.COMPONENTS / f"{name}.js" for name in _SCRIPTS)
    own = (
        _SCREENS / "compare" / "decisions.js",
        _SCREENS / "coding" / "news.js",
        scripts.COMPONENTS / "view" / "view.js",
    )
    script = scripts.joined([*shared, *own])
    return Loaded("kb_view", '<div class="kb-view"></div>', script)
