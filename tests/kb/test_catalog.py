"""The notebook's door: the same answers as on the command line, as frames."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd  # type: ignore[import-untyped]
import pytest
import small_catalog
from command_line import Kb

import kb as package
from kb.catalog import Catalog
from kb.errors import KbError


@pytest.fixture
def notebook(catalog: Path) -> Iterator[Catalog]:
    with package.open(catalog) as opened:
        yield opened


def test_a_notebook_and_the_command_line_count_alike(notebook: Catalog, kb: Kb) -> None:
    frames = {
        "issues": notebook.issues(),
        "fixes": notebook.fixes(),
        "stages": notebook.stages(),
        "codes": notebook.codes(),
        "quotes": notebook.quotes(),
    }
    for command, frame in frames.items():
        rows = kb(command, "--format", "json").json
        numbers = [name for name in ("interviews", "codings", "quote") if name in frame]
        assert list(frame.columns) == list(rows[0])
        assert frame[numbers].to_dict("records") == [{name: row[name] for name in numbers} for row in rows]


@pytest.mark.parametrize("issue", list(small_catalog.ISSUES))
def test_an_issues_page_counts_what_its_quotes_show(notebook: Catalog, issue: str) -> None:
    page = notebook.issue(issue).iloc[0]
    quotes, codings = notebook.quotes(issue=issue), notebook.codings(issue=issue, spill=False)
    counted = (quotes["document"].nunique(), codings["coder"].nunique(), quotes["codings"].sum())
    assert (page["interviews"], page["coders"], page["codings"]) == counted
    assert counted == small_catalog.counts(small_catalog.coded(issue=issue))


def test_tasks_are_a_frame_also_where_there_are_none(notebook: Catalog) -> None:
    frame = notebook.tasks()
    assert frame.empty
    assert {"document", "who", "due", "done", "coded"} <= set(frame.columns)


def test_filters_combine(notebook: Catalog) -> None:
    found = notebook.quotes(code="Drift and not Data-unstable-provider", coder="Amin")
    assert found["quote"].tolist() == ["the drift is worse in winter"]
    assert notebook.issues(stage="deployment")["issue"].tolist() == ["concept-drift"]


def test_all_codings_are_there_and_spills_can_be_left_out(notebook: Catalog) -> None:
    assert len(notebook.codings()) == len(small_catalog.CODINGS)
    without = len(small_catalog.CODINGS) - 1
    assert len(notebook.codings(spill=False)) == notebook.quotes()["codings"].sum() == without


def test_a_question_without_an_answer_is_a_frame_with_the_same_columns(notebook: Catalog) -> None:
    nothing = notebook.quotes(text="xyzzy")
    assert nothing.empty
    assert list(nothing.columns) == list(notebook.quotes().columns)


def test_moments_are_moments(notebook: Catalog) -> None:
    assert notebook.codings()["created"].iloc[0] == pd.Timestamp(small_catalog.MOMENT)


def test_documents_name_who_coded_them_and_whose_codes_are_missing(notebook: Catalog) -> None:
    documents = notebook.documents().set_index("document")
    assert documents.loc["Interview 2", "passes"] == ("Bea (coder)", "Amin (moderator)")
    assert documents.loc["Interview 2", "empty"] == ("Cem (coder)",)
    passes = notebook.passes()
    assert passes[passes["empty"]]["coder"].tolist() == ["Cem"]


def test_paragraphs_and_search_give_the_words(notebook: Catalog) -> None:
    assert notebook.paragraphs("11")["text"].tolist() == [
        words for _, words in small_catalog.DOCUMENTS["Interview 11"]
    ]
    assert notebook.search("winter")["document"].tolist() == ["Interview 11"]
    assert notebook.like("Drift", document="11")["document"].tolist() == ["Interview 11"]
    assert notebook.totals().loc[0, "codings"] == 10


def test_stages_can_be_crossed_with_aspects(notebook: Catalog) -> None:
    cells = notebook.stages(by_aspect=True).set_index(["stage", "aspect"])
    assert cells.loc[("maintenance", "evolvability"), "codings"] == 6


def test_a_missing_catalog_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(KbError, match="create one with `kb init NAME` or `kb ingest FOLDER`"):
        package.open(tmp_path / "catalog.db")


def test_an_unknown_name_names_the_nearest(notebook: Catalog) -> None:
    with pytest.raises(KbError, match="did you mean 'concept-drift'"):
        notebook.issue("concept-drif")


def test_a_notebook_changes_nothing(notebook: Catalog, catalog: Path) -> None:
    before = catalog.read_bytes()
    notebook.issues()
    notebook.quotes()
    assert catalog.read_bytes() == before


@pytest.mark.parametrize("method", ["issues", "fixes", "codes"])
def test_entries_without_codings_are_included_under_the_new_name_and_the_old(
    notebook: Catalog, method: str
) -> None:
    few, all_of_them = getattr(notebook, method)(), getattr(notebook, method)(include_empty=True)
    assert len(few) < len(all_of_them)
    assert all_of_them.equals(getattr(notebook, method)(every=True))


def test_a_filter_by_attribute_takes_the_documents_of_its_cases(notebook: Catalog) -> None:
    assert notebook.codings(attribute="sector:nowhere").empty
