"""The coefficients against the literature, against other libraries, and against counting unit by unit."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from typing import Any

import krippendorff
import numpy as np
import pandas as pd  # type: ignore[import-untyped]
import pytest
from hypothesis import assume, given, settings
from irrCAC.raw import CAC  # type: ignore[import-untyped]
from rating_studies import Study, of_table, ratings, studies, total
from sklearn.metrics import cohen_kappa_score, f1_score  # type: ignore[import-untyped]
from statsmodels.stats.inter_rater import fleiss_kappa  # type: ignore[import-untyped]

from kb.analysis.agreement import COEFFICIENTS
from kb.analysis.agreement.bootstrap import drawn, interval, of_sums
from kb.analysis.agreement.coded_runs import merged
from kb.analysis.agreement.coefficients import SUMS, why_undefined
from kb.analysis.agreement.ratings import Panel, Ratings, TooManyRatersError, cells
from kb.analysis.agreement.segment_alphas import labelled_segments

NEAR = 1e-9


def value(name: str, sums: Any) -> float:
    return float(COEFFICIENTS[name].of(sums))


# --- The literature -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        pytest.param((40, 9, 6, 45), {"percent": 0.85, "kappa": 0.70}, id="Feinstein & Cicchetti, balanced"),
        pytest.param(
            (80, 10, 5, 5),
            {"percent": 0.85, "kappa": 0.32, "f1": 0.91, "negative": 0.40, "pabak": 0.70},
            id="Feinstein & Cicchetti 1990, the paradox",
        ),
        pytest.param((118, 5, 2, 0), {"percent": 0.944, "kappa": -0.0234, "ac1": 0.9408}, id="Gwet 2008"),
        pytest.param((1, 1, 3, 5), {"percent": 0.6, "alpha": 0.095}, id="ten segments of ATLAS.ti"),
        pytest.param((20, 5, 10, 15), {"percent": 0.7, "kappa": 0.4}, id="fifty grant proposals"),
    ],
)  # fmt: skip
def test_examples_from_the_literature(table: tuple[int, ...], expected: dict[str, float]) -> None:
    sums = total(of_table(*table))
    for name, known in expected.items():
        digits = len(str(known).partition(".")[2])
        assert round(value(name, sums), digits) == known, name


def test_krippendorffs_example_with_four_coders_and_missing_values() -> None:
    """Krippendorff 2011, section C: nominal data, twelve units, alpha 0.743."""
    said = (
        "1 2 3 3 2 1 4 1 2 . . .",
        "1 2 3 3 2 2 4 1 2 5 . 3",
        ". 3 3 3 2 3 4 2 2 5 1 .",
        "1 2 3 3 2 4 4 1 2 5 1 .",
    )
    runs = [
        (0, rater, int(given) - 1, unit, unit + 1)
        for rater, row in enumerate(said)
        for unit, given in enumerate(row.split())
        if given != "."
    ]
    found = labelled_segments(ratings([(4, 12)], runs), np.arange(5, dtype=np.int64))
    assert round(float(found.alpha(np.ones((1, 1)))[0]), 3) == 0.743
    assert (found.units.tolist(), found.aside.tolist()) == ([11.0], [0.0])


def test_codes_of_a_domain_told_apart_worked_by_hand() -> None:
    """Two coders, codes a and b of one domain; coded by one alone is missing, coded twice is set aside.

    Both say a on 0-4, both b on 4-6, one a and the other b on 6-8: n = 16, n_a = 10, n_b = 6, 4 off the
    diagonal. alpha = 1 - 15 * 4 / (16^2 - 10^2 - 6^2) = 0.5.
    """
    runs = [(0, 0, 0, 0, 4), (0, 0, 1, 4, 6), (0, 0, 0, 6, 8), (0, 1, 0, 0, 4), (0, 1, 1, 4, 8)]
    alone_and_twice = [(0, 0, 0, 8, 12), (0, 1, 0, 14, 17), (0, 1, 1, 14, 17), (0, 0, 0, 15, 17)]
    found = labelled_segments(ratings([(2, 20)], runs + alone_and_twice), np.arange(2, dtype=np.int64))
    assert float(found.alpha(np.ones((1, 1)))[0]) == pytest.approx(0.5)
    assert (found.units.tolist(), found.aside.tolist()) == ([8.0], [3.0])


# --- Other libraries, and counting unit by unit -------------------------------------------------------


def paired(study: Study) -> tuple[list[int], list[int]]:
    """The decisions of both coders, one by one, over all documents and codes."""
    said = [study.spelled_out(panel) for panel in range(len(study.panels))]
    return [each for of in said for each in of[0].ravel()], [each for of in said for each in of[1].ravel()]


@settings(deadline=None)
@given(studies(raters=2))
def test_two_coders_as_scikit_learn_counts_them(study: Study) -> None:
    one, other = paired(study)
    sums = total(study.ratings, study.codes)
    assert value("percent", sums) == pytest.approx(np.mean(np.equal(one, other)), abs=NEAR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = cohen_kappa_score(one, other, labels=[0, 1])
        right = f1_score(one, other, zero_division=np.nan)
        wrong = f1_score(np.subtract(1, one), np.subtract(1, other), zero_division=np.nan)
    assert value("kappa", sums) == pytest.approx(expected, abs=NEAR, nan_ok=True)
    assert value("f1", sums) == pytest.approx(right, abs=NEAR, nan_ok=True)
    assert value("negative", sums) == pytest.approx(wrong, abs=NEAR, nan_ok=True)


def table(study: Study) -> list[list[float]]:
    """Units by raters, missing raters as NaN: every code of every document one below the other."""
    most = max(raters for raters, _ in study.panels)
    rows = []
    for panel, (raters, _) in enumerate(study.panels):
        said = study.spelled_out(panel).reshape(raters, -1).T.astype(float)
        rows += [[*row, *[np.nan] * (most - raters)] for row in said]
    return rows


@settings(deadline=None, max_examples=40)
@given(studies())
def test_any_number_of_coders_as_krippendorff_counts_them(study: Study) -> None:
    rows = table(study)
    sums = total(study.ratings, study.codes)
    if len({each for row in rows for each in row if not np.isnan(each)}) < 2:
        assert np.isnan(value("alpha", sums))
        return
    known = krippendorff.alpha(np.array(rows).T, level_of_measurement="nominal", value_domain=[0, 1])
    assert value("alpha", sums) == pytest.approx(known, abs=1e-7)


@settings(deadline=None, max_examples=25)
@given(studies())
def test_any_number_of_coders_as_irrcac_counts_them(study: Study) -> None:
    rows = table(study)
    assume(len(rows) > 1)  # irrCAC divides by n - 1
    sums = total(study.ratings, study.codes)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        known = CAC(pd.DataFrame(rows), categories=[0, 1], digits=9)
        assert value("percent", sums) == pytest.approx(known.gwet()["est"]["pa"], abs=1e-6)
        assert value("ac1", sums) == pytest.approx(known.gwet()["est"]["coefficient_value"], abs=1e-6)
        assert value("brennan-prediger", sums) == pytest.approx(
            known.bp()["est"]["coefficient_value"], abs=1e-6
        )
        if not np.isnan(value("fleiss", sums)):
            assert value("fleiss", sums) == pytest.approx(
                known.fleiss()["est"]["coefficient_value"], abs=1e-6
            )


@settings(deadline=None, max_examples=40)
@given(studies(raters=3))
def test_three_coders_as_statsmodels_counts_them(study: Study) -> None:
    coded = np.nansum(np.array(table(study)), axis=1)
    sums = total(study.ratings, study.codes)
    if 0 < coded.sum() < 3 * len(coded):
        assert value("fleiss", sums) == pytest.approx(fleiss_kappa(np.c_[coded, 3 - coded]), abs=NEAR)
    else:
        assert np.isnan(value("fleiss", sums))


@settings(deadline=None)
@given(studies())
def test_sums_are_those_of_counting_unit_by_unit(study: Study) -> None:
    expected = dict.fromkeys(SUMS, 0.0)
    for panel, (raters, _) in enumerate(study.panels):
        for unit in study.spelled_out(panel).reshape(raters, -1).T:
            k = int(unit.sum())
            pairs = [(unit[i], unit[j]) for i in range(raters) for j in range(i + 1, raters)]
            expected["units"] += 1
            expected["ratings"] += raters
            expected["pairs"] += len(pairs)
            expected["apart"] += sum(a != b for a, b in pairs) / len(pairs)
            expected["share"] += k / raters
            expected["coded"] += k
            expected["off"] += k * (raters - k) / (raters - 1)
            expected["both"] += sum(a == b == 1 for a, b in pairs)
            expected["first"] += sum(a > b for a, b in pairs)
            expected["second"] += sum(a < b for a, b in pairs)
    found = dict(zip(SUMS, total(study.ratings, study.codes), strict=True))
    assert found == pytest.approx(expected)


@settings(deadline=None)
@given(studies())
def test_any_code_of_a_family_counts_for_the_family(study: Study) -> None:
    found = cells(study.ratings, np.zeros(study.codes, dtype=np.int64))
    both = found.sums[:, SUMS.index("both")].sum()
    expected = 0
    for panel, (raters, _) in enumerate(study.panels):
        said = study.spelled_out(panel).any(axis=1)
        expected += sum(int((said[i] & said[j]).sum()) for i in range(raters) for j in range(i + 1, raters))
    assert both == expected


@settings(deadline=None, max_examples=60)
@given(studies())
def test_labels_told_apart_as_krippendorff_counts_them(study: Study) -> None:
    found = labelled_segments(study.ratings, np.arange(study.codes, dtype=np.int64))
    rows: list[list[float]] = []
    aside = 0
    most = max(raters for raters, _ in study.panels)
    for panel, (raters, units) in enumerate(study.panels):
        said = study.spelled_out(panel)
        for unit in range(units):
            many = said[:, :, unit].sum(axis=1)
            aside += bool((many > 1).any())
            if (many <= 1).all():
                labels = [float(each.argmax()) if each.any() else np.nan for each in said[:, :, unit]]
                rows.append([*labels, *[np.nan] * (most - raters)])
    assert found.aside.sum() == aside
    mine = float(found.alpha(np.ones((1, len(study.panels))))[0])
    pairable = [row for row in rows if sum(not np.isnan(each) for each in row) > 1]
    if len({each for row in pairable for each in row if not np.isnan(each)}) < 2:
        assert np.isnan(mine)
    else:
        known = krippendorff.alpha(np.array(pairable).T, level_of_measurement="nominal")
        assert mine == pytest.approx(known, abs=1e-7)


@settings(deadline=None)
@given(studies())
def test_merged_runs_cover_the_same_units_and_never_overlap(study: Study) -> None:
    keys, starts, ends = (np.array([run[at] for run in study.runs], dtype=np.int64) for at in (2, 3, 4))
    found = merged(keys, starts, ends)

    def covered(runs: Iterable[tuple[int, int, int]]) -> list[tuple[int, int]]:
        return [(int(key), unit) for key, start, end in runs for unit in range(start, end)]

    mine = covered(zip(found.key, found.start, found.end, strict=True))
    assert len(mine) == len(set(mine))
    assert set(mine) == set(covered(zip(keys, starts, ends, strict=True)))


# --- What has no answer -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table_", "name", "why"),
    [
        pytest.param((0, 0, 0, 9), "kappa", "both coders coded nothing with it", id="nothing"),
        pytest.param((9, 0, 0, 0), "alpha", "both coders coded everything with it", id="everything"),
        pytest.param((0, 0, 0, 9), "f1", "both coders coded nothing with it", id="F1 of nothing"),
        pytest.param((9, 0, 0, 0), "negative", "both coders coded everything with it", id="none left out"),
        pytest.param((0, 0, 0, 0), "percent", "there is nothing to compare", id="no units"),
    ],
)
def test_an_undefined_coefficient_says_why(table_: tuple[int, ...], name: str, why: str) -> None:
    sums = total(of_table(*table_))
    assert np.isnan(value(name, sums))
    assert why_undefined(name, sums) == f"{COEFFICIENTS[name].title} is undefined: {why}"


def test_a_constant_rater_leaves_kappa_nothing_but_zero_and_that_is_said() -> None:
    sums = total(of_table(0, 0, 4, 6))
    assert value("kappa", sums) == 0
    assert (
        why_undefined("kappa", sums)
        == "Cohen's kappa is always 0 here: one coder made the same decision for all units"
    )


def test_agreement_that_means_something_needs_no_sentence() -> None:
    sums = total(of_table(40, 9, 6, 45))
    assert [why_undefined(name, sums) for name in COEFFICIENTS] == [""] * len(COEFFICIENTS)


@pytest.mark.parametrize("name", COEFFICIENTS)
def test_identical_passes_agree_completely(name: str) -> None:
    assert value(name, total(of_table(7, 0, 0, 3))) == 1


def test_more_coders_than_can_be_compared_are_refused() -> None:
    nothing = np.zeros(0, dtype=np.int64)
    with pytest.raises(TooManyRatersError, match="63 coders"):
        Ratings((Panel(0, 63, 10),), nothing, nothing, nothing, nothing, nothing)


# --- Intervals ----------------------------------------------------------------------------------------


def test_a_percentile_interval_is_numpys_and_leaves_undefined_resamples_out() -> None:
    values = np.array([[0.5, np.nan], [0.1, np.nan], [np.nan, np.nan], [0.9, np.nan], [0.3, np.nan]])
    low, high = interval(values)
    assert (low[0], high[0]) == pytest.approx(np.nanquantile(values[:, 0], [0.025, 0.975]))
    assert np.isnan([low[1], high[1]]).all()


def test_drawing_is_seeded_and_draws_as_many_interviews_as_there_are() -> None:
    one, again, other = (drawn(7, resamples=50, seed=seed) for seed in (3, 3, 4))
    assert np.array_equal(one, again)
    assert not np.array_equal(one, other)
    assert set(one.sum(axis=1)) == {7}


def test_an_interval_is_that_of_adding_up_the_drawn_interviews_one_by_one() -> None:
    generator = np.random.default_rng(5)
    sums = np.stack(
        [[total(of_table(*generator.integers(1, 30, 4))) for _ in range(3)] for _ in range(6)]
    )  # six documents, three rows
    draws = drawn(6, resamples=80, seed=9)
    names = ["kappa", "alpha", "f1"]
    low, high = of_sums(draws, sums, [COEFFICIENTS[name].of for name in names], most=1000)
    for place, name in enumerate(names):
        for row in range(3):
            values = [
                value(name, sum(int(times) * sums[of, row] for of, times in enumerate(draw)))
                for draw in draws
            ]
            expected = np.quantile(values, [0.025, 0.975])
            assert (low[place, row], high[place, row]) == pytest.approx(expected)
