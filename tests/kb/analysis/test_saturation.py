"""What each interview adds, when that is little, and how much there is in all."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from command_line import Kb
from hypothesis import given, settings
from hypothesis import strategies as st
from small_catalog import DOCUMENTS
from sqlmodel import select

from kb.analysis.saturation import Rules, Saturation
from kb.analysis.saturation import saturation as answer
from kb.analysis.saturation.accumulation import Accumulation, band, expected, new_things, random_curves
from kb.analysis.saturation.estimate_doubts import estimate_doubts
from kb.analysis.saturation.growth_models import Growth, curve, fitted, interviews_for
from kb.analysis.saturation.saturation_ratio import Ratio, ratio
from kb.db.engine import open_for_reading, open_for_writing, reading, transaction
from kb.db.tables import Coding, Document
from kb.errors import KbError
from kb.figures.saturation import draw
from kb.queries.analyses.saturation import saturation
from kb.queries.documents.documents import passes
from kb.queries.filtering.filters import Filters
from kb.queries.quotes.quotes import every_quote
from kb.store.documents.cases import set_case


def heard(*interviews: set[str]) -> Accumulation:
    """What some interviews speak of."""
    things = sorted(set().union(*interviews))
    pairs = [
        (at, things.index(thing)) for thing in things for at, said in enumerate(interviews) if thing in said
    ]
    columns = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    names = tuple(f"Interview {number}" for number in range(1, len(interviews) + 1))
    return Accumulation(names, len(things), columns[:, 0], columns[:, 1])


def ask(catalog: Path, filters: Filters | None = None, **how: Any) -> Saturation:
    with reading(open_for_reading(catalog)) as session:
        return saturation(session, filters, **how)


INTERVIEWS = st.lists(st.sets(st.sampled_from("abcdefgh")), min_size=1, max_size=5)


# --- What each interview adds ---


@given(INTERVIEWS)
def test_an_interview_adds_what_none_before_it_spoke_of(interviews: list[set[str]]) -> None:
    known: set[str] = set()
    naive = []
    for said in interviews:
        naive.append(len(said - known))
        known |= said
    assert new_things(heard(*interviews)).tolist() == naive


@settings(max_examples=40)
@given(INTERVIEWS)
def test_the_expected_curve_is_the_mean_over_all_orders(interviews: list[set[str]]) -> None:
    orders = list(permutations(interviews))
    naive = [
        sum(len(set().union(*order[: number + 1])) for order in orders) / len(orders)
        for number in range(len(interviews))
    ]
    assert expected(heard(*interviews)) == pytest.approx(naive)


def test_random_orders_have_the_expected_mean_and_the_same_seed_gives_the_same_orders() -> None:
    random = np.random.default_rng(7)
    found = heard(*({f"t{thing}" for thing in range(40) if random.random() < thing / 50} for _ in range(12)))
    curves = random_curves(found, 4000, seed=1)
    error = curves.std(axis=0) / math.sqrt(len(curves))
    assert (np.abs(curves.mean(axis=0) - expected(found)) <= 4 * error + 1e-9).all()
    assert np.array_equal(random_curves(found, 50, seed=3), random_curves(found, 50, seed=3))
    assert not np.array_equal(random_curves(found, 50, seed=3), random_curves(found, 50, seed=4))
    limits = band(found, 1000, seed=1)
    assert limits is not None
    assert (limits[0] <= expected(found)).all()
    assert (expected(found) <= limits[1]).all()


# --- When a study may stop ---


def test_the_worked_example_of_guest_namey_and_chen_stops_at_six_plus_two() -> None:
    # Base of 37; the runs after it bring 7 (19 %), 4 (11 %) and 1 (3 %); how a run's new themes fall on its
    # two interviews is ours, the paper gives the runs.
    found = ratio([17, 9, 6, 5, 4, 3, 1, 0, 1])
    assert found.base_things == 37
    assert [(run.first, run.last, run.new) for run in found.runs[:3]] == [(5, 6, 7), (6, 7, 4), (7, 8, 1)]
    assert [round(100 * run.share) for run in found.runs[:3]] == [19, 11, 3]
    assert found.notation == "6+2"
    assert ratio([17, 9, 6, 5, 4, 3, 1, 0, 1], base=5).notation == "6+2"
    assert ratio([17, 9, 6, 5, 4, 3, 1, 0, 1], base=6).notation == "6+2"


@pytest.mark.parametrize(
    ("new", "how", "notation", "says"),
    [
        pytest.param([4, 3, 2, 1, 1, 0, 0, 0], {}, "5+2", "reached at 5+2", id="second run"),
        pytest.param([4, 3, 2, 1, 0, 0], {}, "4+2", "reached at 4+2", id="at once"),
        pytest.param([5, 5, 5, 5, 1, 0], {}, "4+2", "add 5.0%", id="just at the threshold"),
        pytest.param([5, 5, 5, 5, 1, 0], {"threshold": 0.0}, None, "more than 0%", id="nothing new allowed"),
        pytest.param([4] * 8, {}, None, "not reached: interviews 7 to 8", id="never"),
        pytest.param([9, 1, 1], {}, None, "6 coded interviews are needed, and there are 3", id="too few"),
        pytest.param([0, 0, 0, 0, 3, 1], {}, None, "nothing is coded in the first 4", id="empty base"),
        pytest.param([], {}, None, "there are 0", id="no interview"),
        pytest.param([4, 3, 2, 1, 0, 0, 0], {"run": 3}, "4+3", "interviews 5 to 7", id="longer run"),
    ],
)
def test_saturation_is_reached_at_the_first_run_that_brings_little(
    new: list[int], how: dict[str, Any], notation: str | None, says: str
) -> None:
    found = ratio(new, **how)
    assert found.notation == notation
    assert says in found.answer


# --- How much there is in all ---


def test_a_fit_agrees_with_what_another_program_makes_of_the_same_numbers() -> None:
    # A = 26.80, b = 0.320, index 80.8 %, 25 interviews for 95 %: computed in R by the authors of qdaR.
    found = fitted([8, 13, 16, 18, 19, 20, 20, 21], "IW", 0.95)
    assert round(found.ceiling or 0, 2) == 26.80
    assert round(found.first or 0, 3) == 0.320
    assert round(100 * (found.index or 0), 1) == 80.8
    assert (found.needed, found.more) == (25, 17)


@pytest.mark.parametrize("model", ["IS", "IW", "SW"])
def test_a_curve_that_follows_a_model_gives_its_numbers_back(model: Any) -> None:
    steps = curve(model, np.arange(1, 31), 50.4, 0.17)
    found = fitted(list(steps), model, 0.9)
    assert found.ceiling == pytest.approx(50.4, rel=1e-3)
    assert found.first == pytest.approx(0.17, rel=1e-3)
    assert found.error == pytest.approx(0, abs=1e-3)


def test_the_formulas_are_those_of_lowe_and_others() -> None:
    assert curve("IS", 3, 40, 0.25) == pytest.approx(40 * (1 - 0.75**3))
    assert curve("IW", 3, 40, 0.25) == pytest.approx(40 * 0.25 * 3 / (1 + 0.25 * 2))
    gamma = math.gamma(3 + 1 - 0.25) / math.gamma(1 - 0.25) / math.gamma(3 + 1)
    assert curve("SW", 3, 40, 0.25) == pytest.approx(40 * (1 - gamma))


@pytest.mark.parametrize("model", ["IS", "IW", "SW"])
def test_the_interviews_for_a_target_are_the_first_that_reach_it(model: Any) -> None:
    number = interviews_for(model, 40, 0.1, 30)
    assert number is not None
    assert curve(model, number, 40, 0.1) >= 30 > curve(model, number - 1, 40, 0.1)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(0, 9), max_size=12), st.sampled_from(["IS", "IW", "SW"]))
def test_a_fit_is_numbers_or_one_sentence_and_never_less_than_was_found(new: list[int], model: Any) -> None:
    steps = np.cumsum(new).tolist()
    found = fitted(steps, model, 0.9)
    numbers = (found.ceiling, found.first, found.index, found.error)
    if found.reason is None:
        assert all(each is not None and math.isfinite(each) for each in numbers)
        assert (found.ceiling or 0) >= steps[-1] - 1e-6
        assert 0 < (found.index or 0) <= 1
    else:
        assert numbers == (None,) * 4
        assert "\n" not in found.reason


@pytest.mark.parametrize(
    ("steps", "reason"),
    [
        pytest.param([5, 8], "3 coded interviews are needed, and there are 2", id="two interviews"),
        pytest.param([0, 0, 0, 0], "nothing is coded", id="nothing"),
        pytest.param([5, 10, 15, 20, 25, 30, 35], "no upper limit", id="a straight line"),
    ],
)
def test_where_there_is_no_fit_it_says_why(steps: list[int], reason: str) -> None:
    assert reason in (fitted(steps, "IW", 0.9).reason or "")


# --- Whether the estimates can be believed ---

FLAT = ratio([6, 5, 4, 3, 0, 0, 0, 0])
STEEP = ratio([4] * 8)
MODELS = {"few": Growth("IS", 20.4, 20, index=0.9), "alike": Growth("IW", 22.3, 22, index=0.82)}
MANY = Growth("SW", 106.0, 106, index=0.37)
ENDLESS = Growth("SW", reason="no fit: the best curve has no upper limit", unlimited=True)


@pytest.mark.parametrize(
    ("growth", "reached", "target", "says"),
    [
        pytest.param(list(MODELS.values()), FLAT, 0.8, [], id="all agree"),
        pytest.param([ENDLESS], FLAT, 0.8, [], id="no estimate at all"),
        pytest.param(
            [*MODELS.values(), MANY],
            FLAT,
            0.8,
            [
                "IS estimates 20 in total, IW estimates 22 in total, SW estimates 106 in total",
                "SW that only 37%",
            ],
            id="reached, and a third found",
        ),
        pytest.param([MODELS["few"], ENDLESS], FLAT, 0.8, ["SW finds no upper limit"], id="no end"),
        pytest.param(
            list(MODELS.values()), STEEP, 0.8, ["is not reached; IS that 90% is found"], id="not reached"
        ),
        pytest.param([MODELS["alike"]], FLAT, 0.9, ["IW that only 82% is found"], id="short of the target"),
    ],
)
def test_estimates_that_contradict_each_other_are_named(
    growth: list[Growth], reached: Ratio, target: float, says: list[str]
) -> None:
    told = " ".join(estimate_doubts(growth, reached, target))
    assert all(each in told for each in says)
    assert told.endswith("The data do not support one estimated total.") == bool(says)


def test_a_doubtful_total_is_not_drawn(corpus_catalog: Path) -> None:
    found = ask(corpus_catalog, of="issue")
    assert found.doubts
    assert found.best is None
    drawn = draw(found)
    assert not [text for text in drawn.legends[0].get_texts() if "estimated total" in text.get_text()]
    believed = replace(found, doubts=())
    assert believed.best is not None
    [label] = [each.get_text() for each in draw(believed).legends[0].get_texts() if "est" in each.get_text()]
    assert f": {believed.best.total}, " in label


# --- From the catalog ---


def naive(catalog: Path, role: str | None = None) -> tuple[list[str], list[int]]:
    """The coded interviews in natural order, and the codes new in each, counted from the quotes."""
    with reading(open_for_reading(catalog)) as session:
        kept = [each for each in every_quote(session) if role in (None, each.pass_role)]
        names = list(
            dict.fromkeys(
                each.document for each in passes(session) if not each.is_empty and role in (None, each.role)
            )
        )
    known: set[str] = set()
    new = []
    for name in names:
        said = {each.code for each in kept if each.document == name}
        new.append(len(said - known))
        known |= said
    return names, new


@pytest.mark.parametrize("role", [None, "coder", "moderator"])
def test_the_steps_of_the_corpus_are_what_its_quotes_say(corpus_catalog: Path, role: Any) -> None:
    found = ask(corpus_catalog, Filters(pass_role=role))
    names, new = naive(corpus_catalog, role)
    assert [step.interview for step in found.steps] == names
    assert [step.new for step in found.steps] == new
    assert found.things == sum(new) == found.steps[-1].cumulative


def test_interviews_that_nobody_coded_are_named_and_left_out_articles_are_not(corpus_catalog: Path) -> None:
    found = ask(corpus_catalog, Filters(pass_role="moderator"))  # noqa: S106
    with reading(open_for_reading(corpus_catalog)) as session:
        kinds = dict(session.exec(select(Document.name, Document.kind)).all())
    interviews = {name for name, kind in kinds.items() if kind == "interview"}
    assert interviews < set(kinds)
    assert {step.interview for step in found.steps} | set(found.uncoded) == interviews
    assert len(found.steps) + len(found.uncoded) == len(interviews)


def test_issues_are_new_where_a_code_first_carries_them(catalog: Path) -> None:
    found = ask(catalog, of="issue")
    assert [(step.interview, step.new) for step in found.steps] == [
        ("Interview 2", 3),
        ("Interview 11", 0),
        ("Nasty article", 0),
    ]
    assert found.growth[0].more == 0
    assert ask(catalog, of="fix").things == 1
    assert ask(catalog, of="aspect").things == 2


def test_the_order_can_be_a_list(catalog: Path) -> None:
    names = ["Nasty article", "11", "Interview 2"]
    assert [step.interview for step in ask(catalog, order=names).steps] == [
        "Nasty article",
        "Interview 11",
        "Interview 2",
    ]


@pytest.mark.parametrize(
    ("order", "says"),
    [
        pytest.param(
            ["Interview 2"], "leaves out 2 coded interviews, such as 'Interview 11'", id="too short"
        ),
        pytest.param(["2", "11", "2"], "names 'Interview 2' twice", id="twice"),
        pytest.param(["Interview 3"], "no document 'Interview 3'", id="unknown"),
        pytest.param("coded", "the coding date of 'Interview 2' is unknown", id="imported"),
        pytest.param("attribute:sector", "no attribute 'sector'", id="no attribute"),
        pytest.param("backwards", "no order 'backwards'", id="no order"),
    ],
)
def test_an_order_that_does_not_hold_is_refused_in_a_line(
    catalog: Path, order: str | Sequence[str], says: str
) -> None:
    with pytest.raises(KbError, match=says):
        ask(catalog, order=order)


def test_an_attribute_orders_and_what_is_not_known_comes_last(own_catalog: Path) -> None:
    engine = open_for_writing(own_catalog)
    with transaction(engine) as session:
        for name, week in (("Interview 2", "10"), ("Interview 11", "9")):
            document = session.exec(select(Document).where(Document.name == name)).one()
            set_case(session, document, f"case of {name}", {"week": week}, who="Ann")
    engine.dispose()
    found = ask(own_catalog, order="attribute:week")
    assert [step.interview for step in found.steps] == ["Interview 11", "Interview 2", "Nasty article"]
    assert found.order == "by week, 1 without a value at the end"


def test_interviews_coded_here_have_an_order_of_their_own(own_catalog: Path) -> None:
    """That of the codings' numbers: a clock may jump back."""
    engine = open_for_writing(own_catalog)
    with transaction(engine) as session:
        for coding in session.exec(select(Coding).order_by(Coding.document_id.desc(), Coding.id)).all():  # type: ignore[union-attr]
            again = Coding(**coding.model_dump(exclude={"id"}) | {"origin": "manual"})
            session.delete(coding)
            session.flush()
            session.add(again)
            session.flush()
    engine.dispose()
    assert [step.interview for step in ask(own_catalog, order="coded").steps] == list(DOCUMENTS)[::-1]


