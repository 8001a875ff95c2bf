"""Colours of codes: neighbours differ, for everybody, and for life."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from sqlmodel import select

from app.ui.styles import style
from kb.codebook import theme as colours_of_the_theme
from kb.codebook.colour_vision import VISIONS, difference
from kb.codebook.palette import ALIKE, PALETTE, choose, colours, unlike
from kb.db import engine as db
from kb.db.tables import Code, Coding
from kb.store.code_colours import assign_colours, neighbours

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("scheme", "theme"), [("light", colours_of_the_theme.LIGHT), ("dark", colours_of_the_theme.DARK)]
)
def test_streamlit_is_configured_with_the_colours_of_the_theme(scheme: str, theme: dict[str, str]) -> None:
    """Streamlit reads its file before any Python runs."""
    given = tomllib.loads((ROOT / "app" / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
    assert given[scheme] == {
        "primaryColor": theme["accent"],
        "backgroundColor": theme["page"],
        "secondaryBackgroundColor": theme["sunk" if scheme == "light" else "surface"],
        "textColor": theme["ink"],
        "linkColor": theme["accent"],
        "borderColor": theme["line2"],
    }


def test_the_difference_is_the_one_in_the_literature() -> None:
    """White and black are 100 apart; the pairs are of Sharma, Wu and Dalal's kind: near greys and blues."""
    assert difference("#ffffff", "#000000") == pytest.approx(100, abs=0.1)
    assert difference("#123456", "#123456") == 0
    assert difference("#ff0000", "#00ff00") == pytest.approx(86.6, abs=0.2)
    assert difference("#ff0000", "#00ff00", "deuteranopia") < difference("#ff0000", "#00ff00")


@pytest.mark.parametrize(
    ("theme", "least"),
    [
        pytest.param(
            1, {"normal": 13.5, "deuteranopia": 9.4, "protanopia": 8.9, "tritanopia": 7.4}, id="light"
        ),
        pytest.param(
            2, {"normal": 12.3, "deuteranopia": 8.4, "protanopia": 9.6, "tritanopia": 7.3}, id="dark"
        ),
    ],
)
def test_no_two_colours_of_the_palette_look_alike(theme: int, least: dict[str, float]) -> None:
    for vision in VISIONS:
        found = min(
            difference(one[theme], other[theme], vision)
            for at, one in enumerate(PALETTE)
            for other in PALETTE[:at]
        )
        assert found == pytest.approx(least[vision], abs=0.06)


def test_the_style_of_the_app_has_every_colour_of_the_palette() -> None:
    shown = style.style()
    for index, (_, light, dark) in enumerate(PALETTE):
        assert f"--c{index}: light-dark({light}, {dark})" in shown
        assert f".k{index} {{ --k: var(--c{index}) }}" in shown


def test_neighbours_get_colours_that_differ_much() -> None:
    chosen = choose([1, 2, 3], {1: {2: 5, 3: 5}, 2: {1: 5, 3: 1}, 3: {1: 5, 2: 1}}, {})
    for one, other in ((1, 2), (1, 3), (2, 3)):
        assert unlike()[chosen[one]][chosen[other]] > ALIKE


def test_codes_are_neighbours_in_the_same_and_in_the_next_paragraph() -> None:
    weights = neighbours([(1, 10, 0, 0), (1, 20, 1, 1), (1, 30, 2, 2), (2, 40, 0, 0)])
    assert {code: set(others) for code, others in weights.items()} == {10: {20}, 20: {10, 30}, 30: {20}}


def same_colour(catalog: Path) -> tuple[int, int]:
    """How many pairs of codings that are neighbours have the same colour, and how many there are."""
    engine = db.open_for_reading(catalog)
    with db.reading(engine) as session:
        codes = session.exec(select(Code)).all()
        canonical = {code.id: code.canonical_id or 0 for code in codes}
        hue = {code.id: code.colour for code in codes}
        placed = [
            (row.document_id, canonical[row.code_id], row.first_paragraph, row.last_paragraph)
            for row in session.exec(select(Coding))
            if row.extent != "spill"
        ]
    engine.dispose()
    pairs = [
        (hue[one] == hue[other], weight)
        for one, others in neighbours(placed).items()
        for other, weight in others.items()
    ]
    return sum(int(weight) for same, weight in pairs if same), sum(int(weight) for _, weight in pairs)


def test_neighbours_differ_in_the_demo(demo_catalog: Path) -> None:
    same, pairs = same_colour(demo_catalog)
    assert (same, pairs > 1000) == (0, True)


@pytest.mark.thorough
def test_neighbours_differ_in_the_corpus(corpus_catalog: Path) -> None:
    same, pairs = same_colour(corpus_catalog)
    assert (same, pairs > 1000) == (0, True)


def test_a_code_keeps_its_colour_for_life(own_catalog: Path) -> None:
    engine = db.open_for_writing(own_catalog)
    with db.transaction(engine) as session:
        assert assign_colours(session) > 0
        before = colours(session)
        code = Code(name="quiet failure", key="quiet-failure", origin="manual")
        session.add(code)
        session.flush()
        code.canonical_id = code.id
        assert assign_colours(session) == 1
        assert assign_colours(session) == 0
        assert before.items() <= colours(session).items()
        assert colours(session)["drifts"] == colours(session)["Drift"]  # a spelling has its code's colour
    engine.dispose()


def test_the_same_catalog_comes_to_the_same_colours(own_catalog: Path, tmp_path: Path) -> None:
    import small_catalog  # noqa: PLC0415  made by hand, twice

    again = small_catalog.make(tmp_path / "again.db")
    found = []
    for path in (own_catalog, again):
        engine = db.open_for_writing(path)
        with db.transaction(engine) as session:
            assign_colours(session)
            found.append(colours(session))
        engine.dispose()
    assert found[0] == found[1]
