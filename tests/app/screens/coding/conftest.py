"""The transcript view alone, on a wide screen or on a telephone; Read and Code without a browser."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from app_server import AppServer
from coding_page import Page
from drawn_page import app_at, redirected
from page_at_rest import new_page
from streamlit.testing.v1 import AppTest

from app import data as catalog
from app.screens.coding import page as coding_page

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def view_url() -> Iterator[str]:
    """The address of a page with nothing but the transcript view."""
    server = AppServer(HERE / "component_app.py")
    yield f"{server.address}/"
    server.stop()


@pytest.fixture
def phone(browser: Any) -> Iterator[Any]:
    """A touch screen of 400 pixels."""
    size = {"width": 400, "height": 860}
    context = browser.new_context(viewport=size, has_touch=True, is_mobile=True, color_scheme="dark")
    yield new_page(context)
    context.close()


@pytest.fixture
def page(
    demo_catalog: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Page]]:
    path = tmp_path / "catalog.db"
    shutil.copy(demo_catalog, path)
    monkeypatch.setenv("KB_DATABASE", str(path))

    def stand_in(_key: str, data: dict[str, Any], on_event: Callable[[dict[str, Any]], None]) -> None:
        st.session_state["shown"] = data
        if event := st.session_state.pop("sent", None):
            on_event(event)

    monkeypatch.setattr(coding_page, "transcript", stand_in)

    def open_page(name: str = "code", coder: str | None = "Mara", **params: str) -> Page:
        def run() -> AppTest:
            test = app_at(name)
            for key, value in params.items():
                test.query_params[key] = value
            if coder:
                test.session_state["kb_coder"] = coder
            test.run()
            assert not test.exception, test.exception
            return redirected(test)

        return Page(run)

    yield open_page
    catalog.engine.clear()
