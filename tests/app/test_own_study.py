"""A study of another field: its own words on every page, and nothing about what it does not have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from drawn_page import elements, leave_figures_blank, offered_files, page_at, text, texts
from nurses import must, study
from streamlit.testing.v1 import AppTest

from app import page_registry
from app.screens.figures import registry
from app.shell.navigation import pages
from kb.codebook.taxonomy import read_taxonomy
from kb.db import engine as db

OURS = re.compile(r"\b(issues?|fix(?:es)?|stages?|aspects?)\b", re.IGNORECASE)
FOREIGN = re.compile(r"machine.learning|\bML\b|quality issue|lifecycle|drift", re.IGNORECASE)
SAID = ("label", "options", "help", "placeholder", "body")
"""What a widget shows of itself."""
ADDRESSES = (
    *(each.path for each in page_registry.PAGES),
    "issue?id=staffing",
    "fix?id=handover",
    "issue?id=nowhere",
    "fix?id=nowhere",
    "issues?q=nothing",
    "read?document=ward-1",
    "code?document=ward-1",
    "codebook?code=Noise",
    "codebook?view=table",
    "codebook?view=unsorted",
    "search?q=shift",
    "search?q=code:nothing",
    "network?view=table&unit=document",
    "network?level=issue-fix&unit=document",
    "network?level=issue-stage&unit=document",
    "network?focus=staffing&unit=document",
    "compare?view=agreement",
    *(f"figures?figure={key}" for key in registry.KINDS),
    *(f"figures?figure=frequencies&of={level}" for level in ("issue", "fix", "stage", "aspect", "code")),
    "figures?figure=crosstab&rows=fix&columns=aspect",
)


def opened(catalog: Path) -> Iterator[Path]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KB_DATABASE", str(catalog))
        leave_figures_blank(patch)
        st.cache_resource.clear()
        yield catalog
    st.cache_resource.clear()


@pytest.fixture(scope="module")
def renamed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The study with barriers, facilitators, phases and outcomes."""
    yield from opened(study(tmp_path_factory.mktemp("renamed")))


@pytest.fixture
def plain(tmp_path: Path) -> Iterator[Path]:
    """The study as a plain code tree."""
    yield from opened(study(tmp_path, taxonomy=None))


def shown(app: AppTest) -> list[str]:
    """Return all that a page shows: texts, names for screen readers, titles, labels, options."""
    found = [text(app)]
    for name in ("title", "aria-label", "alt", "placeholder"):
        found += [each.get(name, "") for each in elements(app, "*") if each.get(name)]
    for each in app._tree:
        if each.type in ("bidi_component", "html"):
            continue
        said = SAID if hasattr(each, "options") else (*SAID, "value")  # of a choice, the value is a key
        found += [
            str(getattr(each, name)) for name in said if isinstance(getattr(each, name, None), (str, list))
        ]
    return found


def told(app: AppTest, words: re.Pattern[str]) -> set[str]:
    return {
        each[max(0, hit.start() - 40) : hit.end() + 40] for each in shown(app) for hit in words.finditer(each)
    }


@pytest.mark.usefixtures("renamed")
@pytest.mark.parametrize("address", ADDRESSES)
def test_no_page_of_a_study_with_its_own_words_says_ours(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = offered_files(monkeypatch)
    app = page_at(address)
    assert told(app, OURS) == set()
    assert told(app, FOREIGN) == set()
    if "figures" not in address and "CSV" in files:
        assert not OURS.search(files["CSV"]().decode().partition("\n")[0])


HAS_NONE = re.compile(r"\b(issues?|fix(?:es)?|stages?|aspects?|taxonomy assigns)\b", re.IGNORECASE)


@pytest.mark.usefixtures("plain")
def test_no_page_of_a_plain_code_tree_speaks_of_what_it_does_not_have() -> None:
    hidden = {"issues", "issue", "fixes", "fix"}
    addresses = [
        *(each.path for each in page_registry.PAGES if each.name not in hidden),
        "codebook?code=Noise",
        "codebook?view=table",
        *(f"figures?figure={key}" for key in registry.kinds()),
    ]
    said = {address: told(page_at(address), HAS_NONE) for address in addresses}
    assert {address: words for address, words in said.items() if words} == {}


@pytest.mark.usefixtures("plain")
def test_a_plain_code_tree_has_no_page_of_issues_in_its_navigation_and_its_codes_on_the_overview(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = page_at("")
    assert "Most frequent codes" in text(app)
    assert {"Short shifts", "Noise", "Handover"} <= set(texts(app, "table", "bdi"))
    entries: list[dict[str, str]] = []
    monkeypatch.setattr(st, "Page", lambda _file, **options: entries.append(options))
    pages()
    hidden = {each["title"] for each in entries if each["visibility"] == "hidden"}
    assert hidden == {"Issues", "Issue", "Fixes", "Fix", "Read", "People", "Pseudonymise"}


def test_every_page_of_a_study_without_codings_says_the_next_step(tmp_path: Path) -> None:
    for _ in opened(study(tmp_path, is_coded=False)):
        asks = ("", "issues", "fixes", "network", "compare", "figures", "figures?figure=agreement")
        assert {ask for ask in asks if "tart coding" not in text(page_at(ask))} == set()
        assert "No codings" in text(page_at("issue?id=staffing")) or "No quotes yet" in text(
            page_at("issue?id=staffing")
        )


def test_every_page_of_a_study_without_documents_leads_to_adding_them(tmp_path: Path) -> None:
    catalog = tmp_path / "catalog.db"
    must("init", "Nurses on a ward", "--database", str(catalog))
    for _ in opened(catalog):
        assert "No interviews in Nurses on a ward yet" in text(page_at(""))
        for ask in ("code", "read", "network", "figures", "compare", "search"):
            links = [each.get("href") for each in elements(page_at(ask), "a")]
            assert any("/documents" in str(link) for link in links), ask


def test_a_study_is_begun_on_the_first_page_of_an_empty_catalog(tmp_path: Path) -> None:
    catalog = tmp_path / "catalog.db"
    db.open_for_writing(catalog).dispose()
    for _ in opened(catalog):
        app = page_at("", kb_coder="Mara")
        assert "Begin a study" in text(app)
        app.text_input(key="begin-name").input("Nurses on a ward")
        app.button(key="begin-study").click().run()
        assert not app.exception
        assert "No interviews in Nurses on a ward yet" in text(app)
    assert read_taxonomy(tmp_path / "taxonomy.yaml").study.name == "Nurses on a ward"
    assert read_taxonomy(tmp_path / "taxonomy.yaml").codes == {}


def test_a_study_without_a_name_is_not_begun(tmp_path: Path) -> None:
    catalog = tmp_path / "catalog.db"
    db.open_for_writing(catalog).dispose()
    for _ in opened(catalog):
        app = page_at("")
        app.button(key="begin-study").click().run()
        assert "A study needs a name." in text(app)
    assert not (tmp_path / "taxonomy.yaml").exists()
