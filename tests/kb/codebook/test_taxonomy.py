"""The taxonomy that the project ships: whole, well formed, and true to the study and the corpus."""

from __future__ import annotations

import csv
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.codebook.taxonomy import Taxonomy, read_taxonomy, taxonomy_doubts
from kb.codebook.validate import KINDS, SHAPES

STUDY = tuple(
    f"I{aspect}.{n}" for aspect, many in enumerate((4, 2, 3, 3, 3, 3), 1) for n in range(1, many + 1)
)
"""The numbers of the study's eighteen issues, I1.1 to I6.3."""
SHIPPED = Path(__file__).parents[3] / "taxonomy.yaml"


@pytest.fixture(scope="module")
def shipped() -> Taxonomy:
    return read_taxonomy(SHIPPED)


@pytest.fixture(scope="module")
def study(corpus: Path) -> Path:
    folder = corpus.parent / "study"
    if not folder.is_dir():
        reason = f"the study's tables are not at {folder}"
        if os.environ.get("KB_REQUIRE_CORPUS") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return folder


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_no_line_of_the_shipped_file_is_wider_than_a_page() -> None:
    wide = [n for n, line in enumerate(SHIPPED.read_text("utf-8").splitlines(), 1) if len(line) > 110]
    assert wide == []


def test_an_empty_list_of_the_shipped_file_has_its_reason_above_it() -> None:
    lines = SHIPPED.read_text("utf-8").splitlines()
    empty = [n for n, line in enumerate(lines) if line.rstrip().endswith("[]")]
    assert empty
    assert [lines[n] for n in empty if not lines[n - 1].lstrip().startswith("# ")] == []


def test_every_code_says_when_to_use_it_and_by_which_words_it_is_known(shipped: Taxonomy) -> None:
    for code in shipped.codes.values():
        assert re.match(r"Use (when|on) .*\.$", code.definition), code.name
        assert len(code.definition.partition(" Also: ")[0]) <= 130, code.name
        assert 3 <= len(code.cues) <= 10, code.name
        assert len({cue.casefold() for cue in code.cues}) == len(code.cues), code.name
        assert all(len(cue.split()) <= 5 for cue in code.cues), f"{code.name}: a cue is a phrase, no sentence"
        assert [cue for cue in code.cues if cue.split() != re.findall(r"[\w']+", cue)] == [], code.name


def test_no_two_codes_have_one_definition(shipped: Taxonomy) -> None:
    definitions = [code.definition for code in shipped.codes.values()]
    assert len(set(definitions)) == len(definitions)


def test_every_issue_has_a_short_title_and_one_sentence(shipped: Taxonomy) -> None:
    for issue in shipped.issues.values():
        assert 1 <= len(issue.title.split()) <= 6, issue.key
        assert re.fullmatch(r"[A-Z][^.]*\.", issue.statement), issue.key
        assert issue.stages, issue.key


def test_every_fix_has_a_short_title_and_one_sentence(shipped: Taxonomy) -> None:
    for fix in shipped.fixes.values():
        assert 1 <= len(fix.title.split()) <= 6, fix.key
        assert re.fullmatch(r"[A-Z][^.]*\.", fix.statement), fix.key
        assert fix.codes, fix.key


def test_every_code_of_an_issue_or_fix_is_evidence_for_one(shipped: Taxonomy) -> None:
    for code in shipped.codes.values():
        assert bool(shipped.issues_of(code.name)) == (code.kind == "issue"), code.name
        assert bool(shipped.fixes_of(code.name)) == (code.kind == "fix"), code.name


def test_every_stage_and_aspect_has_an_issue(shipped: Taxonomy) -> None:
    assert {stage for issue in shipped.issues.values() for stage in issue.stages} == set(shipped.stages)
    assert {issue.aspect for issue in shipped.issues.values()} - {None} == set(shipped.aspects)


def test_each_issue_of_the_study_is_there_once_and_in_its_order(shipped: Taxonomy) -> None:
    assert tuple(issue.study for issue in shipped.issues.values() if issue.study) == STUDY


def test_no_code_contradicts_the_stage_or_aspect_of_its_issue(shipped: Taxonomy) -> None:
    assert taxonomy_doubts(shipped) == ()


@pytest.mark.parametrize("name", ["Q3", "Q5.4", "q 5.4", "Q10", "Q-7"])
def test_every_question_of_the_guide_has_a_place(shipped: Taxonomy, name: str) -> None:
    found = shipped.numbered(name)
    assert found is not None
    assert found.kind == "structural"


@pytest.mark.parametrize("name", ["Q1", "Q", "QM", "Quality 3", "drift 3", "3", ""])
def test_what_has_an_entry_or_is_no_question_is_no_number_of_one(shipped: Taxonomy, name: str) -> None:
    assert shipped.numbered(name) is None


