"""What waits for a person: every kind of finding, with what to do about it, and gone once it is done."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import get_args

import pytest
from interview_files import TAXONOMY, change

from kb.checks import Finding, Kind, check, problems
from kb.codebook.taxonomy import read_taxonomy
from kb.db import engine as db
from kb.store.codebook.apply_taxonomy import apply_taxonomy
from kb.store.ingest.files import ingest

LOST = "The schema did, overnight, and then it went on for weeks until somebody looked at it by chance."
KEPT = (
    "What broke, would you say, in the time that you have been there?",
    "Nobody in the team was told, neither by the provider nor by the people who buy from them.",
    "So the model kept answering, only the answers were wrong, and it took a week to see that.",
)
PLAIN = "\n\n".join(f"Interviewee: {said}" for said in (KEPT[0], LOST, *KEPT[1:]))
CODED = "\n\n".join(f"# Interviewee\n\n{said}" for said in (KEPT[0], LOST + "\n\n{code}", *KEPT[1:]))


class Study:
    """A folder with a catalog, a taxonomy and two files of one interview."""

    def __init__(self, folder: Path) -> None:
        self.database = folder / "catalog.db"
        self.taxonomy = folder / "taxonomy.yaml"
        self.plain = folder / "Interview 1.txt"
        self.coded = folder / "codings" / "Interview 1 - Bea.md"
        self.coded.parent.mkdir()
        self.taxonomy.write_text(TAXONOMY, "utf-8")
        self.plain.write_text(PLAIN, "utf-8")
        self.coded.write_text(CODED.format(code="watching-fix"), "utf-8")
        self.ingest()

    def ingest(self) -> None:
        ingest(self.database, [self.plain, self.coded.parent], taxonomy=self.taxonomy, who="Ann")

    def check(self) -> list[Finding]:
        with db.reading(db.open_for_reading(self.database)) as session:
            return check(session, database=self.database, taxonomy=self.taxonomy)

    def problems(self) -> list[tuple[Kind, str]]:
        return [(each.kind, each.subject) for each in problems(self.check())]

    def find(self, kind: Kind) -> Finding:
        [found] = [each for each in self.check() if each.kind == kind]
        return found


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return Study(tmp_path)


def test_a_catalog_that_is_in_order_has_no_problems(study: Study) -> None:
    assert study.problems() == []
    assert {each.kind for each in study.check()} == {"issue without evidence", "code without use"}


def test_a_code_that_nobody_placed_waits_for_a_place(study: Study) -> None:
    study.coded.write_text(CODED.format(code="odd-one"), "utf-8")
    study.ingest()
    found = study.find("unsorted code")
    assert (found.subject, found.detail) == ("odd-one", "1 coding in 1 interview")
    assert "taxonomy.yaml" in found.remedy
    placed = TAXONOMY.replace("kind: issue", "kind: issue\n    aliases: [odd-one]")
    study.taxonomy.write_text(placed, "utf-8")
    study.ingest()
    assert study.problems() == []


def test_a_coding_without_a_place_waits_with_its_words(study: Study) -> None:
    change(study.database, "UPDATE coding SET origin = 'manual', source_id = NULL")
    study.plain.write_text("\n\n".join(f"Interviewee: {said}" for said in KEPT), "utf-8")
    study.coded.write_text("\n\n".join(f"# Interviewee\n\n{said}" for said in KEPT), "utf-8")
    study.ingest()
    found = study.find("unplaced coding")
    assert found.subject == "Interview 1"
    assert found.detail.startswith("watching-fix by Bea, on “")
    assert found.detail.endswith("by ….”: its words are not in the current text")
    assert found.is_problem


def test_a_file_that_changed_waits_to_be_ingested(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    study.plain.write_text(PLAIN.replace("broke", "BROKE"), "utf-8")  # as long as before
    monkeypatch.chdir(study.coded.parent)
    found = study.find("changed file")
    assert (found.subject, found.detail) == ("Interview 1.txt", "the file changed since it was ingested")
    command = shlex.split(found.remedy)
    assert command == ["kb", "ingest", "../Interview 1.txt"]
    assert Path(command[-1]).resolve() == study.plain
    study.ingest()
    assert study.problems() == []


def test_a_file_that_may_not_be_read_is_told(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Path.open

    def refuse(path: Path, *rest: str, **more: str) -> object:
        if path.name == study.plain.name:
            raise PermissionError(13, "Permission denied")
        return real(path, *rest, **more)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", refuse)
    assert study.find("changed file").detail == "the file cannot be read"


def test_a_file_that_is_gone_is_told_and_is_no_problem(study: Study) -> None:
    study.plain.unlink()
    found = study.find("missing file")
    assert (found.subject, found.is_problem) == ("Interview 1.txt", False)
    assert study.problems() == []


def test_a_taxonomy_that_changed_waits_to_be_applied(study: Study) -> None:
    study.taxonomy.write_text(TAXONOMY + "# a remark\n", "utf-8")
    assert study.problems() == [("taxonomy", "taxonomy.yaml")]
    engine = db.open_for_writing(study.database)
    with db.transaction(engine) as session:
        apply_taxonomy(session, read_taxonomy(study.taxonomy), who="Ann")
    assert study.problems() == []


def test_a_taxonomy_that_an_editor_gave_a_byte_order_mark_has_not_changed(study: Study) -> None:
    study.taxonomy.write_text(TAXONOMY, "utf-8-sig")
    study.ingest()
    assert study.problems() == []


def test_a_catalog_without_a_taxonomy_waits_for_one(study: Study) -> None:
    change(study.database, "DELETE FROM taxonomy_file")
    assert study.problems() == [("taxonomy", "none")]


def test_a_pass_without_codings_is_told_as_missing_not_as_no_issues(study: Study) -> None:
    study.coded.write_text(CODED.replace("\n\n{code}", ""), "utf-8")
    study.ingest()
    found = study.find("empty pass")
    assert (found.subject, found.is_problem) == ("Interview 1, Bea (coder)", False)
    assert "missing data, not as “nothing found”" in found.detail
    assert study.find("fix without evidence").subject == "watch-it"


def test_problems_come_first_and_every_finding_says_what_to_do(study: Study) -> None:
    study.coded.write_text(CODED.format(code="odd-one"), "utf-8")
    study.ingest()
    study.plain.write_text(f"{PLAIN}\n", "utf-8")
    found = study.check()
    order = [each.is_problem for each in found]
    assert order == sorted(order, reverse=True)
    assert {each.kind for each in found} <= set(get_args(Kind))
    assert all(each.subject and each.remedy for each in found)
    assert {each.kind for each in found if each.is_problem} == {"unsorted code", "changed file"}
