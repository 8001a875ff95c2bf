"""Figures: each shows, says what it counts, has its numbers as text, and downloads as what ``kb`` writes."""

from __future__ import annotations

import base64
import csv
import io
import re
import shutil
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus, urlencode

import pytest
from command_line import run
from drawn_page import elements, html, offered_files, page_at, text, words
from interview_files import file, store, taxonomy
from sqlmodel import Session
from streamlit.testing.v1 import AppTest

from app import data
from app.screens.figures import registry
from app.ui import wording
from kb.db import engine as db
from kb.figures import style
from kb.queries import names
from kb.queries.analyses import agreement as agreeing
from kb.queries.analyses import cooccurrence, crosstab, frequencies, saturation
from kb.queries.analyses import density as densities
from kb.queries.comparison import moderation
from kb.queries.evidence import stage_aspect
from kb.queries.filtering.filters import Filters
from kb.report import ReportOptions, report
from kb.report.html import html as as_html
from kb.store.coding.codings import add_coding
from kb.store.documents.cases import set_case

ROOT = Path(__file__).parents[3]
MODERATED = Filters(pass_role="moderator")  # noqa: S106  no password
KEYS = tuple(registry.KINDS)
Open = Callable[..., str]


@pytest.fixture
def asked(demo_catalog: Path) -> Iterator[Session]:
    """A session on the demo catalog."""
    with db.reading(db.open_for_writing(demo_catalog)) as session:
        yield session


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """The HTML of the page on a catalog; one that is changed before is copied."""

    def run(of: Path, change: Callable[[Session], Any] | None = None, /, **params: str) -> str:
        if change is None:
            monkeypatch.setenv("KB_DATABASE", str(of))
        else:
            monkeypatch.setenv("KB_DATABASE", str(shutil.copy(of, tmp_path / "catalog.db")))
            data.execute(change)
        return html(page_at(f"figures?{urlencode(params)}"))

    yield run
    data.engine.clear()


def cells(html: str) -> list[list[str]]:
    """The rows of the tables, as words."""
    rows = re.findall(r"<tr data-row>(.*?)</tr>", html, re.DOTALL)
    return [
        [re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)]
        for row in rows
    ]


def picture(html: str) -> bytes:
    found = re.search(r'src="data:image/svg\+xml;base64,([^"]+)"', html)
    assert found, "there is a figure"
    return base64.b64decode(found[1])


@pytest.mark.parametrize("key", KEYS)
def test_a_figure_says_what_it_counts_and_stands_as_text_under_itself(
    page: Open, demo_catalog: Path, key: str
) -> None:
    html = page(demo_catalog, figure=key)
    ET.fromstring(picture(html))  # noqa: S314  our own figure
    alt = re.search(r'<img alt="([^"]+)"', html)
    assert alt
    assert len(alt[1]) > 30
    assert "<figcaption><p>" in html
    assert len(cells(html)) > 1
    assert re.search(r'<tr data-row><th scope="row"><a href="/', html) or key in ("network", "moderation")


def test_saturation_has_the_numbers_of_the_library(page: Open, demo_catalog: Path, asked: Session) -> None:
    steps = saturation.saturation(asked, MODERATED, of="code").steps
    shown = cells(page(demo_catalog, figure="saturation", of="code"))
    assert [(row[0], int(row[1]), int(row[2]), int(row[3])) for row in shown[: len(steps)]] == [
        (step.interview, step.position, step.new, step.cumulative) for step in steps
    ]
    assert [row[4] for row in shown[: len(steps)]] == [f"{step.expected:.1f}" for step in steps]


def test_the_rules_of_saturation_are_those_of_the_address(page: Open, demo_catalog: Path) -> None:
    html = page(demo_catalog, figure="saturation", order="random", base="3", run="1", threshold="x")
    assert "base 3, run 1" in html
    assert "mean over all orders" in html
    assert cells(html)[0][0] == "mean"


def test_frequencies_have_the_numbers_of_the_library(page: Open, demo_catalog: Path, asked: Session) -> None:
    for of in ("issue", "fix", "stage", "aspect", "code"):
        found = frequencies.frequencies(asked, of=of).rows[:40]
        shown = cells(page(demo_catalog, figure="frequencies", of=of))
        assert [[row[0], *map(int, (row[1], *row[3:]))] for row in shown] == [
            [
                row.title,
                row.interviews,
                row.before_interviews,
                row.after_interviews,
                row.coders,
                row.codings,
            ]
            for row in found
        ]


