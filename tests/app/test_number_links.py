"""Where a number is a link, the page it opens repeats the number.

A link says in ``data-count`` what its number counts (``11 interviews``). The pages of a catalog are opened,
every such link is followed, and the number is looked for, with its noun, in the text of the page there.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator
from functools import cache
from html import unescape
from pathlib import Path
from typing import TypeVar
from urllib.parse import parse_qsl, urlsplit

import pytest
import streamlit as st
from drawn_page import leave_figures_blank
from lxml.html import fromstring
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from app import page_registry
from app.screens.figures import registry
from app.ui import wording
from kb.db import engine as db
from kb.db.tables import Code, Fix, Issue

T = TypeVar("T")
ROOT = Path(__file__).parents[2]
ALL_LOOKS = bool(os.environ.get("KB_ALL_LOOKS"))
CODES_BY_INTERVIEW = "figure=crosstab&rows=code&columns=interview&count=interviews&pass=all"
OF_ONE_THING = {"issue", "fix", "read"}
ROWS = (
    "//table[contains(@class, 'list')]/tbody | //ol[contains(@class, 'qs')] | //ul[contains(@class, 'todo')]"
    " | //blockquote | //ul[contains(@class, 'strip')]"
)
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

    @cache  # noqa: B019  as long as a test
    def text(self, address: str) -> str:
        """Return what a page says of itself, without the rows of its lists, which hold any number."""
        page = fromstring(f"<div>{self.html(address)}</div>")
        for rows in page.xpath(ROWS):
            rows.drop_tree()
        for each in page.iter():
            each.tail = f" {each.tail or ''}"
        return re.sub(r"\s+", " ", re.sub(r"(?<=\d),(?=\d{3})", "", page.text_content()))


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


def some(alike: Iterable[T]) -> list[T]:
    """Return every fifth of what is built alike, pages and links; `make looks` takes all."""
    return list(alike)[:: 1 if ALL_LOOKS else 5]


def addresses_of_pages() -> list[str]:
    """Return an address of every page and every figure, and of some issues, fixes and codes."""
    with db.reading(db.open_for_reading(os.environ["KB_DATABASE"])) as session:
        issues = some(session.exec(select(Issue.key).order_by(Issue.key)))
        fixes = some(session.exec(select(Fix.key).order_by(Fix.key)))
        codes = some(session.exec(select(Code.name).where(Code.canonical_id == Code.id).limit(20)))
    plain = [f"/{page.path}" for page in page_registry.PAGES if page.name not in OF_ONE_THING]
    return [
        *plain,
        "/?count=codings&pass=all",
        "/?count=coders",
        *(f"/issue?id={key}" for key in issues),
        *(f"/fix?id={key}" for key in fixes),
        *(f"/codebook?code={name}" for name in codes),
        *(f"/figures?figure={key}" for key in registry.KINDS),
        *([f"/figures?{CODES_BY_INTERVIEW}"] if ALL_LOOKS else []),
        "/network?view=table",
    ]


@pytest.fixture(scope="module", params=["demo_catalog", *(["corpus_catalog"] if ALL_LOOKS else [])])
def pages(request: pytest.FixtureRequest) -> Iterator[Pages]:
    """The pages of a catalog; the corpus takes minutes: `make looks` takes it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KB_DATABASE", str(request.getfixturevalue(request.param)))
        leave_figures_blank(patch)
        st.cache_data.clear()
        yield Pages()


@pytest.mark.looks
def test_where_a_number_is_a_link_the_page_it_opens_repeats_it(pages: Pages) -> None:
    counted = {
        (address, count): page
        for page in addresses_of_pages()
        for address, count, _ in links(pages.html(page))
        if count
    }
    wrong = [
        f"{page}: {count} → {address}"
        for (address, count), page in some(counted.items())
        if not repeats(count, pages.text(address))
    ]
    assert len(counted) > 100
    assert wrong == []


@pytest.mark.looks
def test_a_link_with_a_number_says_what_it_counts(pages: Pages) -> None:
    """Also in a sentence; names (in ``bdi``), places in a text and examples of a search are no counts."""
    silent = [
        (page, href, words)
        for page in addresses_of_pages()
        for href, count, words in links(re.sub(r"<bdi>.*?</bdi>|<code>.*?</code>", "", pages.html(page)))
        if re.search(r"\d", words) and not count and "at=" not in href
    ]
    assert silent == []


@pytest.mark.looks
def test_every_link_names_only_parameters_that_its_page_reads(pages: Pages) -> None:
    unknown = {
        (page_registry.at(urlsplit(href).path).name, name)
        for page in addresses_of_pages()
        for href, _, _ in links(pages.html(page))
        for name, _ in parse_qsl(urlsplit(href).query)
        if not page_registry.at(urlsplit(href).path).knows(name)
    }
    assert unknown == set()
