"""The deposit: its profiles, numbers and metadata; what is not released; blanks for the researchers."""

from __future__ import annotations

import csv
import hashlib
import json
from io import StringIO
from pathlib import Path

import pytest
import released_catalog
from command_line import Answer, run
from released_catalog import ASIDE, NAMES, found_in, stretches
from small_catalog import CODINGS, DOCUMENTS
from sqlmodel import select

from kb.db import engine as db
from kb.db.tables import Code
from kb.report.blocks import Table
from kb.report.deposit.numbers import _columns, _data
from kb.report.release.released import Release
from kb.report.release.withheld import Withheld

WORDS = [words for paragraphs in DOCUMENTS.values() for _, words in paragraphs]


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return released_catalog.make(tmp_path_factory.mktemp("released") / "catalog.db")


@pytest.fixture(scope="module")
def with_transcripts(catalog: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("out") / "data"
    options = (
        "--profile",
        "transcripts",
        "--released",
        "consent: yes",
        "--author",
        "Roe, Jane",
        "--author",
        "A lab",
    )
    answer = deposit(catalog, folder, *options, "--licence", "CC-BY-4.0", "--title", 'What: goes "wrong"')
    assert answer.code == 0, answer.err
    return folder


def deposit(catalog: Path, folder: Path, *options: str) -> Answer:
    return run("deposit", str(folder), "--database", str(catalog), "--resamples", "10", *options)


def table(folder: Path, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO((folder / name).read_text(encoding="utf-8"), newline="")))


def test_the_codebook_alone_has_nobodys_words_and_no_names(catalog: Path, tmp_path: Path) -> None:
    assert deposit(catalog, tmp_path / "data").code == 0
    folder = tmp_path / "data"
    assert found_in(folder, (*NAMES, *ASIDE)) == []
    assert found_in(folder, stretches(WORDS)) == []
    assert not (folder / "evidence").exists()
    codes = {row["code"]: row for row in table(folder, "codebook/codes.csv")}
    assert codes["Drift"]["issues"] == "concept-drift"
    assert "unchanged" in deposit(catalog, folder).err


def test_quotes_and_transcripts_are_those_of_released_documents(with_transcripts: Path) -> None:
    assert found_in(with_transcripts, (*NAMES, *ASIDE)) == []
    others = [words for name in ("Interview 11", "Nasty article") for _, words in DOCUMENTS[name]]
    assert found_in(with_transcripts, stretches(others)) == []
    [transcript] = (with_transcripts / "transcripts").iterdir()
    text = transcript.read_text(encoding="utf-8")
    assert "[1] interviewer\n    What broke?\n" in text
    assert "[4] interviewer\n    [not released]\n" in text


def test_the_chain_of_evidence_has_every_coding_with_rule_place_and_coder(with_transcripts: Path) -> None:
    rows = table(with_transcripts, "evidence/chain-of-evidence.csv")
    assert len(rows) == sum(each.extent != "spill" for each in CODINGS)
    drifted = next(row for row in rows if row["quote"] == "the model drifted away")
    assert (drifted["issues"], drifted["code"], drifted["document"]) == (
        "concept-drift",
        "Drift",
        "Interview 2",
    )
    assert (drifted["paragraph"], drifted["pass_role"], drifted["day"]) == ("2", "coder", "2026-03-02")
    assert drifted["coder"].startswith("Coder ")
    assert {row["released"] for row in rows if row["document"] != "Interview 2"} == {"no"}


def test_metadata_name_authors_licence_and_every_file_with_its_checksum(with_transcripts: Path) -> None:
    graph = {
        each["@id"]: each
        for each in json.loads((with_transcripts / "ro-crate-metadata.json").read_text())["@graph"]
    }
    root = graph["./"]
    assert (root["name"], root["datePublished"]) == ('What: goes "wrong"', "2026-03-02")
    assert [graph[each["@id"]]["name"] for each in root["author"]] == ["Jane Roe", "A lab"]
    assert root["license"]["@id"].endswith("/licenses/by/4.0/")
    sums = dict(
        line.split("  ")[::-1] for line in (with_transcripts / "checksums.sha256").read_text().splitlines()
    )
    here = {
        path.relative_to(with_transcripts).as_posix()
        for path in with_transcripts.rglob("*")
        if path.is_file()
    }
    assert set(sums) == here - {"checksums.sha256", "kb-deposit.json"}
    for name, value in sums.items():
        assert hashlib.sha256((with_transcripts / name).read_bytes()).hexdigest() == value
        assert name == "ro-crate-metadata.json" or graph[name]["sha256"] == value
    cited = (with_transcripts / "CITATION.cff").read_text()
    assert 'title: "What: goes \\"wrong\\""' in cited
    assert '  - family-names: "Roe"\n    given-names: "Jane"\n  - name: "A lab"\n' in cited