def test_a_crosstab_has_the_numbers_of_the_library(page: Open, demo_catalog: Path, asked: Session) -> None:
    found = crosstab.crosstab(asked, "aspect", "coder", count="interviews")
    parameters = {"rows": "aspect", "columns": "coder", "count": "interviews", "pass": "all"}
    *shown, total = cells(page(demo_catalog, figure="crosstab", **parameters))
    assert [list(map(int, row[1:-1])) for row in shown] == found.cells.tolist()
    assert [int(row[-1]) for row in shown] == found.row_totals.tolist()
    assert list(map(int, total[1:])) == [*found.column_totals.tolist(), found.total]


def test_stage_by_aspect_has_the_numbers_of_the_library(
    page: Open, demo_catalog: Path, asked: Session
) -> None:
    found = stage_aspect.stage_aspect_table(asked, MODERATED)
    shown = cells(page(demo_catalog, figure="stages", count="codings"))
    assert [int(cell) for row in shown for cell in row[1:]] == [cell.codings for cell in found.cells]


def test_density_has_the_numbers_of_the_library(page: Open, demo_catalog: Path, asked: Session) -> None:
    found = densities.density(asked, Filters(document="Interview 3"), parts=5)
    shown = cells(page(demo_catalog, figure="density", document="Interview 3", parts="5", **{"pass": "all"}))
    assert shown == [["Interview 3", *(f"{100 * each:.0f}%" for each in found.share)]]


def test_the_network_has_the_numbers_of_the_library(page: Open, demo_catalog: Path, asked: Session) -> None:
    found = cooccurrence.pairs(asked, MODERATED).rows("jaccard", limit=10)
    shown = cells(page(demo_catalog, figure="network", pairs="10"))
    assert [(row[0], row[1], int(row[2]), row[4]) for row in shown] == [
        (pair.a_title, pair.b_title, pair.count, f"{pair.jaccard:.2f}") for pair in found
    ]


@pytest.mark.parametrize("by", ["code", "coders"])
def test_agreement_has_the_numbers_of_the_library(
    page: Open, demo_catalog: Path, asked: Session, by: Any
) -> None:
    found = agreeing.agreement(asked, unit="paragraph", by=by, coefficients=("kappa",)).rows
    told = {(row.name, row.both, row.first, row.second): row for row in found}
    shown = cells(page(demo_catalog, figure="agreement", by=by, unit="paragraph", coefficient="kappa"))
    assert len(shown) == min(len(found), 40)
    for name, value, _, _, *counts in shown:
        row = told[(re.sub(r" \((each code|coded or not)\)$", "", name), *map(int, counts[:3]))]
        expected = "undefined" if row.value is None else f"{row.value:.2f}".replace("-", "−")  # noqa: RUF001
        assert value.replace("−0.00", "0.00") == expected.replace("−0.00", "0.00")  # noqa: RUF001


def test_moderation_has_the_numbers_of_the_library(page: Open, demo_catalog: Path, asked: Session) -> None:
    found = {row.name: row for row in moderation.moderation(asked).rows("coder")}
    for name, *numbers in cells(page(demo_catalog, figure="moderation")):
        row = found.pop(name)
        assert list(map(int, numbers)) == [
            row.moderated,
            row.kept,
            row.changed,
            row.recoded,
            row.dropped,
            row.added,
        ]
    assert not any(row.moderated or row.added for row in found.values())


def links(html: str) -> list[tuple[str, str]]:
    """The numbers of the tables that lead somewhere, and where."""
    rows = "".join(re.findall(r"<tr data-row>(.*?)</tr>", html, re.DOTALL))
    found = re.findall(r'<td class="num"><a href="([^"]+)"[^>]*>([^<]+)</a></td>', rows)
    return [(unescape(number).replace(",", ""), unescape(address)) for address, number in found]


def told_there(address: str, count: str) -> int:
    """How many codings or interviews the page of an address says that it shows."""
    said = re.search(
        r"(\d+)(?: of \d+)? (?:quote|paragraph)s? in (\w+) (?:interview|document)s?(?:, (\d+) coding)?",
        re.sub(r"<[^>]+>|(?<=\d),(?=\d{3})", "", html(page_at(address))),
    )
    assert said, address
    number = said[2] if count == "interviews" else said[3] or said[1]
    return next(each for each in range(1000) if number in (str(each), wording.words(each)))


