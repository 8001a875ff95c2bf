"""Files in, catalog out: the real interviews and the shipped ones, all at once, again, and one by one."""

from __future__ import annotations

import json
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest
from interview_files import ask, bytes_of, codings, rows
from rapidfuzz.distance import LCSseq

import ingest as reader
from ingest.merge.file_names import name_of
from ingest.model import Parsed
from ingest.workers import processes
from kb.codebook.taxonomy import TaxonomyError
from kb.db import engine as db
from kb.db import fulltext
from kb.store.ingest.files import Report, ingest

TAXONOMY = Path(__file__).parents[4] / "taxonomy.yaml"
NAMES = ("MoovAI", "McKinsey", "Kendro", "Brazil", "Canada", "move AI")
"""Names that some copy of interviews 2, 5 and 37 shows and another one hides."""

Pass = tuple[str, str, str]
"""Document, coder, role."""


def bring(database: Path, *paths: Path, **options: Any) -> Report:
    return ingest(database, list(paths), taxonomy=TAXONOMY, who="Ann", **options)


def words(text: str) -> str:
    """A text without what copies of it differ in: white space, case and signs."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())


# The real interviews


def passes_of(corpus: Path) -> dict[Pass, list[dict[str, Any]]]:
    """What an independent reader found in each print-out: the paragraphs, by whose pass it is."""
    found = json.loads((corpus / "delve_pdf_expected.json").read_text("utf-8"))
    told = {name: name_of(corpus / "delve_pdf" / name, each["title"]) for name, each in found.items()}
    return {
        (name.document, name.coder or "", name.role): found[path]["paragraphs"] for path, name in told.items()
    }


def selections(paragraphs: Sequence[dict[str, Any]]) -> Iterator[tuple[str, str, str]]:
    """Code, extent and words of every selection behind the printed boxes.

    A box goes on with the one above when that is underlined to its end and this one from its start; a box
    under words of which none is underlined spilled over from above.
    """
    for at, paragraph in enumerate(paragraphs):
        for code in dict.fromkeys(paragraph["codes"]):
            if not paragraph["marked"]:
                yield code, "spill", ""
            elif not _goes_on(paragraphs, at, code):
                yield code, "marked", _reach(paragraphs, at, code)


def _goes_on(paragraphs: Sequence[dict[str, Any]], at: int, code: str) -> bool:
    """Whether the mark of a code comes from the paragraph above."""
    above, here = paragraphs[at - 1] if at else None, paragraphs[at]
    if not above or code not in above["codes"] or not above["marked"] or not here["marked"]:
        return False
    text = " ".join(above["text"].split())
    return bool(above["marked"][-1][1] == len(text) and here["marked"][0][0] == 0)


def _reach(paragraphs: Sequence[dict[str, Any]], at: int, code: str) -> str:
    pieces = []
    while True:
        text, marked = " ".join(paragraphs[at]["text"].split()), paragraphs[at]["marked"]
        pieces.append(text[marked[0][0] : marked[-1][1]])
        at += 1
        if at == len(paragraphs) or code not in paragraphs[at]["codes"] or not _goes_on(paragraphs, at, code):
            return "\n".join(pieces)


def test_the_corpus_is_27_documents_with_a_pass_for_each_of_72_print_outs(corpus_catalog: Path) -> None:
    kinds = dict(ask(corpus_catalog, "SELECT kind, count(*) FROM document GROUP BY kind"))
    assert kinds == {"interview": 24, "article": 2, "slides": 1}
    assert ask(corpus_catalog, "SELECT role, count(*) FROM coding_pass GROUP BY role") == [
        ("coder", 48),
        ("moderator", 24),
    ]
    assert ask(corpus_catalog, "SELECT count(*) FROM source") == [(24 + 72 + 5,)]
    assert ask(
        corpus_catalog, "SELECT max(n) FROM (SELECT count(*) n FROM coding_pass GROUP BY document_id)"
    ) == [(3,)]
    assert ask(corpus_catalog, "SELECT role_assumed FROM coding_pass WHERE role_assumed") == []


def test_the_catalog_holds_the_selections_behind_the_boxes_that_an_independent_reader_found(
    corpus: Path, corpus_catalog: Path
) -> None:
    expected: Counter[tuple[Pass, str, bool]] = Counter()
    boxes = 0
    for whose, paragraphs in passes_of(corpus).items():
        boxes += sum(len(each["codes"]) for each in paragraphs)
        expected.update((whose, code, extent == "spill") for code, extent, _ in selections(paragraphs))
    query = """
        SELECT document.name, coder.name, coding_pass.role, code.name, extent = 'spill', count(*) FROM coding
        JOIN document ON document.id = coding.document_id JOIN coding_pass ON coding_pass.id = pass_id
        JOIN coder ON coder.id = coder_id JOIN code ON code.id = code_id GROUP BY 1, 2, 3, 4, 5
    """
    held = {
        ((a, b, c), code, bool(spill)): count for a, b, c, code, spill, count in ask(corpus_catalog, query)
    }
    assert held == expected
    assert boxes == 1535
    assert sum(held.values()) == 574
    assert sum(count for (_, _, spill), count in held.items() if spill) == 85
    assert {extent for (extent,) in ask(corpus_catalog, "SELECT extent FROM coding")} == {
        "exact",
        "shared",
        "spill",
    }


def test_coded_characters_land_on_the_same_words(corpus: Path, corpus_catalog: Path) -> None:
    held: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    for document, coder, role, code, quote in codings(corpus_catalog):
        held[document, coder, role, code].append(words(quote))
    same = every = 0
    for whose, paragraphs in passes_of(corpus).items():
        for code, _, quote in selections(paragraphs):
            printed = words(quote)
            every += len(printed)
            same += max(
                LCSseq.similarity(printed, each) for each in held[*whose, code] if _as_long(each, printed)
            )
    assert every > 100_000
    assert same >= 0.995 * every  # the rest are names that are hidden
    assert ask(corpus_catalog, "SELECT * FROM unplaced_coding") == []


def _as_long(text: str, other: str) -> bool:
    """Whether two texts differ by a name or two at most."""
    return abs(len(text) - len(other)) < 40


def test_moderated_interview_11_is_82_tags_on_61_paragraphs_and_fewer_selections(
    corpus: Path, corpus_catalog: Path
) -> None:
    whose = ("Interview 11", "Amin", "moderator")
    printed = corpus / "delve_pdf" / "moderation" / "2023-06-04-Interview 11 - Amin.pdf"
    parsed = reader.read(printed)
    assert parsed.transcript is not None
    assert len(parsed.transcript.tags) == 82
    assert len({tag.paragraph for tag in parsed.transcript.tags}) == 61
    # A text export of the same pass is among the seeds; it says nothing that the print-out does not.
    expected = Counter(code for code, _, _ in selections(passes_of(corpus)[whose]))
    held = Counter(code for *pass_, code, _ in codings(corpus_catalog) if tuple(pass_) == whose)
    assert held == expected
    assert expected.total() < 82


def test_a_pass_without_codes_is_empty_and_not_left_out(corpus: Path, corpus_catalog: Path) -> None:
    empty = {
        whose for whose, paragraphs in passes_of(corpus).items() if not any(p["codes"] for p in paragraphs)
    }
    query = """
        SELECT document.name, coder.name, role FROM coding_pass JOIN document ON document.id = document_id
        JOIN coder ON coder.id = coder_id WHERE coding_pass.id NOT IN (SELECT pass_id FROM coding)
    """
    assert set(ask(corpus_catalog, query)) == empty
    assert len(empty) == 46


def found(database: Path, name: str) -> int:
    with db.reading(db.open_for_reading(database)) as session:
        query = fulltext.matches(session, [[fulltext.Term(name)]])
        return len(session.connection().execute(query).all())


def test_no_name_that_a_copy_hides_can_be_found_or_read_anywhere_in_the_catalog(
    corpus: Path, corpus_catalog: Path
) -> None:
    shown = "".join(
        parsed.transcript.text
        for number in (2, 5, 37)
        for parsed in processes.read_all(corpus.rglob(f"*Interview {number}[. ]*"), 1)
        if parsed.transcript
    ).casefold()
    assert [name for name in NAMES if name.casefold() not in shown] == []
    assert [name for name in NAMES if found(corpus_catalog, name)] == []
    assert [name for name in NAMES if name.lower().encode() in bytes_of(corpus_catalog)] == []
    where = "SELECT DISTINCT document.name FROM replacement JOIN document ON document.id = document_id"
    assert {"Interview 2", "Interview 37"} <= {name for (name,) in ask(corpus_catalog, where)}
    [(why,)] = ask(corpus_catalog, "SELECT why FROM document WHERE name = 'Interview 5'")
    assert "hide the most names" in why


def test_the_corpus_twice_changes_nothing(corpus: Path, corpus_catalog: Path, tmp_path: Path) -> None:
    database = tmp_path / corpus_catalog.parent.name / "catalog.db"
    shutil.copytree(corpus_catalog.parent, database.parent)  # files are named relative to this folder
    for path, number in ask(database, "SELECT path, id FROM source"):
        assert (corpus_catalog.parent / path).resolve().is_file(), number
    again = bring(corpus_catalog, corpus)
    assert (again.read, again.unchanged, again.added, again.changed) == (0, 27, (), ())
    assert again.taxonomy == "unchanged"
    assert rows(corpus_catalog) == rows(database)


SOME = (2, 5, 11, 37)


@pytest.mark.parametrize(
    ("numbers", "files"),
    [
        pytest.param(SOME[1:3], 8, id="some"),
        pytest.param(None, 101, id="all", marks=pytest.mark.thorough),
    ],
)
def test_files_of_the_corpus_that_are_read_again_change_nothing(
    corpus: Path, corpus_catalog: Path, numbers: Sequence[int] | None, files: int
) -> None:
    before = rows(corpus_catalog)
    which = (
        [f"*Interview {number}[. ]*" for number in numbers] if numbers else ["*Interview *", "seeds/*.txt"]
    )
    again = bring(corpus_catalog, *(file for each in which for file in corpus.rglob(each)), reread=True)
    assert (again.read, again.unchanged) == (files, 27)
    assert rows(corpus_catalog) == before


@pytest.mark.thorough
@pytest.mark.usefixtures("corpus_is_read")
def test_files_may_come_one_at_a_time_in_any_order(
    corpus: Path, corpus_catalog: Path, tmp_path: Path
) -> None:
    files = [file for number in SOME for file in sorted(corpus.rglob(f"*Interview {number}[. ]*"))]
    assert len(files) == 4 * len(SOME)
    Random(37).shuffle(files)  # noqa: S311  an order, no secret
    database = tmp_path / "catalog.db"
    for file in files:
        bring(database, file, processes=1)
    chosen = {f"Interview {number}" for number in SOME}
    assert {name for (name,) in ask(database, "SELECT name FROM document")} == chosen
    expected = Counter(each[:4] for each in codings(corpus_catalog) if each[0] in chosen)
    assert Counter(each[:4] for each in codings(database)) == expected
    assert ask(database, "SELECT * FROM unplaced_coding") == []
    assert [name for name in NAMES if name.lower().encode() in bytes_of(database)] == []


@pytest.mark.usefixtures("corpus_is_read")
def test_a_copy_that_hides_more_and_arrives_later_takes_the_names_away(
    corpus: Path, corpus_parsed: dict[Path, Parsed], tmp_path: Path
) -> None:
    database = tmp_path / "catalog.db"
    files = [file for number in (2, 5, 37) for file in sorted(corpus.rglob(f"*Interview {number}[. ]*"))]
    parsed = {file: corpus_parsed[file.resolve()].transcript for file in files}
    hiding = {
        file: [name for name in NAMES if read and name.casefold() in read.text.casefold()]
        for file, read in parsed.items()
    }
    naming = {names[0]: file for file, names in hiding.items() if names}
    bring(database, *naming.values(), processes=1)
    before = bytes_of(database)
    assert any(name.lower().encode() in before for name in NAMES)
    bring(database, *files, processes=1)
    assert [name for name in NAMES if name.lower().encode() in bytes_of(database)] == []
    assert [name for name in NAMES if found(database, name)] == []


@pytest.mark.usefixtures("corpus_is_read")
@pytest.mark.parametrize(
    "order",
    [
        (3, 2, 1, 0),
        (2, 0, 3, 1),
        pytest.param((0, 1, 2, 3), marks=pytest.mark.thorough),
        pytest.param((1, 3, 0, 2), marks=pytest.mark.thorough),
    ],
)
def test_the_order_of_files_makes_no_difference_to_what_is_shown(
    corpus: Path, tmp_path: Path, order: tuple[int, ...]
) -> None:
    files = sorted(corpus.rglob("*Interview 2[. ]*"))
    bring(tmp_path / "clean.db", *files, processes=1)
    for number in order:
        bring(tmp_path / "one_by_one.db", files[number], processes=1)
    for query in (
        "SELECT position, start, text, label FROM paragraph ORDER BY position",
        "SELECT displayed_from, why FROM document",
        "SELECT start, end, shown, source FROM replacement ORDER BY start",
        "SELECT words FROM unplaced_coding",
    ):
        assert ask(tmp_path / "one_by_one.db", query) == ask(tmp_path / "clean.db", query)
    assert codings(tmp_path / "one_by_one.db") == codings(tmp_path / "clean.db")


# The shipped interviews


@pytest.fixture
def copies(samples: Path, tmp_path: Path) -> tuple[Path, Path]:
    """Interview 01 in two folders: what two people coded, and the plain transcript without its end."""
    first, second = tmp_path / "a", tmp_path / "b"
    first.mkdir()
    second.mkdir()
    for coded in (samples / "codings").glob("*Interview 01*"):
        shutil.copy(coded, first)
    blocks = (samples / "plain" / "Interview 01.txt").read_text("utf-8").split("\n\n")
    (second / "Interview 01.txt").write_text("\n\n".join(blocks[:-12]), "utf-8")
    return first, second


def test_a_copy_without_its_end_that_comes_first_takes_no_coding_away(
    copies: tuple[Path, Path], tmp_path: Path
) -> None:
    first, second = copies
    bring(tmp_path / "clean.db", first, second)
    bring(tmp_path / "late.db", second)
    short = ask(tmp_path / "late.db", "SELECT count(*) FROM paragraph")
    report = bring(tmp_path / "late.db", first)
    assert short < ask(tmp_path / "late.db", "SELECT count(*) FROM paragraph")
    assert report.unplaced == 0
    assert ask(tmp_path / "late.db", "SELECT * FROM unplaced_coding") == []
    assert codings(tmp_path / "late.db") == codings(tmp_path / "clean.db") != []


def test_words_that_only_one_copy_has_are_found_or_told(samples: Path, tmp_path: Path) -> None:
    plain = samples / "plain" / "Interview 05.txt"
    for folder, more in (("a", ""), ("b", "\n\nInterviewee: The owl moved into the rack.\n")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / plain.name).write_text(plain.read_text("utf-8").rstrip() + more, "utf-8")
    bring(tmp_path / "catalog.db", tmp_path / "a", tmp_path / "b")
    assert found(tmp_path / "catalog.db", "owl")
    moderated = next((samples / "moderation").glob("*Interview 05*"))
    report = bring(tmp_path / "catalog.db", moderated)
    told = [each for each in report.problems if "not in the text shown" in each.message]
    assert bool(found(tmp_path / "catalog.db", "owl")) != bool(told)
    assert "owl" not in "".join(map(str, told))


def test_a_renamed_copy_is_told(samples: Path, tmp_path: Path) -> None:
    shutil.copy(samples / "plain" / "Interview 12.txt", tmp_path / "Interview 12.txt")
    shutil.copy(samples / "plain" / "Interview 12.txt", tmp_path / "Interview 99.txt")
    report = bring(tmp_path / "catalog.db", tmp_path)
    assert report.added == ("Interview 12",)
    [told] = [each for each in report.problems if "is called" in each.message]
    assert (told.path.name, told.severity) == ("Interview 99.txt", "warning")
    assert "'Interview 99' and its text is that of 'Interview 12'" in told.message


def test_the_shipped_interviews_become_a_catalog_without_a_fault(samples: Path, tmp_path: Path) -> None:
    database = tmp_path / "catalog.db"
    report = bring(database, samples)
    assert [str(problem) for problem in report.problems if problem.severity == "error"] == []
    assert len(report.added) == 15
    assert report.added[1:3] == ("Interview 1", "Interview 2")
    assert ask(database, "SELECT role, count(*) FROM coding_pass GROUP BY role") == [
        ("coder", 26),
        ("moderator", 12),
    ]
    assert report.unsorted == ()
    assert report.codings == len(codings(database)) > 1000
    before = rows(database)
    again = bring(database, samples)
    assert (again.read, again.unchanged) == (0, 15)
    assert rows(database) == before


# What the report and the catalog say of files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "interviews"
    (made / "codings").mkdir(parents=True)
    (made / "Interview 1.txt").write_text("Interviewer: What broke?\n\nInterviewee: The schema.\n", "utf-8")
    coded = "# Interviewer\n\nWhat broke?\n\n# Interviewee\n\nThe schema.\n\nData-drift\n\nodd-one\n"
    (made / "codings" / "Interview 1 - Bea.md").write_text(coded, "utf-8")
    return made


def test_only_new_and_changed_files_are_read(folder: Path, tmp_path: Path) -> None:
    database = tmp_path / "catalog.db"
    first = bring(database, folder)
    assert (first.files, first.read, first.added, first.codings) == (2, 2, ("Interview 1",), 2)
    assert (first.taxonomy, first.unsorted) == ("applied", ("Data-drift", "odd-one"))
    (folder / "Interview 2.txt").write_text("Interviewer: And you?\n\nInterviewee: It is fine.\n", "utf-8")
    second = bring(database, folder)
    assert (second.files, second.read, second.added, second.unchanged) == (3, 1, ("Interview 2",), 1)
    text = (folder / "Interview 2.txt").read_text("utf-8")
    (folder / "Interview 2.txt").write_text(text.replace("fine", "good"), "utf-8")  # as long as before
    third = bring(database, folder)
    assert (third.read, third.changed, third.unchanged) == (1, ("Interview 2",), 1)


def test_the_catalog_and_its_files_may_move_together(folder: Path, tmp_path: Path) -> None:
    bring(folder / "catalog.db", folder)
    moved = folder.rename(tmp_path / "elsewhere")
    again = bring(moved / "catalog.db", moved)
    assert (again.read, again.unchanged) == (0, 1)


def test_a_folder_by_another_way_is_the_same_folder(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = tmp_path / "catalog.db"
    bring(database, folder)
    before = rows(database)
    (tmp_path / "link").symlink_to(folder, target_is_directory=True)
    monkeypatch.chdir(folder)
    for way in (tmp_path / "link", Path(), Path("codings/../Interview 1.txt"), folder / "codings"):
        assert bring(database, way).read == 0
    assert rows(database) == before


def test_a_taxonomy_with_a_fault_is_told_before_anything_is_touched(folder: Path, tmp_path: Path) -> None:
    faulty = tmp_path / "taxonomy.yaml"
    faulty.write_text(TAXONOMY.read_text("utf-8").replace("kind: issue", "kind: isue", 1), "utf-8")
    with pytest.raises(TaxonomyError, match=r"taxonomy\.yaml:\d+: .*isue"):
        ingest(tmp_path / "catalog.db", [folder], taxonomy=faulty)
    assert not (tmp_path / "catalog.db").exists()


def test_progress_is_told_from_the_first_file_to_the_last_document(folder: Path, tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    bring(tmp_path / "catalog.db", folder, progress=lambda *each: told.append(each))
    assert told == [
        ("reading", 0, 2),
        ("reading", 1, 2),
        ("reading", 2, 2),
        ("storing", 0, 1),
        ("storing", 1, 1),
    ]


def test_a_file_that_is_gone_leaves_what_it_said(folder: Path, tmp_path: Path) -> None:
    database = tmp_path / "catalog.db"
    bring(database, folder)
    before = rows(database)
    (folder / "codings" / "Interview 1 - Bea.md").unlink()
    report = bring(database, folder)
    assert (report.unchanged, report.problems) == (1, ())
    assert rows(database) == before
