"""Load what the pages need while the browser is still opening, and say where they are.

Streamlit itself imports the pages when the first browser has come, which would wait for the database library.
"""

from __future__ import annotations

import gc
import sys
import time
import webbrowser
from dataclasses import dataclass
from importlib import import_module

from streamlit import runtime
from streamlit.runtime import RuntimeState

_NEEDED = (
    "app.data",
    "app.ui.templates",
    "app.ui.export",
    "app.ui.filters",
    "app.screens.overview.heat_map",
    "app.screens.overview.progress",
    "app.screens.overview.recent_actions",
    "app.screens.overview.to_do",
    "app.screens.evidence.issue_rows",
    "kb.queries.history",
)
_LATER = (
    "app.screens.coding.page",
    "app.screens.documents.read_as",
    "app.screens.documents.upload",
    "app.screens.documents.upload_list",
    "app.screens.documents.upload_review",
    "app.screens.evidence.detail_page",
    "app.screens.evidence.list_page",
    "app.screens.codebook.code_panel",
    "app.screens.codebook.dialogs",
    "app.screens.compare.comparison",
    "app.screens.network.layout",
    "kb.queries.search.results",
)
"""What the other pages need: the first visit of one should not wait for it, nor should the first page."""
_LAST = ("app.screens.figures.registry", "matplotlib.text", "kb.figures.saturation")
"""What draws figures. It keeps a processor busy for three quarters of a second, so it comes in pieces."""
ALL = (*_NEEDED, *_LATER, *_LAST)
_LOOK = 0.02
"""Seconds between two looks at whether the server is up."""
_TURN = 0.001
"""Seconds after which one thread lets another one go on: a page is sent in many small pieces."""
_REST = 3.0
"""Seconds in which the first page is drawn, as a rule."""


@dataclass(frozen=True)
class Opening:
    """The link that is printed, and the one that a browser is opened with."""

    link: str
    opened: str
    is_opened: bool


def prepare() -> None:
    """Make the import quick, and the threads take turns."""
    sys.setswitchinterval(_TURN)
    gc.disable()  # what is imported stays: looking through it again and again takes a tenth of the time


def load(opening: Opening) -> None:
    """Import what the first page needs, once the server listens and has nothing to do; then the rest."""
    while not runtime.exists() or runtime.get_instance().state is RuntimeState.INITIAL:
        time.sleep(_LOOK)
    sys.stdout.write(f"Open the catalog in a browser: {opening.link}\n")
    sys.stdout.flush()
    if opening.is_opened:
        webbrowser.open(opening.opened)
    for name in _NEEDED:
        import_module(name)
    gc.freeze()
    gc.enable()
    time.sleep(_REST)
    for name in _LATER:
        import_module(name)
    for _ in import_module("app.ui.templates").compile_all():
        time.sleep(_LOOK)
    for name in _LAST:
        time.sleep(_REST)
        import_module(name)
    gc.freeze()
