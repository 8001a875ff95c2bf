"""``kb evaluate suggestions``: both modes, what they are compared with, and what cannot be evaluated."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import Answer, Kb, run

MEASURES = (
    "recall_at_5",
    "recall_at_10",
    "mrr",
    "micro_f1",
    "macro_f1",
    "average_precision",
    "sequential_recall_at_5",
)


def evaluate(catalog: Path, *arguments: str) -> Answer:
    return run("evaluate", "suggestions", "--resamples", "50", "--database", str(catalog), *arguments)


@pytest.fixture(scope="module")
def answer(demo_catalog: Path) -> Answer:
    return evaluate(demo_catalog, "--format", "json")


def test_blind_figures_come_first_each_with_its_interval(answer: Answer) -> None:
    assert answer.code == 0, answer.err
    found = answer.json
    assert list(found)[: len(MEASURES)] == list(MEASURES)
    assert (found["mode"], list(found["as_they_are"])) == ("blind", [*MEASURES, "precision", "recall"])
    for measures in (found, found["as_they_are"]):
        for name in MEASURES:
            assert 0 <= measures[name]["low"] <= measures[name]["value"] <= measures[name]["high"] <= 1
    assert found["recall_at_5"]["value"] <= found["recall_at_10"]["value"]
    assert found["seconds"] > 0
    assert len(found["interviews"]) == len(found["by_interview"]["blind"])


def test_it_stands_beside_people_and_what_needs_no_learning(answer: Answer) -> None:
    beside = answer.json["compared_with"]
    assert list(beside) == [
        "most frequent codes",
        "names and definitions only",
        "coder with coder",
        "coder with moderator",
    ]
    assert beside["coder with moderator"]["micro_f1"]["value"] > 0
    assert beside["coder with coder"]["recall_at_5"]["value"] is None
    assert beside["most frequent codes"]["recall_at_5"]["value"] < answer.json["recall_at_5"]["value"]


def test_only_the_documents_that_are_named_are_scored(demo_catalog: Path, answer: Answer) -> None:
    one = answer.json["interviews"][0]
    found = evaluate(demo_catalog, "--document", one, "--format", "json").json
    assert found["interviews"] == [one]
    for name in MEASURES:
        assert found[name]["value"] == answer.json["by_interview"]["blind"][one][name]["value"]


def test_blind_alone_gives_the_same_figures_in_rows(demo_catalog: Path, answer: Answer) -> None:
    one = answer.json["interviews"][0]
    rows = evaluate(demo_catalog, "--blind", "--document", one, "--format", "jsonl").lines
    overall = [row for row in rows if row["over"] == "all interviews"]
    assert "as they are" not in {row["suggestions"] for row in rows}
    first = overall[0]
    assert (first["suggestions"], first["measure"]) == ("blind", "recall_at_5")
    blind = {row["measure"]: row["value"] for row in overall if row["suggestions"] == "blind"}
    whole = answer.json["by_interview"]["blind"][one]
    assert {name: blind[name] for name in MEASURES} == {name: whole[name]["value"] for name in MEASURES}


def test_a_table_tells_the_same(demo_catalog: Path, answer: Answer) -> None:
    one = answer.json["interviews"][0]
    shown = evaluate(demo_catalog, "--document", one)
    assert shown.code == 0
    assert "coder with coder" in shown.out
    assert "95% intervals over interviews" in shown.err
    assert f"{answer.json['by_interview']['blind'][one]['recall_at_5']['value']:.2f}"[1:] in shown.out


def test_what_cannot_be_evaluated_is_said(kb: Kb, demo_catalog: Path, tmp_path: Path) -> None:
    unknown = evaluate(demo_catalog, "--document", "Interview 99")
    assert unknown.code != 0
    assert "no document" in unknown.err
    article = evaluate(demo_catalog, "--document", "Data contracts nobody signed")
    assert article.code != 0
    assert "no codings" in article.err
    empty = tmp_path / "empty.db"
    (tmp_path / "one.txt").write_text("Interviewer: What broke?\nAnn: The data drifted.\n", encoding="utf-8")
    assert kb("ingest", str(tmp_path / "one.txt"), "--database", str(empty)).code == 0
    nothing = evaluate(empty)
    assert nothing.code != 0
    assert "two coded interviews or more" in nothing.err
