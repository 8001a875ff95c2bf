"""Figures of agreement, moderation and stage by aspect: what is drawn, and the same bytes every time."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
from typing import Any

import pytest

from kb.figures import agreement, moderation, stage_aspect
from kb.figures.style import save
from kb.queries.analyses.agreement import Agreement, AgreementRow, ExcludedDocument
from kb.queries.comparison.moderation import ModerationRow
from kb.queries.evidence.stage_aspect import Heading, StageAspectCell, StageAspectTable

HOSTILE = "$\\frac{a}$ <script> & 😀 " + "x" * 80


def svg(made: Any) -> bytes:
    file = io.BytesIO()
    save(made, file, "svg")
    ET.fromstring(file.getvalue())  # noqa: S314  our own figure
    return file.getvalue()


def rated(name: str, value: float | None, used: int, low: float | None = None) -> AgreementRow:
    high = None if low is None else 1.0
    why = "" if value is not None else "nobody used it"
    return AgreementRow(name, "code", "alpha", value, low, high, why, 2, 100, used, 0, 0, 100 - used)


def answered(*rows: AgreementRow) -> Agreement:
    aside = ExcludedDocument((), 0, 0, 0, 0, 0, 0)
    return Agreement(rows, "paragraph", "code", ("Interview 1",), (("Ann", "Ben"),), aside, 100, 1, "pooled")


def moderated(name: str, kept: int, dropped: int, *, added: int = 0) -> ModerationRow:
    return ModerationRow(name, 0, 0, 0, 0, 0, kept + dropped, kept, 0, 0, dropped, added)


def warm(numbers: tuple[int, ...]) -> StageAspectTable:
    """Two stages, one aspect; the last row and column are totals."""
    places = [("s", "a"), ("t", "a"), (None, "a"), ("s", None), ("t", None), (None, None)]
    cells = tuple(
        StageAspectCell(stage, aspect, number, 1, 2 * number)
        for (stage, aspect), number in zip(places, numbers, strict=True)
    )
    return StageAspectTable(
        (Heading("s", HOSTILE), Heading("t", "Training")), (Heading("a", "Fairness"),), cells
    )


def written_in(made: Any) -> list[str]:
    """Every word in the figure."""
    axes = made.axes[0]
    return [
        *(text.get_text() for text in axes.texts),
        *(label.get_text() for label in axes.get_yticklabels()),
    ]


def test_the_most_used_codes_are_drawn_from_the_most_agreement_down() -> None:
    rare, low, high, never = (
        rated("rare", 1, 1),
        rated("low", 0.1, 9),
        rated("high", 0.9, 8),
        rated("no", None, 7),
    )
    answer = answered(rare, low, high, never)
    assert agreement.chosen(answer, "alpha", most=3) == [high, low, never]
    made = agreement.draw(answer, most=3)
    assert written_in(made) == ["undefined", "high", "low", "no"]
    assert made.axes[0].get_xlabel() == "alpha, by paragraph; 1 more not shown"


def test_a_coefficient_below_zero_and_its_interval_are_on_the_paper() -> None:
    made = agreement.draw(answered(rated("odd", -0.4, 5, low=-0.9)))
    assert made.axes[0].get_xlim()[0] < -0.9


def test_bars_are_stacked_to_the_codings_that_were_moderated() -> None:
    rows = [
        moderated("Ann", 3, 4),
        moderated("Ben", 6, 5),
        moderated("Cas", 0, 0),
        moderated("M", 0, 0, added=2),
    ]
    assert [row.name for row in moderation.chosen(rows)] == ["Ben", "Ann", "M"]
    made = moderation.draw(rows)
    widths: dict[float, float] = {}
    for bar in made.axes[0].patches:
        widths[round(bar.get_y(), 2)] = widths.get(round(bar.get_y(), 2), 0) + bar.get_width()
    assert list(widths.values()) == [11, 7, 2]


def test_every_number_of_stage_by_aspect_is_in_its_cell() -> None:
    assert written_in(stage_aspect.draw(warm((3, 0, 3, 3, 1, 4))))[:6] == ["3", "·", "3", "3", "1", "4"]
    assert written_in(stage_aspect.draw(warm((3, 0, 3, 3, 1, 4)), count="codings"))[:6] == [
        "6",
        "·",
        "6",
        "6",
        "2",
        "8",
    ]


@pytest.mark.parametrize(
    "draw",
    [
        pytest.param(lambda: agreement.draw(answered(rated(HOSTILE, 0.5, 5, low=0.2))), id="agreement"),
        pytest.param(lambda: moderation.draw([moderated(HOSTILE, 1, 2)]), id="moderation"),
        pytest.param(lambda: stage_aspect.draw(warm((1, 2, 3, 1, 2, 3))), id="stage by aspect"),
        pytest.param(lambda: agreement.draw(answered()), id="no agreement"),
        pytest.param(lambda: moderation.draw([]), id="nothing moderated"),
        pytest.param(lambda: stage_aspect.draw(StageAspectTable((), (), ())), id="no stages"),
    ],
)
@pytest.mark.filterwarnings("ignore:Glyph")
def test_the_same_answer_gives_the_same_bytes_and_names_stay_text(draw: Any) -> None:
    assert svg(draw()) == svg(draw())
