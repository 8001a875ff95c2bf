"""A page of the app drawn without a browser: the same script, the same HTML, in a fraction of the time."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import streamlit as st
from lxml.html import HtmlElement, fromstring
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from app import page_registry
from app.screens.figures import registry

APP = Path(__file__).parents[3] / "app"


def app_at(name: str) -> AppTest:
    """Return the app as it begins on a page; nothing is drawn yet, and the overview never is.

    ``AppTest.switch_page`` knows pages only after the app has run once, on its first page.
    """
    app = AppTest.from_file(str(APP / "main.py"), default_timeout=120)
    app._page_hash = calc_hash(next(each.path for each in page_registry.PAGES if each.name == name))
    return app


def page_at(address: str, **state: Any) -> AppTest:
    """Return the page of an address (``issues?stage=use``) as somebody with this session state meets it."""
    where = urlsplit(address)
    place = next(each for each in page_registry.PAGES if each.path == where.path.strip("/"))
    app = app_at(place.name)
    for name, value in state.items():
        app.session_state[name] = value
    for name, value in parse_qsl(where.query):
        app.query_params[name] = value
    app.run()
    assert not app.exception, (address, app.exception)
    return redirected(app)


def redirected(app: AppTest) -> AppTest:
    """Do what the browser does where a page leads on to another address of it at once."""
    for goal in elements(app, "i"):
        if to := goal.get("data-redirect"):
            app.query_params.clear()
            for name, value in parse_qsl(urlsplit(to).query):
                app.query_params[name] = value
            app.run()
            assert not app.exception, (to, app.exception)
    return app


def html(app: AppTest) -> str:
    """Return the HTML of everything that is on a page."""
    return "".join(json.loads(each.proto.json).get("html", "") for each in app.get("bidi_component"))


def elements(app: AppTest, *path: str) -> list[HtmlElement]:
    """Return the elements at the end of a path; each step is ``tag``, ``.class`` or ``tag.class``."""
    steps = ""
    for step in path:
        tag, _, name = step.partition(".")
        steps += f"//{tag or '*'}" + (f"[contains(concat(' ', @class, ' '), ' {name} ')]" if name else "")
    found: list[HtmlElement] = fromstring(f"<div>{html(app)}</div>").xpath(steps)
    return found


def words(element: HtmlElement) -> str:
    """Return what stands in an element, as a browser would show it on one line."""
    return " ".join(element.text_content().split())


def texts(app: AppTest, *path: str) -> list[str]:
    """Return the words of each of some elements."""
    return [words(each) for each in elements(app, *path)]


def text(app: AppTest) -> str:
    """Return all the words of a page."""
    return words(fromstring(f"<div>{html(app)}</div>"))


def offered_files(patch: pytest.MonkeyPatch) -> dict[str, Callable[[], bytes]]:
    """Collect what the pages that are drawn from now on let somebody download, by the buttons' titles."""
    offered: dict[str, Callable[[], bytes]] = {}

    def button(title: str, made: bytes | Callable[[], bytes], **_options: Any) -> None:
        offered[title] = made if callable(made) else lambda: made

    patch.setattr(st, "download_button", button)
    return offered


def leave_figures_blank(patch: pytest.MonkeyPatch) -> None:
    """Write no picture of the figures that are drawn from now on: in a page it is in no form to search."""
    patch.setattr(registry, "saved", lambda _made, _form: b"")
