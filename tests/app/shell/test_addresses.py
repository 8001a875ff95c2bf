"""What an address asks for and the catalog does not have is said, and never ends in a traceback."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest
from drawn_page import page_at, text

from app import page_registry

HOSTILE = ("9" * 40, "<b>-1e999</b>\0")
START = {
    "issue": "id=drift",
    "fix": "id=watch-and-retrain",
    "read": "document=Interview+1",
    "code": "document=Interview+1",
    "compare": "document=Interview+9",
    "figures": "figure=crosstab",
    "network": "view=table",
    "codebook": "view=table",
}
TAKEN = {"id", "document", "edit", "saved", "figure", "view", "passes", "code", "coder", "pair", "focus"}
"""What says on the page itself that it is not there, or decides which parameters are read at all."""
FREE = {"q", "find", "list"}
"""What may be anything: words that are sought, and the list that one comes from."""


@pytest.fixture(autouse=True)
def _demo(demo_catalog: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KB_DATABASE", str(demo_catalog))


@pytest.mark.parametrize("page", page_registry.PAGES, ids=lambda page: page.name)
def test_every_parameter_of_every_page_bears_everything(page: page_registry.PageEntry) -> None:
    names = [name for name in page.parameters.split() if name not in TAKEN]
    asked = "&".join(f"{name}={quote(HOSTILE[at % 2])}" for at, name in enumerate(names))
    shown = text(page_at(f"/{page.path}?{START.get(page.name, '')}&{asked}"))
    if set(names) - FREE:
        assert "The address asks for" in shown
    assert "This page does not know" not in shown


@pytest.mark.parametrize(
    ("address", "told"),
    [
        pytest.param("issues?stgae=use", "This page does not know “stgae”", id="a parameter"),
        pytest.param("issues?sort=colour", "asks for sort “colour”, which does not exist", id="an option"),
        pytest.param("issue?id=drift&document=Nix", "asks for document “Nix”", id="a document"),
        pytest.param("issue?id=drift&code=nix", "asks for code “nix”", id="a code"),
        pytest.param(f"search?q=a&page={'9' * 30}", "not a whole number from 1 upwards", id="a number"),
        pytest.param("documents?attribute=sector", "asks for attribute “sector”", id="an attribute"),
        pytest.param("read?document=Interview+1&at=x", "asks for at “x”", id="a place"),
        pytest.param("network?min=nan", "asks for min “nan”, which is not a number", id="no finite number"),
    ],
)
def test_what_cannot_be_used_is_said(address: str, told: str) -> None:
    shown = text(page_at(address))
    assert told in shown
    assert "Correct the address" in shown


def test_an_address_that_says_nothing_wrong_is_not_spoken_of() -> None:
    assert "The address" not in text(page_at("issues?stage=maintenance&sort=title&pass=all"))
