"""What a page shows when it cannot be drawn: one sentence on what to do, never a traceback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st
from streamlit.errors import FragmentHandledException

from app.ui import templates
from kb.errors import KbError


@contextmanager
def error_page() -> Iterator[None]:
    """Tell what keeps a page from being drawn.

    A KbError says itself what to do. Anything else is a mistake of the program: it is told with its kind, and
    raised again for the log of the server, where Streamlit writes it; its own red box is hidden by the style.
    """
    try:
        yield
    except KbError as error:
        _show("This page cannot be shown", str(error), None)
        st.stop()
    except FragmentHandledException:  # told already, by the fragment within the page
        raise
    except Exception as error:
        _show("Something went wrong", None, type(error).__name__)
        raise


def _show(head: str, reason: str | None, kind: str | None) -> None:
    templates.show("shell/broken.html", key="broken", head=head, reason=reason, kind=kind)