def test_random_order_names_no_interview_and_shows_means(corpus_catalog: Path) -> None:
    found = ask(corpus_catalog, order="random")
    assert {step.interview for step in found.steps} == {None}
    assert [step.cumulative for step in found.steps] == [step.expected for step in found.steps]
    assert sum(step.new for step in found.steps) == pytest.approx(found.things)


@pytest.mark.parametrize(
    "filters",
    [
        pytest.param(Filters(document="Interview 2"), id="one interview"),
        pytest.param(Filters(coder="Bea"), id="one coder"),
        pytest.param(Filters(code="Late-labels"), id="a code nobody used"),
        pytest.param(Filters(text="xyzzy"), id="no codings"),
        pytest.param(Filters(document="Interview 11", coder="Bea"), id="no interview"),
    ],
)
@pytest.mark.parametrize("order", ["natural", "random"])
def test_hard_input_has_an_answer_without_a_number_that_is_none(
    catalog: Path, filters: Filters, order: str
) -> None:
    found = ask(catalog, filters, order=order)
    for step in found.steps:
        assert all(math.isfinite(each) for each in (step.new, step.cumulative, step.expected))
        assert step.low is not None
        assert step.low <= step.expected + 1e-9
    assert found.ratio.answer.startswith("not computed: 6 coded interviews are needed")
    assert all(each.reason for each in found.growth)


