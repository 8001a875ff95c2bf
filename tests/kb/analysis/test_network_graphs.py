"""Networks: what is in them, that they stand alone as files, and that they are the same every time."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import interview_files
import networkx as nx  # type: ignore[import-untyped]
import pytest
import small_catalog
from command_line import Kb
from sqlmodel import Session, select

import kb as package
from kb.analysis.cooccurrence import Definition
from kb.analysis.network.backbone import backbone, disparity
from kb.analysis.network.graphs import graph, steps
from kb.analysis.network.layout import layout
from kb.analysis.network.writers import WRITERS, nodes_csv
from kb.db.engine import open_for_reading, open_for_writing, reading, transaction
from kb.db.tables import Coding, Document
from kb.queries.analyses import cooccurrence, pair_occurrences
from kb.queries.filtering.filters import Filters
from kb.store.coding.codings import add_coding


@pytest.fixture
def session(catalog: Path) -> Iterator[Session]:
    with reading(open_for_reading(catalog)) as opened:
        yield opened


@pytest.fixture
def made(session: Session) -> Any:
    return graph(cooccurrence.pairs(session, level="code", definition=Definition(unit="document")))


def test_a_graph_says_what_it_counted_and_knows_its_nodes(made: Any) -> None:
    assert made.graph["definition"] == "documents with both, same coder"
    assert made.graph["weight"] == "jaccard"
    node = made.nodes["Drift"]
    drift = [each for each in small_catalog.coded() if small_catalog.canonical(each.code) == "Drift"]
    assert (node["interviews"], node["coders"], node["codings"]) == small_catalog.counts(drift)
    assert {"title", "kind", "degree", "strength", "betweenness", "pagerank", "community", "x", "y"} <= set(
        node
    )
    assert all(
        {"count", "jaccard", "c", "weight", "units"} <= set(edge) for *_, edge in made.edges(data=True)
    )


@pytest.mark.parametrize("ending", WRITERS)
def test_a_file_of_a_graph_is_the_same_every_time(made: Any, ending: str) -> None:
    assert WRITERS[ending](made) == WRITERS[ending](made)
    assert b"lastmodified" not in WRITERS[ending](made)


def test_files_are_read_back_with_all_measures(made: Any) -> None:
    read = nx.read_graphml(io.BytesIO(WRITERS[".graphml"](made)))
    assert set(read) == set(made)
    assert read.number_of_edges() == made.number_of_edges()
    assert read.nodes["Drift"]["community"] == made.nodes["Drift"]["community"]
    assert set(nx.read_gexf(io.BytesIO(WRITERS[".gexf"](made)))) == set(made)
    linked = nx.node_link_graph(json.loads(WRITERS[".json"](made)), edges="edges")
    assert dict(linked.nodes(data=True)) == dict(made.nodes(data=True))
    edges = list(csv.DictReader(io.StringIO(WRITERS[".csv"](made).decode())))
    assert len(edges) == made.number_of_edges()
    nodes = list(csv.DictReader(io.StringIO(nodes_csv(made).decode())))
    assert [each["name"] for each in nodes] == list(made)


def test_names_that_no_xml_can_hold_do_not_break_a_file(made: Any) -> None:
    made.nodes["Drift"]["title"] = small_catalog.HOSTILE + "\x00 <&>"
    for ending in (".graphml", ".gexf"):
        assert "Drift" in set(getattr(nx, f"read_{ending[1:]}")(io.BytesIO(WRITERS[ending](made))))


def test_issue_and_fix_are_joined_and_the_taxonomys_links_are_marked(session: Session) -> None:
    found = cooccurrence.pairs(session, level="issue-fix", definition=Definition(unit="document"))
    made = graph(found)
    assert made.number_of_edges()
    for one, other, edge in made.edges(data=True):
        assert {made.nodes[one]["kind"], made.nodes[other]["kind"]} == {"issue", "fix"}
        issue, fix = sorted((one, other), key=lambda name: not name.startswith("issue:"))
        mitigates = small_catalog.FIXES[fix.removeprefix("fix:")][1]
        assert edge["linked"] == (issue.removeprefix("issue:") in mitigates)


def test_what_follows_has_a_direction(session: Session) -> None:
    made = steps(cooccurrence.sequences(session, level="code", within=3))
    assert made.is_directed()
    # Bea: Drift ends in the second paragraph, monitoring begins in the fifth; never the other way.
    assert made.has_edge("Drift", "Monitoring-fix")
    assert not made.has_edge("Monitoring-fix", "Drift")


def test_the_disparity_filter_worked_by_hand() -> None:
    star = nx.Graph()
    star.add_weighted_edges_from([("hub", "a", 8), ("hub", "b", 1), ("hub", "c", 1)])
    chance = disparity(star)
    assert chance["hub", "a"] == pytest.approx((1 - 0.8) ** 2)
    assert chance["hub", "b"] == pytest.approx((1 - 0.1) ** 2)
    assert set(backbone(star, 0.05)) == {"hub", "a"}


@pytest.mark.parametrize("least", [(-0.9, -0.8, -0.7), (-0.9, 0.6, 0.0), (0.0, 0.0, 0.0)])
def test_what_occurs_less_than_by_chance_is_no_tie(session: Session, least: tuple[float, ...]) -> None:
    found = cooccurrence.pairs(session, level="code", definition=Definition(unit="document"))
    rows = [replace(row, npmi=value) for row, value in zip(found.rows(limit=3), least, strict=True)]
    made = graph(found, measure="npmi", rows=rows)
    assert made.number_of_edges() == len(rows)
    assert sum(node["pagerank"] for _, node in made.nodes(data=True)) == pytest.approx(1, abs=1e-4)
    for one, other, edge in made.edges(data=True):
        if edge["weight"] < 0 and not any(weight > 0 for *_, weight in made.edges(data="weight")):
            assert made.nodes[one]["community"] != made.nodes[other]["community"]


def test_places_and_groups_are_the_same_in_every_process() -> None:
    code = (
        "import networkx as nx; from kb.analysis.network.layout import layout;"
        "from kb.analysis.network.graphs import _communities;"
        "g = nx.convert_node_labels_to_integers(nx.davis_southern_women_graph());"
        "nx.set_edge_attributes(g, 1.0, 'weight');"
        "print(layout(g, seed=4), _communities(g, 4))"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, check=True, env={"PYTHONHASHSEED": seed}
        ).stdout
        for seed in ("1", "2")
    }
    assert len(runs) == 1
    assert b"nan" not in runs.pop()


def test_nodes_stand_inside_the_picture_and_apart() -> None:
    spots = layout(nx.disjoint_union(nx.star_graph(6), nx.path_graph(3)))
    assert len(set(spots.values())) == 10
    assert all(0 <= x <= 1 and 0 <= y <= 1 for x, y in spots.values())


@pytest.mark.parametrize("unit", ["overlap", "paragraph", "window", "document"])
def test_behind_every_number_are_as_many_places_with_words_of_both(session: Session, unit: Any) -> None:
    definition = Definition(unit=unit)
    rows = cooccurrence.pairs(session, level="code", definition=definition).rows()
    assert rows
    for row in rows:
        page = pair_occurrences.pair_occurrences(
            session, row.a, row.b, level="code", definition=definition, limit=None
        )
        assert (page.total, len(page.places), page.interviews) == (row.count, row.count, row.interviews)
        for place in page.places:
            assert {quote.code for quote in place.a} == {row.a}
            assert {quote.code for quote in place.b} == {row.b}


def test_filters_choose_codings_and_what_they_are_counted_against(session: Session) -> None:
    every = cooccurrence.pairs(session, level="code").rows()[0]
    moderated = cooccurrence.pairs(session, Filters(pass_role="moderator"), level="code").rows()[0]  # noqa: S106
    passes = {name for name, _, role in small_catalog.PASSES if role == "moderator"}
    assert moderated.units == sum(len(small_catalog.DOCUMENTS[name]) for name in passes)
    # Cem's pass over Interview 2 is empty: missing, and no paragraph of it is counted.
    coded = {(each.document, each.coder) for each in small_catalog.CODINGS}
    assert every.units == sum(len(small_catalog.DOCUMENTS[name]) for name, _ in coded)


def test_the_command_lists_pairs_and_says_what_it_counted(kb: Kb) -> None:
    answer = kb("network", "--level", "code", "--unit", "overlap", "--format", "json")
    drift = next(row for row in answer.json if {row["a"], row["b"]} == {"Drift", "Data-unstable-provider"})
    assert (drift["count"], drift["interviews"], drift["jaccard_low"]) == (1, 1, None)
    assert "at least one character, same coder" in answer.err


def test_a_threshold_that_no_pair_reaches_is_told_with_the_strongest(kb: Kb) -> None:
    answer = kb("network", "--level", "code", "--min", "0.99", "--measure", "npmi", "--coder", "Bea")
    assert answer.code == 0
    assert answer.out == ""
    assert answer.err.startswith("No pair reaches 0.99. The strongest is 0.")


@pytest.mark.parametrize("ending", [".graphml", ".gexf", ".json", ".csv", ".svg", ".png"])
def test_the_command_writes_the_same_file_every_time(kb: Kb, tmp_path: Path, ending: str) -> None:
    files = [tmp_path / f"{number}{ending}" for number in range(2)]
    for file in files:
        assert kb("network", "--level", "code", "--unit", "document", "--out", str(file)).code == 0
    assert files[0].read_bytes() == files[1].read_bytes()


def test_the_words_of_a_pair_are_shown(kb: Kb) -> None:
    answer = kb("network", "--level", "code", "--pair", "Drift,Data-unstable-provider", "--format", "json")
    assert [place["document"] for place in answer.json] == ["Interview 2"]
    assert "1 paragraph with both, same coder, in 1 interview" in answer.err


def test_a_notebook_counts_as_the_command_does(kb: Kb, catalog: Path) -> None:
    with package.open(catalog) as notebook:
        frame = notebook.cooccurrence(level="code", unit="window", pass_role="moderator")  # noqa: S106
    rows = kb(
        "network", "--level", "code", "--unit", "window", "--pass-role", "moderator", "--format", "json"
    ).json
    assert rows
    assert frame[["a", "b", "count", "interviews"]].to_dict("records") == [
        {name: row[name] for name in ("a", "b", "count", "interviews")} for row in rows
    ]


def test_only_paragraphs_of_the_speakers_that_are_meant_are_counted_against(session: Session) -> None:
    found = cooccurrence.pairs(session, Filters(speaker_role="interviewee"), level="code")
    said = sum(
        speaker == "Interviewee"
        for name, who in {(each.document, each.coder) for each in small_catalog.CODINGS}
        for speaker, _ in small_catalog.DOCUMENTS[name]
        if who
    )
    assert {row.units for row in found.rows()} == {said}


def test_the_stage_limits_both_of_a_pair_and_the_issue_names_one(session: Session) -> None:
    anywhere = Definition(unit="document", across_coders=True)
    staged = cooccurrence.pairs(session, Filters(stage="maintenance"), definition=anywhere).rows()
    in_stage = {key for key, issue in small_catalog.ISSUES.items() if "maintenance" in issue.stages}
    assert staged
    assert {key for row in staged for key in (row.a, row.b)} <= in_stage
    about = cooccurrence.pairs(session, Filters(issue="concept-drift"), definition=anywhere).rows()
    assert about
    assert all("concept-drift" in {row.a, row.b} for row in about)


HARD = {
    "one coder": [("Interview 1", "a", 0, 20, "Ann"), ("Interview 1", "b", 10, 30, "Ann")],
    "no overlap": [("Interview 1", "a", 0, 20, "Ann"), ("Interview 2", "b", 0, 20, "Ben")],
    "no characters": [("Interview 1", "a", 5, 5, "Ann"), ("Interview 1", "b", 5, 5, "Ann")],
    "one code": [("Interview 1", "a", 0, 20, "Ann"), ("Interview 2", "a", 0, 20, "Ann")],
    "nothing": [],
}


@pytest.fixture
def hard(request: pytest.FixtureRequest, kb: Kb, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kb:
    """Commands on two interviews with a few codings; one that ends where it begins has no characters."""
    path = tmp_path / "hard.db"
    engine = open_for_writing(str(path))
    interview_files.store(
        engine,
        interview_files.file("Interview 1.txt"),
        interview_files.file("Interview 2.txt", interview_files.OTHER),
    )
    with transaction(engine) as session:
        for document, code, start, end, coder in HARD[request.param]:
            where = session.exec(select(Document).where(Document.name == document)).one()
            add_coding(session, document=where, code=code, start=start, end=end + (start == end), coder=coder)
        for coding in session.exec(select(Coding).where(Coding.end == Coding.start + 1)):
            coding.end = coding.start
    engine.dispose()
    monkeypatch.setenv("KB_DATABASE", str(path))
    return kb


@pytest.mark.parametrize(
    ("hard", "unit", "count", "why"),
    [
        pytest.param("one coder", "overlap", 1, "no interval", id="one coder"),
        pytest.param("no overlap", "document", 0, "there are no documents with both", id="no overlap"),
        pytest.param("no characters", "overlap", 0, "there are no pairs of codings", id="no characters"),
        pytest.param("no characters", "paragraph", 1, "no interval", id="no characters in one paragraph"),
        pytest.param("one code", "document", 0, "there are no documents with both", id="one code"),
        pytest.param("nothing", "paragraph", 0, "no codings match these filters", id="nothing"),
    ],
    indirect=["hard"],
)
def test_hard_input_has_a_number_or_a_sentence(
    hard: Kb, tmp_path: Path, unit: str, count: int, why: str
) -> None:
    given = ("network", "--level", "code", "--unit", unit)
    answer = hard(*given, "--format", "csv")
    assert [row["count"] for row in answer.csv] == ["1"] * count
    assert why in answer.err
    assert "nan" not in answer.out.casefold()
    drawn = hard(*given, "--backbone", "0.5", "--out", str(tmp_path / "network.svg"))
    assert drawn.code == 0
    assert (why in drawn.err) == (count == 0)
