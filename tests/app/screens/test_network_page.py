"""Network: what occurs together, from the picture to the words; the numbers are those of the library."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest
from drawn_page import elements, page_at, text, texts, words
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from app.screens.network import chart_layout, charts, request
from app.ui import wording
from kb.analysis.cooccurrence import Definition, Node
from kb.analysis.network.graphs import graph
from kb.db import engine as db
from kb.db.tables import Change, Document, Issue
from kb.formatting import two
from kb.queries.analyses.cooccurrence import pairs
from kb.queries.analyses.pair_occurrences import pair_occurrences
from kb.queries.filtering.filters import Filters
from kb.store.coding.codings import add_coding
from kb.store.ingest.files import ingest

ROOT = Path(__file__).parents[3]
HOSTILE = '<img src=x onerror="window.hacked=1"> {b} {a|x} \u202e**bold**'
STANDS_STILL = """() => {  // something is painted, and it is what was painted a moment ago
  const canvases = [...document.querySelectorAll("[data-testid=stEChartsChart] canvas")];
  const isPainted = canvases.some((each) => each.getContext("2d")
    .getImageData(0, 0, each.width, each.height).data.some((part) => part));
  const seen = canvases.map((each) => each.toDataURL()).join(), before = window.seenBefore;
  window.seenBefore = seen;
  return isPainted && seen === before;
}"""


@pytest.fixture(scope="module")
def app_catalog(app_catalog: Path) -> Path:
    """The demo catalog, in which somebody called an issue what no issue is called."""
    with db.transaction(db.open_for_writing(str(app_catalog))) as session:
        session.exec(select(Issue).where(Issue.key == "costly-platforms")).one().title = HOSTILE
        session.add(Change(batch="hostile", who="Eve", what="call an issue", noun="issue"))
    return app_catalog


@pytest.fixture
def drawn(app_catalog: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], AppTest]:
    """Draws the page at an address without a browser."""
    monkeypatch.setenv("KB_DATABASE", str(app_catalog))
    return lambda address: page_at(f"network{address}")


@pytest.fixture
def network(app_url: str, browser_page: Any) -> Callable[[str], Any]:
    """Opens the page at an address, and waits for its caption."""

    def opened(address: str = "") -> Any:
        browser_page.goto(f"{app_url}/network{address}")
        browser_page.locator(".netcap, .kb-view p.lede").first.wait_for()
        return browser_page

    return opened


def asked(catalog: Path, **given: Any) -> Any:
    """What the library counts; the moderated passes, unless something else is given."""
    filters = Filters(pass_role=given.pop("role", "moderator"), stage=given.pop("stage", None))
    definition = Definition(unit=given.pop("unit", "paragraph"))
    with db.reading(db.open_for_reading(str(catalog))) as session:
        return pairs(session, filters, definition=definition, **given)


def plain(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize(
    ("address", "given", "measure", "least"),
    [
        pytest.param("min=0", {}, "jaccard", 0, id="paragraphs"),
        pytest.param("min=0&unit=overlap", {"unit": "overlap"}, "jaccard", 0, id="words"),
        pytest.param("min=2&unit=window&measure=count", {"unit": "window"}, "count", 2, id="runs"),
        pytest.param("min=0.4&measure=npmi", {}, "npmi", 0.4, id="npmi"),
        pytest.param("min=0&stage=deployment", {"stage": "deployment"}, "jaccard", 0, id="stage"),
        pytest.param(
            "min=0.3&level=code&pass=all", {"level": "code", "role": None}, "jaccard", 0.3, id="codes"
        ),
        pytest.param("min=0.1&level=issue-fix", {"level": "issue-fix"}, "jaccard", 0.1, id="fixes"),
    ],
)
def test_the_table_says_what_the_library_counts(
    app_catalog: Path,
    drawn: Callable[[str], AppTest],
    address: str,
    given: Any,
    measure: Any,
    least: float,
) -> None:
    found = asked(app_catalog, **given)
    rows = found.rows(measure, least=least, resamples=0)
    assert rows
    page = drawn(f"?view=table&{address}")
    assert plain(f"{len(rows)} of {wording.many(found.tested)} pairs shown") in text(page)
    shown = [[words(cell) for cell in row.iter("td")] for row in elements(page, ".nettab", "tbody", "tr")]
    expected = [
        [plain(row.a_title), plain(row.b_title), str(row.count), str(row.interviews)] for row in rows[:50]
    ]
    assert [row[:4] for row in shown] == expected
    assert [row[4].split()[0] for row in shown] == [two(row.jaccard) for row in rows[:50]]
    assert [row[5] for row in shown] == [two(row.npmi) for row in rows[:50]]


@pytest.mark.thorough
def test_every_filter_is_in_the_address_and_changes_the_numbers(
    app_catalog: Path, network: Callable[[str], Any]
) -> None:
    page = network("?min=0")
    tools = page.locator(".st-key-network-tools")
    tools.get_by_text("Overlap", exact=True).click()
    page.wait_for_url(re.compile("unit=overlap"))
    page.locator(".netcap", has_text="pairs of codings that share").wait_for()
    assert "min=" not in page.url  # a threshold is one of a unit
    tools.get_by_text("Count", exact=True).click()
    page.wait_for_url(re.compile("measure=count"))
    tools.get_by_label("Level").click()
    page.get_by_role("option", name="Codes", exact=True).click()
    page.wait_for_url(re.compile("level=code"))
    page.locator("h1", has_text="Co-occurrence of codes").wait_for()
    interviews = tools.get_by_label("Min. interviews")
    interviews.fill("2")
    interviews.press("Enter")
    page.wait_for_url(re.compile("interviews=2"))
    page.locator(".st-key-network-head-tools").get_by_text("Table", exact=True).click()
    page.wait_for_url(re.compile("view=table"))
    page.locator(".nettab").first.wait_for()
    found = asked(app_catalog, level="code", unit="overlap")
    heard = {(row.a, row.b) for row in found.rows("count", interviews=2, resamples=0)}
    page.wait_for_function(  # the table of before may still be there
        """most => document.querySelector("[data-test-script-state=notRunning]")
          && document.querySelectorAll(".nettab tbody tr").length <= most""",
        arg=len(heard),
    )
    assert 0 < page.locator(".st-key-network-table .nettab tbody tr, .nettab tbody tr").count() <= len(heard)
    assert all(int(each) >= 2 for each in page.locator(".nettab td.n-interviews").all_inner_texts())


def test_a_pair_shows_every_place_with_both(app_catalog: Path, network: Callable[[str], Any]) -> None:
    a, b = "unrecorded-origins", "unrepeatable-results"
    filters = Filters()
    with db.reading(db.open_for_reading(str(app_catalog))) as session:
        whole = pair_occurrences(session, a, b, filters, definition=Definition(unit="window"), limit=None)
    assert whole.total > 5  # more than are shown at first
    page = network(f"?unit=window&pass=all&pair={b}~{a}")
    page.locator("ol.both li").first.wait_for()
    assert page.locator("ol.both li").count() == 5
    assert page.locator(".st2 dd").first.inner_text() == str(whole.total)
    page.get_by_role("button", name=f"Show all {whole.total}").click()
    page.locator("ol.both li").nth(whole.total - 1).wait_for()
    assert page.locator("ol.both li").count() == whole.total
    documents = page.locator("ol.both .qm a").all_inner_texts()
    assert documents == [place.document for place in whole.places]
    first = page.locator("ol.both li").first
    painted = plain("".join(first.locator(".ul").all_inner_texts()))
    for quote in (*whole.places[0].a, *whole.places[0].b):
        assert plain(quote.quote.splitlines()[0])[:20] in painted
    assert str(first.locator("a").get_attribute("href")).startswith("/read?document=")


def picture(
    catalog: Path, page: Any, monkeypatch: pytest.MonkeyPatch
) -> tuple[Any, list[tuple[float, float]]]:
    """The graph that is drawn, and where on the screen its nodes stand."""
    found = asked(catalog)
    monkeypatch.setattr(charts, "_colours", lambda: charts.LIGHT)
    used = int((found.uses.codings > 0).sum())
    assert len(found) <= 1.5 * used  # so the page shows all pairs
    drawn = graph(found, rows=found.rows("jaccard", resamples=0))
    nodes = charts.network(drawn, measure="Jaccard")["series"][0]["data"]
    spots = np.array([(node["x"], node["y"]) for node in nodes])
    low, high = spots.min(axis=0), spots.max(axis=0)
    page.locator("[data-testid=stEChartsChart] canvas").first.wait_for()
    page.wait_for_function(STANDS_STILL, polling=100)
    box = page.locator("[data-testid=stEChartsChart]").bounding_box()
    size = np.array([box["width"], box["height"]])
    scale = (0.8 * size / (high - low)).min()
    placed = np.array([box["x"], box["y"]]) + size / 2 + (spots - (low + high) / 2) * scale
    return drawn, [(float(x), float(y)) for x, y in placed]


def test_a_click_on_a_node_leads_to_its_issue_and_one_on_an_edge_to_the_words(
    app_catalog: Path, network: Callable[[str], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = network("")
    drawn, spots = picture(app_catalog, page, monkeypatch)
    names = list(drawn)
    page.mouse.move(*spots[names.index("drift")], steps=4)
    page.mouse.click(*spots[names.index("drift")])
    page.get_by_role("link", name="Open the issue").wait_for()
    assert "focus=drift" in page.url
    known = asked(app_catalog)
    neighbours = [row for row in known.rows("jaccard", resamples=0) if "drift" in (row.a, row.b)]
    assert page.locator(".st-key-network-thing .near tbody tr").count() == len(neighbours)
    (x1, y1), (x2, y2) = (spots[names.index(each)] for each in ("drift", "unnoticed-failures"))
    # The middle of a curve whose control point stands off by 0.12 of the distance, as ECharts draws it.
    middle = ((x1 + x2) / 2 - (y1 - y2) * 0.06, (y1 + y2) / 2 - (x2 - x1) * 0.06)
    page.mouse.move(*middle, steps=4)
    page.mouse.click(*middle)
    page.locator("ol.both li").first.wait_for()
    assert "pair=drift~unnoticed-failures" in page.url
    assert "focus" not in page.url
    page.get_by_role("link", name="Drift", exact=True).click()
    page.wait_for_url(re.compile(r"/issue\?id=drift"))


@pytest.mark.thorough
def test_the_issue_page_leads_into_the_network(app_url: str, browser_page: Any) -> None:
    page = browser_page
    page.goto(f"{app_url}/issue?id=drift")
    page.get_by_role("link", name="Show in the network").click()
    page.wait_for_url(re.compile(r"/network\?level=issue&focus=drift"))
    page.locator(".net .pair", has_text="Drift").wait_for()
    page.goto(f"{app_url}/issue?id=drift")
    page.get_by_label(re.compile("show both in the network")).first.click()
    page.wait_for_url(re.compile(r"/network\?level=issue&pair=drift"))
    page.locator("ol.both li").first.wait_for()


def test_a_threshold_that_nothing_reaches_says_how_strong_the_strongest_is(
    app_catalog: Path, drawn: Callable[[str], AppTest]
) -> None:
    best = asked(app_catalog).rows("jaccard", limit=1, resamples=0)[0]
    page = drawn("?min=0.99")
    assert f"No pair reaches 0.99. The strongest pair has {two(best.jaccard)}" in text(page)
    [link] = [each for each in elements(page, "a") if words(each) == "Lower the threshold"]
    there = drawn(link.get("href").removeprefix("/network"))
    assert elements(there, ".netcap")
    assert not [each for each in texts(there, ".cap") if each.startswith("0 of ") or " 0 of " in each]


@pytest.mark.parametrize(
    ("address", "told"),
    [
        pytest.param("?pair=drift~nothing", "in this address is not in the network", id="pair"),
        pytest.param("?focus=nothing", "in this address is not in the network", id="focus"),
        pytest.param("?pair=drift~costly-platforms", "do not co-occur", id="apart"),
        pytest.param("?min=nan&interviews=x&unit=y&view=z", "Strongest pairs", id="nonsense"),
    ],
)
def test_an_address_that_makes_no_sense_is_told_so(
    drawn: Callable[[str], AppTest], address: str, told: str
) -> None:
    assert told in text(drawn(address))


def test_a_title_is_never_markup(network: Callable[[str], Any], app_catalog: Path, monkeypatch: Any) -> None:
    page = network("")
    drawn, spots = picture(app_catalog, page, monkeypatch)
    page.mouse.move(*spots[list(drawn).index("costly-platforms")], steps=4)  # its tooltip
    page.evaluate("window.seenBefore = null")
    page.wait_for_function(STANDS_STILL, polling=100)
    page.mouse.click(*spots[list(drawn).index("costly-platforms")])
    page.locator(".net .pair", has_text="<img src=x").wait_for()
    for view, place in (("matrix", ".near"), ("table", ".nettab")):
        network(f"?view={view}").locator(place, has_text="<img src=x").wait_for()
    assert page.evaluate("window.hacked") is None
    assert page.locator("[data-testid=stMain] img").count() == 0


def test_the_network_is_downloaded_as_it_is_shown(app_catalog: Path, network: Callable[[str], Any]) -> None:
    page = network("?min=0.1")
    rows = asked(app_catalog).rows("jaccard", least=0.1)
    page.get_by_role("button", name="Export").click()
    files = {}
    for title in ("GraphML", "GEXF", "JSON (node-link)", "CSV", "SVG", "PNG"):
        with page.expect_download() as download:
            page.get_by_role("button", name=title, exact=True).click()
        files[title] = Path(download.value.path()).read_bytes()
    read = nx.parse_graphml(files["GraphML"].decode())
    assert {frozenset(edge) for edge in read.edges()} == {frozenset((row.a, row.b)) for row in rows}
    assert b"<gexf" in files["GEXF"]
    assert all(row.a_title in files["SVG"].decode() for row in rows if row.a_title != HOSTILE)
    assert files["PNG"].startswith(b"\x89PNG")
    assert b'"edges"' in files["JSON (node-link)"]
    listed = list(csv.DictReader(io.StringIO(files["CSV"].decode("utf-8-sig"))))
    assert [(row["a"], row["b"], row["count"]) for row in listed] == [
        (row.a, row.b, str(row.count)) for row in rows
    ]


def test_a_narrow_screen_has_the_table_first(app_url: str, open_page: Callable[..., Any]) -> None:
    page = open_page(400)
    page.goto(f"{app_url}/network")
    page.locator(".nettab").wait_for()
    page.locator("[data-testid=stEChartsChart]").wait_for()
    tops = [page.locator(each).bounding_box()["y"] for each in (".nettab", "[data-testid=stEChartsChart]")]
    assert tops[0] < tops[1]


def test_an_empty_catalog_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "catalog.db"
    db.open_for_writing(str(path)).dispose()
    monkeypatch.setenv("KB_DATABASE", str(path))
    app = AppTest.from_file(str(ROOT / "app" / "main.py"), default_timeout=120).run()
    app.switch_page("screens/network/page.py").run()
    assert not app.exception
    (shown,) = (each.proto.json for each in app.get("bidi_component") if "lede" in each.proto.json)
    assert "No codings match these filters." in shown
    assert "Add transcripts first" in shown


@pytest.mark.parametrize(
    ("codes", "address", "told"),
    [
        pytest.param([("a", 0, 9)], {}, ["No codings match these filters.", "Count codes"], id="no issue"),
        pytest.param(
            [("a", 0, 9), ("b", 9, 12)],
            {"level": "code", "unit": "overlap"},
            ["there are no pairs of codings that share", "Count whole interviews"],
            id="touching",
        ),
        pytest.param(
            [("a", 0, 9)],
            {"level": "code", "unit": "document"},
            ["there are no documents with both"],
            id="one code",
        ),
    ],
)
def test_where_nothing_occurs_together_the_page_says_why_and_leads_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, codes: Any, address: Any, told: list[str]
) -> None:
    (tmp_path / "talk.txt").write_text("Ann: What broke?\nBob: The schema changed overnight.\n")
    path = tmp_path / "catalog.db"
    ingest(path, [tmp_path / "talk.txt"], who="Ann")
    with db.transaction(db.open_for_writing(str(path))) as session:
        document = session.exec(select(Document)).one()
        for code, start, end in codes:
            add_coding(session, document=document, code=code, start=start, end=end, coder="Ann")
    monkeypatch.setenv("KB_DATABASE", str(path))
    app = AppTest.from_file(str(ROOT / "app" / "main.py"), default_timeout=120).run()
    app.switch_page("screens/network/page.py")
    for name, value in address.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    (shown,) = (each.proto.json for each in app.get("bidi_component") if "lede" in each.proto.json)
    assert all(each in shown for each in told)
    assert "Code an interview" not in shown


def test_names_are_found_even_where_they_hold_the_sign_between_them() -> None:
    known = {key: Node(key, key.upper(), "code") for key in ("a", "b~c", "a~b")}
    assert request.pair(known, "a~b~c") == (known["a"], known["b~c"])
    assert request.pair(known, "a~b~a") == (known["a~b"], known["a"])
    assert request.pair(known, "a~a") is None


def test_no_name_stands_on_another_where_there_is_room() -> None:
    spots = chart_layout.spread([(300, 200)] * 12, [20] * 12, ["Twelve letters"] * 12)
    for at, (x, y) in enumerate(spots):
        for other_x, other_y in spots[:at]:
            assert abs(x - other_x) > 90 or abs(y - other_y) > 38
    assert spots == chart_layout.spread([(300, 200)] * 12, [20] * 12, ["Twelve letters"] * 12)


def test_a_picture_of_many_is_higher_and_gives_every_name_its_room() -> None:
    assert charts.height(10) == charts.height(25) < charts.height(41) < charts.height(2000) == 1000
    high = 0.8 * charts.height(41)
    spots = chart_layout.spread(
        [(at % 7 * 90, at // 7 * 40) for at in range(41)], [20] * 41, ["Twelve letters"] * 41, high
    )
    for at, (x, y) in enumerate(spots):
        assert 0 <= y <= high
        for other_x, other_y in spots[:at]:
            assert abs(x - other_x) > 90 or abs(y - other_y) > 38


def test_a_cell_of_the_matrix_says_the_number_as_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(charts, "_colours", lambda: charts.LIGHT)
    drawn = nx.Graph()
    for name in "ab":
        drawn.add_node(name, title=name.upper())
    drawn.add_edge("a", "b", weight=0.2, count=1200, interviews=3)
    said = {}
    for measure, weight in (("Jaccard", 0.2), ("Count", 1200.0)):
        drawn.edges["a", "b"]["weight"] = weight
        spec, _ = charts.matrix(drawn, measure=measure)
        said[measure] = {cell["label"]["formatter"] for cell in spec["series"][0]["data"]}
    assert said == {"Jaccard": {"0.20"}, "Count": {"1,200"}}


def test_what_occurs_with_the_same_stands_together() -> None:
    weights = np.zeros((6, 6))
    for group in ((0, 2, 4), (1, 3, 5)):
        for one in group:
            for other in group:
                weights[one, other] = one != other
    order = chart_layout.clustered(weights)
    assert {frozenset(order[:3]), frozenset(order[3:])} == {frozenset((0, 2, 4)), frozenset((1, 3, 5))}
