"""``kb init``: a study of one's own, and no codes that nobody chose."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import run
from nurses import TAXONOMY, WORDS, code_paragraph, must, study, transcripts

from kb.codebook.edits import Place
from kb.codebook.taxonomy import read_taxonomy
from kb.db import engine as db
from kb.store.codebook import edit_codes, write_back

CODES = "theme,code,definition\nStaffing,Short shifts,Use when too few are there.\nTeam,Handover,\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KB_DATABASE", raising=False)
    monkeypatch.delenv("KB_TAXONOMY", raising=False)
    monkeypatch.setenv("COLUMNS", "160")
    return tmp_path


def codes_of(folder: Path) -> list[str]:
    return list(read_taxonomy(folder / "taxonomy.yaml").codes)


def test_a_new_study_has_its_name_and_no_codes(here: Path) -> None:
    assert "Nurses on a ward: catalog.db and taxonomy.yaml, no codes yet" in must("init", "Nurses on a ward")
    assert codes_of(here) == []
    assert "study       Nurses on a ward" in must("status")
    assert must("codes", "--all", "--format", "csv").splitlines()[1:] == []
    assert "named the study “Nurses on a ward”" in must("history", "--format", "json")


def test_a_new_study_begins_with_a_table_of_codes(here: Path) -> None:
    (here / "codes.csv").write_text(CODES, encoding="utf-8")
    must("init", "Nurses", "--codebook", "codes.csv")
    assert codes_of(here) == ["Staffing", "Short shifts", "Team", "Handover"]


def test_a_new_study_begins_with_a_refi_codebook(here: Path) -> None:
    (here / "codes.qdc").write_text(
        '<CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="X"><Codes>'
        '<Code guid="213518c7-1651-4796-9325-5badff2cb95b" name="Ward" isCodable="true">'
        "<Description>All of it</Description>"
        '<Code guid="0bb57268-65ae-47ed-bb5e-ee8935a66a1d" name="Noise" isCodable="true"/></Code></Codes>'
        '<Sets><Set guid="4c112750-40ce-494e-852c-5f2719d39e36" name="Loud">'
        '<MemberCode guid="0bb57268-65ae-47ed-bb5e-ee8935a66a1d"/></Set></Sets></CodeBook>',
        encoding="utf-8",
    )
    must("init", "Nurses", "--codebook", "codes.qdc")
    read = read_taxonomy(here / "taxonomy.yaml").codes
    assert [(code.name, code.parent, code.definition) for code in read.values()] == [
        ("Ward", None, "All of it"),
        ("Noise", "Ward", ""),
    ]


def test_a_new_study_begins_with_the_taxonomy_of_another_and_its_words(here: Path) -> None:
    (here / "old.yaml").write_text(TAXONOMY, encoding="utf-8")
    must("init", "Doctors", "--codebook", "old.yaml")
    read = read_taxonomy(here / "taxonomy.yaml")
    assert (read.study.name, read.study.words.issue.plural, len(read.issues)) == ("Doctors", "barriers", 2)


def test_a_new_study_begins_with_the_codebook_of_the_demo_only_where_it_is_chosen(here: Path) -> None:
    must("init", "Mine", "--codebook", "demo")
    assert len(codes_of(here)) > 100


REFUSED: dict[str, tuple[list[str], str]] = {
    "no name": ([" "], "a study needs a name"),
    "long name": (["n" * 121], "the name has 121 characters; write at most 120"),
    "no such file": (["X", "--codebook", "none.csv"], "none.csv: cannot be read"),
    "no codebook": (
        ["X", "--codebook", "notes.docx"],
        "notes.docx: not a codebook; give a file that ends in",
    ),
    "no such word": (["X", "--word", "isue=a,b"], "no word 'isue' to rename; did you mean 'issue'?"),
    "half a word": (["X", "--word", "issue=barrier"], "'issue=barrier' does not say a word"),
    "a word too long": (["X", "--word", f"issue={'b' * 31},x"], f"'issue={'b' * 31},x': a word can have 30"),
}


@pytest.mark.parametrize(("words", "says"), REFUSED.values(), ids=REFUSED)
def test_what_makes_no_study_is_refused_and_makes_no_catalog(here: Path, words: list[str], says: str) -> None:
    (here / "notes.docx").write_bytes(b"x")
    answer = run("init", *words)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith(says)
    assert not (here / "catalog.db").exists()
    assert not (here / "taxonomy.yaml").exists()


def test_a_codebook_that_is_there_is_never_overwritten(here: Path) -> None:
    (here / "taxonomy.yaml").write_text("codes:\n", encoding="utf-8")
    answer = run("init", "Mine")
    assert answer.code == 2
    assert "taxonomy.yaml already exists" in answer.err
    assert (here / "taxonomy.yaml").read_text(encoding="utf-8") == "codes:\n"
    assert not (here / "catalog.db").exists()


def test_a_study_is_begun_once(here: Path) -> None:
    assert run("init", "Mine").code == 0
    (here / "taxonomy.yaml").unlink()
    assert "this catalog has a codebook already" in run("init", "Other").err


def test_transcripts_without_codings_bring_no_codes_of_another_field(here: Path) -> None:
    must("ingest", str(transcripts(here / "interviews")))
    assert must("codes", "--all", "--format", "csv").splitlines()[1:] == []
    assert must("issues", "--all", "--format", "csv").splitlines()[1:] == []
    assert "Mine" in must("init", "Mine")  # and the study can be named afterwards
    assert "documents   2, 2 of them" in must("status")


def test_files_that_are_coded_with_the_codes_of_the_demo_are_sorted_by_its_taxonomy(
    here: Path, samples: Path
) -> None:
    must("ingest", str(samples))
    assert len(must("issues", "--format", "csv").splitlines()) > 5
    assert not (here / "taxonomy.yaml").exists()
    assert "was already applied" in must("taxonomy", "apply")


def test_the_words_are_in_what_commands_print_and_not_in_what_programs_read(here: Path) -> None:
    catalog = str(study(here))
    head = must("issues", "--database", catalog).splitlines()[0].split()
    assert head[:4] == ["barrier", "title", "outcome", "phases"]
    assert must("issues", "--format", "csv", "--database", catalog).startswith("issue,title,aspect,stages,")
    page = must("issue", "staffing", "--database", catalog)
    assert all(
        word in page for word in ("barrier ", "outcome ", "phases ", "Facilitators", "Codes of this barrier")
    )
    assert "barriers" in must("stages", "--database", catalog)
    report = here / "report.md"
    must("report", "--out", str(report), "--database", catalog)
    said = report.read_text(encoding="utf-8")
    assert said.startswith("# Nurses on a ward")
    assert all(word in said for word in ("## Barriers", "## Facilitators", "Barriers that occur together"))


def test_a_change_of_name_and_words_is_in_the_history_and_undone_like_others(here: Path) -> None:
    catalog = str(study(here))
    text = TAXONOMY.replace("Nurses on a ward", "Nurses at night").replace(
        WORDS, WORDS.replace("barrier", "hurdle")
    )
    (here / "taxonomy.yaml").write_text(text, encoding="utf-8")
    must("taxonomy", "apply", "--database", catalog)
    assert must("stages", "--database", catalog).splitlines()[0].split()[2] == "hurdles"
    told = run("history", "--format", "json", "--database", catalog).json
    assert "named the study “Nurses at night”" in str(told[0])
    must("undo", told[0]["batch"], "--database", catalog)
    assert must("stages", "--database", catalog).splitlines()[0].split()[2] == "barriers"
    assert "study       Nurses on a ward" in must("status", "--database", catalog)


def test_a_plain_code_tree_is_counted_and_reported_by_its_codes(here: Path) -> None:
    catalog = str(study(here, taxonomy=None))
    assert (
        run("issues", "--database", catalog).err == "the taxonomy has no issues; `kb codes` lists the codes\n"
    )
    assert "Short shifts" in run("frequencies", "--database", catalog).out
    report = here / "report.md"
    assert run("report", "--out", str(report), "--database", catalog).code == 0
    said = report.read_text(encoding="utf-8")
    heads = [line for line in said.splitlines() if line.startswith("## ")]
    assert "## Codes" in heads
    assert {"## Issues", "## Fixes"}.isdisjoint(heads)
    assert "issue" not in said.casefold().replace("missing", "")


def test_a_code_of_a_plain_study_is_placed_and_written_into_its_taxonomy(here: Path) -> None:
    catalog = study(here, taxonomy=None)
    engine = db.open_for_writing(catalog)
    with db.transaction(engine) as session:
        edit_codes.create(session, Place("Staffing", "umbrella"), who="Mara")
        edit_codes.move(session, Place("Short shifts", "topic", parent="Staffing"), who="Mara")
        code_paragraph(session, "Mara", "ward-2", 1, "Short shifts")
        write_back.write_back(session, write_back.preview(session, catalog), who="Mara")
    engine.dispose()
    assert "  Short shifts:\n    kind: topic\n    parent: Staffing\n" in (here / "taxonomy.yaml").read_text(
        "utf-8"
    )