def test_codings_that_only_spill_count_when_asked_for(catalog: Path) -> None:
    asked = {"coder": "Bea", "code": "Drift", "speaker_role": "interviewer"}
    assert ask(catalog, Filters(**asked)).things == 0  # type: ignore[arg-type]
    assert ask(catalog, Filters(**asked, spill=True)).things == 1  # type: ignore[arg-type]


def test_rules_that_cannot_be_are_refused() -> None:
    for wrong in ({"base": 0}, {"run": 0}, {"threshold": 2.0}, {"target": 0.0}, {"permutations": -1}):
        with pytest.raises(KbError):
            Rules(**wrong)  # type: ignore[arg-type]


def test_without_random_orders_there_is_no_band() -> None:
    found = answer(heard({"a"}, {"a", "b"}), Rules(permutations=0), level="code", order="natural")
    assert [(step.low, step.high) for step in found.steps] == [(None, None)] * 2


# --- On the command line ---


def test_the_command_tells_steps_ratio_and_models(kb: Kb) -> None:
    shown = kb("saturation", "--level", "issue")
    assert shown.code == 0
    assert "Interview 11" in shown.out
    assert "Saturation not computed: 6 coded interviews are needed, and there are 3." in shown.out
    assert "3 coded interviews; order: natural" in shown.err


