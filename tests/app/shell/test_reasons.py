"""Nothing on a page is disabled without saying why, in words that stand there for everybody."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from drawn_page import elements, html, page_at
from streamlit.testing.v1 import AppTest

from app import page_registry

ADDRESSES = (
    *(each.path for each in page_registry.PAGES if each.path),
    "documents?edit=Interview+2",
    "documents?view=speakers",
    "documents?view=attributes",
    "documents?q=no+such+document",
    "code?document=Interview+2",
    "codebook?code=MM-drift",
    "codebook?view=unsorted",
    "codebook?view=table",
    "compare?document=Interview+9",
    "compare?document=Interview+7",
    "history?who=Nobody",
)


def unexplained(page: AppTest) -> list[str]:
    """What is disabled on a page without a reason: a button says it in its help and in words beside it."""
    said = html(page) + " ".join(str(each.value) for each in (*page.caption, *page.markdown))
    found = []
    for block in _blocks(page.main):
        proto = getattr(block, "proto", None)
        if proto is not None and getattr(proto, "disabled", False):
            why = getattr(proto, "help", "")
            if not why or why not in said:
                found.append(f"{block.type} {getattr(proto, 'label', '')}: {why!r}")
    for each in elements(page, "*"):
        is_off = each.get("disabled") is not None or each.get("aria-disabled") == "true"
        if is_off and not (each.get("aria-disabled") == "true" and each.get("title")):
            found.append(f"{each.tag} {each.text_content()[:40]}")
    return found


def _blocks(block: Any) -> list[Any]:
    inner = getattr(block, "children", {})
    return [block, *(found for each in inner.values() for found in _blocks(each))]


@pytest.mark.parametrize("coder", ["", "Imke"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_what_is_disabled_says_why(
    demo_catalog: Path, monkeypatch: pytest.MonkeyPatch, address: str, coder: str
) -> None:
    monkeypatch.setenv("KB_DATABASE", str(demo_catalog))
    assert unexplained(page_at(address, kb_coder=coder)) == []


def test_a_button_without_a_reason_is_found() -> None:
    def page() -> None:
        import streamlit as st  # noqa: PLC0415

        from app.ui.fields.buttons import button  # noqa: PLC0415

        st.button("Save", disabled=True)
        button("Delete", key="delete", why="Choose who is coding in the header first.")

    assert unexplained(AppTest.from_function(page).run()) == ["button Save: ''"]