def test_every_column_of_every_table_is_in_the_data_dictionary(with_transcripts: Path) -> None:
    told = {(row["file"], row["column"]) for row in table(with_transcripts, "data-dictionary.csv")}
    for path in with_transcripts.rglob("*.csv"):
        name = path.relative_to(with_transcripts).as_posix()
        head = next(csv.reader(StringIO(path.read_text(encoding="utf-8"))))
        assert len(set(head)) == len(head)
        assert {(name, column) for column in head} <= told


def test_checklists_say_what_the_data_answer_and_leave_the_rest_blank(with_transcripts: Path) -> None:
    coreq = table(with_transcripts, "checklists/coreq.csv")
    assert [row["item"] for row in coreq] == [str(number) for number in range(1, 33)]
    assert len(table(with_transcripts, "checklists/srqr.csv")) == 21
    size = coreq[11]
    assert (size["topic"], size["answered_by"]) == ("Sample size", "data")
    assert size["answer"].startswith("2 interviews")
    assert {row["answer"] for row in coreq if row["answered_by"] == "researchers"} == {
        "[to be written by the researchers]"
    }
    files = {
        row["answer"].split(": ")[-1]
        for row in coreq
        if row["answered_by"] == "data" and ".csv" in row["answer"]
    }
    assert all(list(with_transcripts.glob(name)) for answer in files for name in answer.split(", ")), files


def test_columns_of_numbers_have_names_of_their_own_and_numbers_stay_numbers() -> None:
    head = (
        "Code",
        "Codings",
        "Before: interviews",
        "codings",
        "After: interviews",
        "codings ",
        "95%",
        "95% ",
    )
    assert _columns(head)[1:6] == [
        "codings",
        "before_interviews",
        "before_codings",
        "after_interviews",
        "after_codings",
    ]
    assert len(set(_columns(head))) == len(head)
    made = _data(
        "agreement",
        Table(
            "Agreement, in paragraphs",
            ("Coder", "Kappa"),
            (("Ann", "\N{MINUS SIGN}0.31"), ("Ben", "\N{EN DASH}")),
        ),
        lambda text: text.replace("Ann", "Coder 1"),
        Release((), {}, Withheld((), ()), ""),
    )
    assert made.file == "numbers/agreement-in-paragraphs.csv"
    assert made.content() == b"coder,kappa\r\nCoder 1,-0.31\r\nBen,\r\n" or made.content() == (
        b"coder,kappa\nCoder 1,-0.31\nBen,\n"
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--profile", "quotes"), "say whose with --released"),
        (("--released", "all"), "holds nobody's words"),
        (("--licence", "MIT"), "no licence 'MIT'"),
        (("--title", "About Zora Quill"), "“Zora” is withheld and occurs in the title"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(
    catalog: Path, tmp_path: Path, options: tuple[str, ...], message: str
) -> None:
    answer = deposit(catalog, tmp_path / "data", *options)
    assert answer.code == 2
    assert message in answer.err
    assert list(tmp_path.iterdir()) == []


def test_a_name_in_the_other_words_of_a_code_stops_everything(tmp_path: Path) -> None:
    catalog = released_catalog.make(tmp_path / "catalog.db")
    engine = db.open_for_writing(catalog)
    with db.transaction(engine) as session:
        for code in session.exec(select(Code)):
            code.definition = "Use it. Also: as Zora says, shifts"
    engine.dispose()
    answer = deposit(catalog, tmp_path / "data")
    assert answer.code == 2
    assert "“Zora” is withheld and occurs in the other words of the code" in answer.err
    assert not (tmp_path / "data").exists()


def test_what_researchers_filled_in_is_not_written_over(catalog: Path, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    deposit(catalog, folder)
    filled = folder / "checklists" / "coreq.csv"
    filled.write_text(filled.read_text() + "mine", encoding="utf-8")
    answer = deposit(catalog, folder)
    assert answer.code == 2
    assert "changed after they were written: checklists/coreq.csv" in answer.err
    assert filled.read_text().endswith("mine")
