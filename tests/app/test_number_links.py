"""Where a number is a link, the page it opens repeats the number.

A link says in ``data-count`` what its number counts (``11 interviews``). Every page of a catalog is opened,
every such link is followed, and the number is looked for, with its noun, in the text of the page there.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from functools import cache
from html import unescape
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
import streamlit as st
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from app import page_registry
from app.screens.figures import registry
from app.ui import wording
from kb.db import engine as db
from kb.db.tables import Code, Fix, Issue

ROOT = Path(__file__).parents[2]
ALL_LOOKS = bool(os.environ.get("KB_ALL_LOOKS"))
CODES_BY_INTERVIEW = "figure=crosstab&rows=code&columns=interview&count=interviews&pass=all"
OF_ONE_THING = {"issue", "fix", "read"}
ANY_NOUN = r"(?:quotes?|codings?|interviews?|documents?|paragraphs?|issues?|fixes|fix|codes?|coders?)"
SINGULAR = {"passes": "pass", "codes": "code"}


class Pages:
    """The pages of one catalog, each drawn once, as the HTML of everything that is on it."""

    def __init__(self) -> None:
        self._test = AppTest.from_file(str(ROOT / "app" / "main.py"), default_timeout=120).run()

    @cache  # noqa: B019  as long as a test
    def html(self, address: str) -> str:
        """Return the HTML of a page."""
        where = urlsplit(address)
        page = next(each for each in page_registry.PAGES if each.path == where.path.strip("/"))
        folder = ROOT / "app"
        self._test.switch_page(str(page_registry.file_of(page.name).relative_to(folder)))
        self._test.query_params.clear()
        for name, value in parse_qsl(where.query):
            self._test.query_params[name] = value
        self._test.run()
        assert not self._test.exception, (address, self._test.exception)
        drawn = (json.loads(each.proto.json) for each in self._test.get("bidi_component"))
        return "".join(each.get("html", "") for each in drawn)

    def text(self, address: str) -> str:
        """Return the words of a page."""
        words = unescape(re.sub(r"<[^>]+>", " ", self.html(address))).replace("\u202f", "")
        return re.sub(r"\s+", " ", words)


def links(html: str) -> Iterator[tuple[str, str | None, str]]:
    """Yield where each link leads, what it says that it counts, and its text."""
    for attributes, text in re.findall(r"<a\b([^>]*)>(.*?)</a>", html, re.DOTALL):
        href = re.search(r'href="([^"]*)"', attributes)
        count = re.search(r'data-count="([^"]*)"', attributes)
        if href and href[1].startswith("/"):
            words = unescape(re.sub(r"<[^>]+>", "", text)).strip()
            yield unescape(href[1]), unescape(count[1]) if count else None, words


def repeats(count: str, text: str) -> bool:
    """Whether a page's text has a number with its noun (``11 interviews``, ``two of 3 interviews``)."""
    number, _, noun = count.partition(" ")
    whole = number.removesuffix(".0")
    spoken = wording.words(int(whole)) if whole.isdecimal() else whole
    if noun:
        single = SINGULAR.get(noun, noun.removesuffix("s"))
        noun = rf"(?:{re.escape(noun)}|{re.escape(re.sub('passes$', 'pass', single))})"
    elif whole.isdecimal():
        noun = ANY_NOUN
    else:  # a coefficient
        return re.search(rf"(?<![\d.]){re.escape(number)}(?!\d)", text) is not None
    numbers = rf"(?:{re.escape(whole)}|{re.escape(spoken)})"
    return re.search(rf"(?<!\w){numbers}(?: of \d+)? {noun}\b", text, re.IGNORECASE) is not None


def addresses_of_pages() -> list[str]:
    """Return an address of every page, of every issue, fix and code, and of every figure."""
    with db.reading(db.open_for_reading(os.environ["KB_DATABASE"])) as session:
        issues = list(session.exec(select(Issue.key)))
        fixes = list(session.exec(select(Fix.key)))
        codes = list(session.exec(select(Code.name).where(Code.canonical_id == Code.id)))
    plain = [f"/{page.path}" for page in page_registry.PAGES if page.name not in OF_ONE_THING]
    return [
        *plain,
        "/?count=codings&pass=all",
        "/?count=coders",
        *(f"/issue?id={key}" for key in issues),
        *(f"/fix?id={key}" for key in fixes),
        *(f"/codebook?code={name}" for name in codes[:20]),
        *(f"/figures?figure={key}" for key in registry.KINDS),
        *([f"/figures?{CODES_BY_INTERVIEW}"] if ALL_LOOKS else []),
        "/network?view=table",
    ]


CATALOGS = ["demo_catalog", *([pytest.param("corpus_catalog", marks=pytest.mark.looks)] if ALL_LOOKS else [])]
"""The corpus takes minutes: `make looks` takes it."""


@pytest.mark.parametrize("which", CATALOGS)
def test_where_a_number_is_a_link_the_page_it_opens_repeats_it(
    which: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KB_DATABASE", str(request.getfixturevalue(which)))
    st.cache_data.clear()
    pages = Pages()
    counted = {
        (address, count): page
        for page in addresses_of_pages()
        for address, count, _ in links(pages.html(page))
        if count
    }
    wrong = [
        f"{page}: {count} → {address}"
        for (address, count), page in counted.items()
        if not repeats(count, pages.text(address))
    ]
    assert len(counted) > 100
    assert wrong == []


def test_a_link_of_nothing_but_a_number_says_what_it_counts(
    demo_catalog: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KB_DATABASE", str(demo_catalog))
    st.cache_data.clear()
    pages = Pages()
    silent = [
        (page, address, text)
        for page in addresses_of_pages()
        for address, count, text in links(pages.html(page))
        if re.fullmatch(r"[\d.,\u202f %]+", text) and not count and "at=" not in address
    ]
    assert silent == []