def test_unstable_external_data_is_told_from_both_sides(shipped: Taxonomy) -> None:
    issue = shipped.issues["unstable-external-data"]
    assert set(issue.codes) == {"Data-unstable-provider", "MLP-unstable-external-dependency"}
    assert {fix.key for fix in shipped.fixes_for(issue.key)} >= {"second-source", "few-steady-sources"}


# The shipped file against the study and the corpus


def test_every_code_of_the_study_is_spelled_as_there(shipped: Taxonomy, study: Path) -> None:
    spelled = {name for code in shipped.codes.values() for name in (code.name, *code.aliases)}
    assert {row["code"] for row in rows(study / "codes.csv")} - spelled == set()


def test_every_code_has_the_kind_the_study_gives_it(shipped: Taxonomy, study: Path) -> None:
    for row in rows(study / "codes.csv"):
        kind = shipped.code(row["code"]).kind
        assert (kind == "structural") == (row["family"] == "Q"), row["code"]
        assert (kind == "umbrella") == (row["family"] == "umbrella"), row["code"]
        if row["is_fix"] == "1":
            assert kind == "fix", row["code"]


def test_what_the_study_is_certain_of_stands_here_too(shipped: Taxonomy, study: Path) -> None:
    by_number = {issue.study: issue for issue in shipped.issues.values() if issue.study}
    for row in rows(study / "codes.csv"):
        if row["issue_certain"] and row["is_fix"] == "0":
            assert shipped.canonical(row["code"]) in by_number[row["issue_certain"]].codes
    for row in rows(study / "issues.csv"):
        issue = by_number[row["id"]]
        assert issue.aspect == row["aspect"]
        assert set(row["codes_that_carry_it_for_certain"].split(";")) - {""} <= set(issue.codes)


def test_a_fix_answers_the_issue_of_its_twin(shipped: Taxonomy, study: Path) -> None:
    twins = [(row["code"], row["fix_of"]) for row in rows(study / "codes.csv") if row["fix_of"]]
    known = [(fix, twin) for fix, twin in twins if shipped.canonical(twin)]
    assert len(known) > 15
    for code, twin in known:
        answered = {issue for fix in shipped.fixes_of(code) for issue in fix.mitigates}
        assert {issue.key for issue in shipped.issues_of(twin)} <= answered, f"{code} does not answer {twin}"


Paragraphs = list[tuple[str, frozenset[str]]]


@pytest.fixture(scope="module")
def paragraphs(corpus: Path, shipped: Taxonomy) -> Paragraphs:
    """Words and canonical codes of every paragraph of the print-outs that show any code."""
    printed = json.loads((corpus / "delve_pdf_expected.json").read_text("utf-8"))

    def coded() -> Iterator[tuple[str, frozenset[str]]]:
        for one in printed.values():
            if any(paragraph["codes"] for paragraph in one["paragraphs"]):
                for paragraph in one["paragraphs"]:
                    names = frozenset(shipped.canonical(name) or f"? {name}" for name in paragraph["codes"])
                    yield paragraph["text"], names

    return list(coded())


def test_every_code_on_a_print_out_is_known(paragraphs: Paragraphs) -> None:
    assert {name for _, names in paragraphs for name in names if name.startswith("? ")} == set()


def test_a_cue_leads_to_its_code_far_oftener_than_chance(shipped: Taxonomy, paragraphs: Paragraphs) -> None:
    """Of the paragraphs that its cues find, at least four times as many carry a code as of all paragraphs."""
    poor: list[str] = []
    for code in shipped.codes.values():
        carry = sum(code.name in names for _, names in paragraphs)
        if carry < 10 or code.kind == "structural":
            continue
        either = "|".join(r"\W+".join(map(re.escape, cue.split())) for cue in code.cues)
        cue = re.compile(rf"(?<!\w)(?:{either})", re.IGNORECASE)
        found = [names for text, names in paragraphs if cue.search(text)]
        right = sum(code.name in names for names in found)
        if not found or right / len(found) < 4 * carry / len(paragraphs) or right < carry / 10:
            poor.append(f"{code.name}: {right} of {len(found)} found, of {carry}")
    assert poor == []


def test_the_page_about_the_format_names_every_field_and_kind() -> None:
    page = (SHIPPED.parent / "docs" / "taxonomy.md").read_text("utf-8")
    fields = {name for shape in SHAPES.values() for name in (*shape.texts, *shape.lists)}
    assert {word for word in (*SHAPES, *fields, *KINDS) if f"`{word}`" not in page} == set()