def know_cases(session: Session) -> None:
    """Something is known of the cases of two interviews."""
    for name, sector in (("Interview 2", "energy"), ("Interview 3", "energy: water")):
        set_case(session, names.document(session, name), name, {"sector": sector}, who="test")


@pytest.mark.parametrize(
    ("rows", "columns", "count", "passes"),
    [
        pytest.param("issue", "stage", "codings", "moderated", id="an issue where it arises"),
        pytest.param("issue", "coder", "codings", "all", id="an issue by a coder"),
        pytest.param(
            "speaker", "fix", "codings", "all", id="a fix in the words of a role", marks=pytest.mark.thorough
        ),
        pytest.param("pass", "issue", "interviews", "all", id="an issue before and after"),
        pytest.param(
            "issue", "attribute:sector", "codings", "all", id="an issue in cases", marks=pytest.mark.thorough
        ),
        pytest.param(
            "interview",
            "issue",
            "codings",
            "moderated",
            id="an issue in an interview",
            marks=pytest.mark.thorough,
        ),
        pytest.param(
            "code", "attribute:sector", "interviews", "all", id="a code in cases", marks=pytest.mark.thorough
        ),
    ],
)
def test_a_cell_leads_to_as_many_words_as_it_counts(
    page: Open, demo_catalog: Path, rows: str, columns: str, count: str, passes: str
) -> None:
    chosen = {"rows": rows, "columns": columns, "count": count, "pass": passes}
    found = links(page(demo_catalog, know_cases, figure="crosstab", **chosen))
    some = dict(found[:: max(1, len(found) // 4)][:5])
    assert len(found) > 5
    for number, address in some.items():
        if not address.startswith("/codebook"):
            assert told_there(address, count) == int(number)


@pytest.mark.parametrize(
    ("rows", "columns", "count", "passes"),
    [
        pytest.param("code", "coder", "codings", "all", id="a search finds paragraphs"),
        pytest.param("code", "interview", "interviews", "moderated", id="a search looks at all passes"),
        pytest.param("issue", "part", "codings", "all", id="no page shows a part of an interview"),
        pytest.param("issue", "coder", "coders", "all", id="no page counts coders under a filter"),
        pytest.param("stage", "aspect", "codings", "all", id="the list of issues has no total"),
    ],
)
def test_a_cell_that_no_page_counts_like_that_leads_nowhere(
    page: Open, demo_catalog: Path, rows: str, columns: str, count: str, passes: str
) -> None:
    chosen = {"rows": rows, "columns": columns, "count": count, "pass": passes}
    html = page(demo_catalog, figure="crosstab", **chosen)
    *inner, _ = re.findall(r"<tr data-row>(.*?)</tr>", html, re.DOTALL)
    cells = [re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)[:-1] for row in inner]  # without the totals
    assert cells
    assert not [cell for row in cells for cell in row if "<a " in cell]


def test_before_and_after_lead_to_as_many_words(page: Open, demo_catalog: Path) -> None:
    first = re.search(r"<tr data-row>.*?</tr>", page(demo_catalog, figure="frequencies"), re.DOTALL)
    assert first
    interviews, after, _, codings = links(first[0])
    assert told_there(interviews[1], "interviews") == int(interviews[0])
    assert told_there(after[1], "interviews") == int(after[0])
    assert told_there(codings[1], "codings") == int(codings[0])
    assert "pass=all" not in after[1]


def test_the_count_of_an_edge_leads_to_the_places_of_the_pair(page: Open, demo_catalog: Path) -> None:
    number, address = links(page(demo_catalog, figure="network", level="issue-fix", **{"pass": "all"}))[0]
    there = page_at(address)
    assert "Selected pair" in text(there)
    assert number in [words(each) for part in elements(there, ".st2") for each in part.iter()]


@pytest.mark.parametrize(
    ("figure", "by"),
    [pytest.param("agreement", "coders", id="pairs"), pytest.param("moderation", "coder", id="one")],
)
def test_names_of_coders_lead_to_what_they_coded(
    page: Open, demo_catalog: Path, figure: str, by: str
) -> None:
    html = page(demo_catalog, figure=figure, by=by)
    heads = re.findall(r'<tr data-row><th scope="row">(.*?)</th>', html, re.DOTALL)
    found = [
        re.findall(r'<a href="/issues\?coder=([^"&]+)[^"]*"><bdi>([^<]+)</bdi></a>', head) for head in heads
    ]
    assert all(found)
    assert all(unquote_plus(of) == name.removesuffix(" (moderator)") for head in found for of, name in head)
    assert {len(head) for head in found} == {2 if figure == "agreement" else 1}


@pytest.mark.parametrize("key", KEYS)
def test_an_empty_catalog_is_one_sentence(page: Open, tmp_path: Path, key: str) -> None:
    empty = tmp_path / "empty.db"
    db.open_for_writing(empty).dispose()
    html = page(empty, figure=key)
    assert "<img" not in html
    (told,) = re.findall(r'role="status">([^<]+)</p>', html)
    assert told.endswith(".")


@pytest.mark.parametrize("key", KEYS)
def test_one_interview_of_one_coder_is_a_figure_or_one_sentence(page: Open, tmp_path: Path, key: str) -> None:
    one = tmp_path / "one.db"
    engine = db.open_for_writing(one)
    marks = {"drift": ("schema changed overnight", "exact")}
    store(engine, file("Interview 1.txt", marks=marks, coder="Ann"), book=taxonomy())
    engine.dispose()
    html = page(one, figure=key)
    told = re.findall(r'role="status">([^<]+)</p>', html)
    assert (len(told) == 1) != ("<img" in html)
    if key in ("agreement", "moderation"):
        assert told


def test_an_interview_that_is_not_there_is_all_of_them(page: Open, demo_catalog: Path) -> None:
    assert "All interviews" in page(demo_catalog, figure="density", document="Intervew 3")


def test_a_figure_that_is_not_there_says_so(page: Open, demo_catalog: Path) -> None:
    html = page(demo_catalog, figure="<b>pie</b>")
    assert "The address asks for figure “<bdi>&lt;b&gt;pie&lt;/b&gt;</bdi>”, which does not exist" in html
    assert picture(html)


@pytest.mark.parametrize("key", ["frequencies", "crosstab", "agreement"])
def test_a_hostile_name_stays_text(page: Open, demo_catalog: Path, key: str) -> None:
    name = '<img src=x onerror=alert(1)> $\\frac{x}$ "q" 😀'

    def code(session: Session) -> None:
        for coder in ("Mara K.", "Felix"):
            for start in (10, 200):
                document = names.document(session, "Interview 3")
                add_coding(session, document=document, code=name, start=start, end=start + 9, coder=coder)

    html = page(
        demo_catalog, code, figure=key, of="code", rows="code", columns="interview", **{"pass": "all"}
    )
    ET.fromstring(picture(html))  # noqa: S314  our own figure
    assert "<img src=x" not in html
    if key == "crosstab":
        assert "&lt;img src=x onerror=alert(1)&gt;" in html


@pytest.mark.parametrize(
    ("address", "command"),
    [
        pytest.param(
            "saturation", ["saturation", "--level", "issue", "--pass-role", "moderator"], id="saturation"
        ),
        pytest.param("frequencies&of=fix", ["frequencies", "--level", "fix"], id="frequencies"),
        pytest.param(
            "crosstab&rows=stage&columns=coder&pass=all&percent=rows",
            ["crosstab", "stage", "coder", "--percent", "rows"],
            id="crosstab",
        ),
        pytest.param(
            "network&pairs=12&pass=all", ["network", "--limit", "12", "--level", "issue"], id="network"
        ),
    ],
)
def test_downloads_are_what_the_command_line_writes(
    demo_catalog: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, address: str, command: list[str]
) -> None:
    monkeypatch.setenv("KB_DATABASE", str(demo_catalog))
    files = offered_files(monkeypatch)
    page_at(f"figures?figure={address}")
    for form in ("svg", "png", "csv"):
        out = tmp_path / f"figure.{form}"
        assert run(*command, "--database", str(demo_catalog), "--out", str(out)).code == 0
        got = files[form.upper()]()
        if form != "csv":
            assert got == out.read_bytes()
            continue
        rows = list(csv.reader(io.StringIO(got.decode("utf-8-sig"))))
        assert rows == list(csv.reader(io.StringIO(out.read_text(encoding="utf-8"))))


def test_in_a_browser_each_form_of_a_figure_is_a_file(browser_page: Any, app_url: str) -> None:
    browser_page.goto(f"{app_url}/figures?figure=saturation")
    browser_page.wait_for_selector(".figpaper img")
    for form, begin in (("svg", b"<?xml"), ("png", b"\x89PNG"), ("csv", b"\xef\xbb\xbf")):
        with browser_page.expect_download() as coming:
            browser_page.get_by_role("button", name=form.upper(), exact=True).click()
        assert re.fullmatch(rf"saturation[\w-]*\.{form}", coming.value.suggested_filename)
        assert Path(coming.value.path()).read_bytes().startswith(begin)


def test_the_other_figures_are_drawn_by_the_library(asked: Session) -> None:
    from kb.figures import agreement, density  # noqa: PLC0415
    from kb.figures import moderation as drawn_moderation  # noqa: PLC0415

    params = {"by": "code", "unit": "paragraph", "coefficient": "f1"}
    found = agreeing.agreement(asked, unit="paragraph", by="code", coefficients=("f1",))
    expected = agreement.draw(found, coefficient="f1")
    assert registry.sheet(asked, "agreement", params).svg == svg(expected)
    expected = drawn_moderation.draw(moderation.moderation(asked).rows("document"))
    assert registry.sheet(asked, "moderation", {"by": "document"}).svg == svg(expected)
    expected = density.draw(densities.density(asked))
    assert registry.sheet(asked, "density", {"document": None, "parts": 20}).svg == svg(expected)


def svg(made: Any) -> bytes:
    written = io.BytesIO()
    style.save(made, written, "svg")
    return written.getvalue()


def test_the_address_keeps_what_is_chosen(browser_page: Any, app_url: str) -> None:
    browser_page.goto(f"{app_url}/figures")
    browser_page.wait_for_selector(".figpaper img")
    browser_page.get_by_role("link", name="Frequencies").click()
    browser_page.get_by_text("Frequency of issues").wait_for()
    browser_page.get_by_role("radio", name="Fixes").click()
    browser_page.get_by_text("Frequency of fixes").wait_for()
    assert "figure=frequencies" in browser_page.url
    assert "of=fix" in browser_page.url
    browser_page.reload()
    browser_page.get_by_text("Frequency of fixes").wait_for()
    first = browser_page.locator(".figtable tbody th a").first
    first.click()
    browser_page.wait_for_url("**/fix?id=*")


@pytest.mark.thorough
def test_the_report_is_made_when_somebody_downloads_it(
    browser_page: Any, app_url: str, app_catalog: Path
) -> None:
    browser_page.goto(f"{app_url}/figures?figure=stages")
    browser_page.wait_for_selector(".figpaper img")
    browser_page.get_by_role("button", name="Download the report").click()
    with browser_page.expect_download() as coming:
        browser_page.get_by_role("button", name="HTML", exact=True).click()
    with db.reading(db.open_for_writing(app_catalog)) as session:
        expected = as_html(report(session, ReportOptions(title="Release study")))
    assert Path(coming.value.path()).read_text(encoding="utf-8") == expected
    assert coming.value.suggested_filename == "report.html"


@pytest.mark.thorough
def test_on_a_telephone_a_figure_stands_on_white_paper_and_no_letter_is_too_small(
    open_page: Any, app_url: str
) -> None:
    page = open_page(400, "dark")
    page.goto(f"{app_url}/figures")
    image = page.locator(".figpaper img")
    for key in KEYS:
        page.locator(f"[data-key=figure-{key}]").click()
        page.locator(f"[data-key=figure-{key}][aria-current]").wait_for()
        page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
        image.wait_for()
        ground = page.locator(".figpaper").evaluate("one => getComputedStyle(one).backgroundColor")
        assert (key, ground) == (key, "rgb(255, 255, 255)")
        shown = image.evaluate("one => one.getBoundingClientRect().width / one.naturalWidth")
        assert shown * registry.KINDS[key].smallest * 96 / 72 > 8.9, key


def test_a_list_of_choices_has_names_as_they_stand() -> None:
    def script() -> None:
        from app.ui.filters import Toolbar  # noqa: PLC0415  AppTest runs the text of this function

        Toolbar("figures").listed("rows", "Rows", {"years": "years_in_job *now*"}, "years")

    assert AppTest.from_function(script).run().selectbox[0].options == ["years_in_job *now*"]