def test_the_formats_hold_the_same_steps(kb: Kb) -> None:
    whole = kb("saturation", "--format", "json").json
    assert whole["ratio"]["notation"] is None
    assert [step["interview"] for step in whole["steps"]] == list(DOCUMENTS)
    assert kb("saturation", "--format", "jsonl").lines == whole["steps"]
    assert [row["new"] for row in kb("saturation", "--format", "csv").csv] == [
        str(step["new"]) for step in whole["steps"]
    ]


def test_an_order_comes_from_a_file(kb: Kb, tmp_path: Path) -> None:
    order = tmp_path / "order.txt"
    order.write_text("# as they were held\nNasty article\n\nInterview 11\nInterview 2\n", encoding="utf-8")
    rows = kb("saturation", "--order", str(order), "--format", "csv").csv
    assert [row["interview"] for row in rows] == ["Nasty article", "Interview 11", "Interview 2"]


@pytest.mark.parametrize("ending", ["svg", "png", "csv", "json"])
def test_the_same_answer_is_the_same_file(kb: Kb, tmp_path: Path, ending: str) -> None:
    written = []
    for name in ("one", "two"):
        out = tmp_path / f"{name}.{ending}"
        assert kb("saturation", "--permutations", "50", "--out", str(out)).code == 0
        written.append(out.read_bytes())
    assert written[0] == written[1]
    assert len(written[0]) > 100


@pytest.mark.parametrize(
    "arguments",
    [
        ("--threshold", "5"),
        ("--target", "much"),
        ("--order", "no such file"),
        ("--out", "figure.doc"),
    ],
)
def test_a_slip_is_misuse_told_in_a_line(kb: Kb, arguments: tuple[str, str]) -> None:
    refused = kb("saturation", *arguments)
    assert refused.code == 2
    assert arguments[1] in refused.err


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="needs a file without end")
def test_a_file_without_end_is_no_order(kb: Kb) -> None:
    told = kb("saturation", "--order", "/dev/zero")
    assert told.code == 2
    assert "this is a pipe or a device, not a file" in told.err.replace("\n", " ").replace("│", "")
