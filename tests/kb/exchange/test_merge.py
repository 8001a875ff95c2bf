"""Two copies of a project are one again: everything that was done in either is in it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import command_line
import pytest
import worked_catalog
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from interview_files import TAXONOMY
from sqlmodel import Session, col, select

from kb.codebook.taxonomy import parse_taxonomy
from kb.db import tables
from kb.db.engine import open_for_reading, open_for_writing, reading, transaction
from kb.db.soundness.chain import verify
from kb.errors import KbError
from kb.exchange.archive.from_catalog import study_of
from kb.exchange.archive.merge import Merged, Side, merge
from kb.exchange.archive.merge.history import WHAT
from kb.exchange.archive.reading import read_files
from kb.exchange.archive.study import Row, Study
from kb.exchange.archive.writing import files_of
from kb.store.codebook.apply_taxonomy import apply_taxonomy
from kb.store.codebook.edit_codes import rename
from kb.store.coding.codings import add_coding, recode, remove_coding, resize_coding
from kb.store.coding.moderation import ModerationDecision, decide
from kb.store.corrections import correct_text
from kb.store.documents.cases import set_case
from kb.store.memos import add_memo
from kb.store.people.tasks import Order, assign
from kb.store.text_versions import fingerprint


def study_in(catalog: Path) -> Study:
    engine = open_for_reading(catalog)
    with reading(engine) as session:
        found = study_of(session)
    engine.dispose()
    return found


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = worked_catalog.make(tmp_path_factory.mktemp("worked") / "catalog.db")
    engine = open_for_writing(made)
    with transaction(engine) as session:
        apply_taxonomy(session, parse_taxonomy(TAXONOMY, Path("taxonomy.yaml")), who="Ann")
    engine.dispose()
    return made


@dataclass(frozen=True)
class Edit:
    """One thing that somebody does; numbers choose what it is done to."""

    what: str
    one: int
    other: int
    size: int


WAYS = (
    "code",
    "uncode",
    "resize",
    "recode",
    "new code",
    "rename",
    "memo",
    "decide",
    "correct",
    "speaker",
    "case",
    "document",
)


def do(session: Session, edit: Edit, who: str) -> None:  # noqa: C901  a case for each way
    """Do it as far as the catalog allows it; what it refuses is not done."""
    documents = session.exec(select(tables.Document).order_by(col(tables.Document.id))).all()
    codings = session.exec(select(tables.Coding).order_by(col(tables.Coding.id))).all()
    codes = session.exec(select(tables.Code).order_by(col(tables.Code.id))).all()
    document = documents[edit.one % len(documents)]
    coding = codings[edit.one % len(codings)]
    code = codes[edit.other % len(codes)].name
    start = edit.other % max(document.length - 1, 1)
    end = min(document.length, start + 1 + edit.size)
    match edit.what:
        case "code":
            add_coding(session, document=document, code=code, start=start, end=end, coder=who)
        case "new code":
            add_coding(
                session, document=document, code=f"new {edit.size % 3}", start=start, end=end, coder=who
            )
        case "uncode":
            remove_coding(session, coding.id or 0, who=who)
        case "resize":
            length = session.get_one(tables.Document, coding.document_id).length
            first = max(0, min(coding.start + edit.other % 9 - 4, length - 1))
            resize_coding(
                session, coding.id or 0, start=first, end=min(length, first + 1 + edit.size), who=who
            )
        case "recode":
            recode(session, coding.id or 0, code, who=who)
        case "rename":
            rename(session, code, f"{code} {edit.size % 3}", who=who)
        case "memo":
            add_memo(session, f"memo {edit.size}", who=who, document=document.name)
        case "decide":
            of = session.get_one(tables.Document, coding.document_id)
            decide(session, of.name, [ModerationDecision(drop=(coding.id or 0,))], who="Amin")
        case "correct":
            _correct(session, document, edit, who)
        case "speaker":
            meant = correct_text.set_speaker(session, document, edit.other % 3, "Interviewer")
            correct_text.save(session, document, meant, who=who)
        case "case":
            set_case(session, document, f"case {edit.other % 2}", {"sector": f"{edit.size % 2}"}, who=who)
        case "document":
            _add_document(session, f"Added {edit.one % 2}", f"Words of {edit.size % 2}.")


def _correct(session: Session, document: tables.Document, edit: Edit, who: str) -> None:
    rows = session.exec(
        select(tables.Paragraph)
        .where(tables.Paragraph.document_id == document.id)
        .order_by(col(tables.Paragraph.position))
    ).all()
    row = rows[edit.other % len(rows)]
    words = row.text.split()
    words[edit.size % len(words)] = ("indeed", "so to speak", "a")[edit.size % 3]
    correct_text.save(
        session, document, correct_text.set_text(session, document, row.position, " ".join(words)), who=who
    )


def _add_document(session: Session, name: str, text: str) -> None:
    if session.exec(select(tables.Document).where(tables.Document.name == name)).first():
        return
    row = tables.Document(
        name=name, sort_key=name, kind="interview", length=len(text), sha256=fingerprint(text),
        displayed_from="x.txt", display_reason="the only file",
    )  # fmt: skip
    session.add(row)
    session.flush()
    session.add(tables.Paragraph(document_id=row.id, position=0, start=0, end=len(text), text=text))
    session.flush()


def copy_with(base: Path, folder: Path, name: str, edits: Sequence[Edit], who: str) -> Study:
    """The study after somebody's edits in a copy of the catalog."""
    own = Path(shutil.copy(base, folder / f"{name}.db"))
    engine = open_for_writing(own)
    for edit in edits:
        try:
            with transaction(engine) as session:
                do(session, edit, who)
        except (KbError, AttributeError):
            continue
    engine.dispose()
    return study_in(own)


def named(study: Study, base: Study | None = None) -> dict[object, Row]:
    """The codings by when they were made and by whom, each with its words, its code and its document."""
    texts, codes, passes = study.texts(), study.by_id("code"), study.by_id("coding_pass")
    coders, documents = study.by_id("coder"), study.by_id("document")
    found: dict[object, Row] = {}
    there = {} if base is None else base.by_id("coding")
    for row in study.rows("coding"):
        work, document = passes[row["pass_id"]], documents[row["document_id"]]
        known = there.get(row["id"])  # those of one import were made at one moment
        number = row["id"] if known is not None and known["created"] == row["created"] else 0
        coder = coders[work["coder_id"]]["name"]
        found[row["created"], coder, work["role"], number] = {
            "code": codes[row["code_id"]]["name"],
            "words": texts[row["document_id"]][row["start"] : row["end"]],
            "text": document["sha256"],
            "document": document["name"],
        }
    return found


EDIT = st.builds(Edit, st.sampled_from(WAYS), st.integers(0, 20), st.integers(0, 200), st.integers(0, 40))


@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(st.lists(EDIT, max_size=6), st.lists(EDIT, max_size=6), st.sampled_from(["a", "b"]))
def test_whatever_two_people_do_nothing_of_it_is_lost(
    worked: Path, a: list[Edit], b: list[Edit], prefer: str
) -> None:
    with TemporaryDirectory() as folder:
        base = study_in(worked)
        copies = [copy_with(worked, Path(folder), *each) for each in (("a", a, "Ann"), ("b", b, "Ben"))]
    merged = merge(base, copies[0], copies[1], prefer=prefer)  # type: ignore[arg-type]
    assert read_files(dict(files_of(merged.study))) == merged.study
    _check_codings(base, copies, merged)
    _check_others(base, copies, merged)


def _check_codings(base: Study, copies: list[Study], merged: Merged) -> None:
    before, after = named(base, base), named(merged.study, base)
    unplaced = {row["created"] for row in merged.study.rows("unplaced_coding")}
    contents = {(each["document"], each["code"], each["words"]) for each in after.values()}
    for copy, other in (copies, copies[::-1]):
        mine, theirs = named(copy, base), named(other, base)
        for key, row in mine.items():
            if key in before and key not in theirs:
                continue  # the other one removed it
            there = after.get(key)
            same = {(name, row["code"], row["words"]) for name in (row["document"], f"{row['document']} (b)")}
            assert there is not None or key[0] in unplaced or contents & same, (key, row)  # type: ignore[index]
            unchanged = key not in theirs or theirs[key] == before.get(key)
            if there is not None and unchanged and there["text"] == row["text"]:
                assert (there["code"], there["words"]) == (row["code"], row["words"])
    for key in after:
        assert key in named(copies[0], base) or key in named(copies[1], base) or key in before


def _check_others(base: Study, copies: list[Study], merged: Merged) -> None:
    for table, field in (("code", "name"), ("coder", "name"), ("memo", "text"), ("participant", "name")):
        had = {row[field] for row in base.rows(table)}
        for copy in copies:
            new = {row[field] for row in copy.rows(table)} - had
            assert new <= {row[field] for row in merged.study.rows(table)}, table
    batches = {row["batch"] for copy in copies for row in copy.rows("change")}
    entries = merged.study.rows("change")
    assert {row["batch"] for row in entries if row["what"] != WHAT} == batches
    for copy in copies:  # new entries of each are in their order, and each copy's head can still be found
        found = verify(entries, head=copy.rows("change")[-1]["link"])
        assert (found.breaks, found.head_at is None) == ([], False)
        told = [row["batch"] for row in copy.rows("change")]
        assert [row["batch"] for row in entries if row["batch"] in set(told)] == told


def merged_after(
    worked: Path,
    folder: Path,
    a: Callable[[Session], object],
    b: Callable[[Session], object],
    decided: Mapping[str, Side] | None = None,
) -> Merged:
    found = []
    for name, work in (("a", a), ("b", b)):
        own = Path(shutil.copy(worked, folder / f"{name}.db"))
        engine = open_for_writing(own)
        with transaction(engine) as session:
            work(session)
        engine.dispose()
        found.append(study_in(own))
    return merge(study_in(worked), found[0], found[1], decided=decided)


def two(session: Session) -> tables.Document:
    return session.get_one(tables.Document, 1)


def correcting(position: int, words: str, new: str) -> Callable[[Session], object]:
    def work(session: Session) -> None:
        meant = correct_text.replace_words(session, two(session), position, words, new)
        correct_text.save(session, two(session), meant, who="Ann")

    return work


def test_both_correct_and_one_codes(worked: Path, tmp_path: Path) -> None:
    def work(session: Session) -> None:
        correcting(3, "notice", "find out")(session)
        start = session.exec(select(tables.Paragraph.text).where(tables.Paragraph.document_id == 1)).all()
        at = "\n".join(start).index("trial")
        add_coding(session, document=two(session), code="rain", start=at, end=at + 5, coder="Ben")

    merged = merged_after(worked, tmp_path, correcting(1, "overnight", "in the night"), work)
    assert merged.conflicts == ()
    text = merged.study.texts()[1]
    assert "in the night" in text
    assert "find out" in text
    assert [each["words"] for each in named(merged.study).values() if each["code"] == "rain"] == ["trial"]


def test_both_correct_the_same_paragraph(worked: Path, tmp_path: Path) -> None:
    merged = merged_after(worked, tmp_path, correcting(3, "notice", "see"), correcting(3, "notice", "hear"))
    assert "How did you see?" in merged.study.texts()[1]
    told = [(each.kind, each.base, each.a, each.b) for each in merged.conflicts]
    assert told == [("text", "How did you notice?", "How did you see?", "How did you hear?")]


def test_conflicts_are_decided_one_by_one(worked: Path, tmp_path: Path) -> None:
    def both(see: str, night: str) -> Callable[[Session], None]:
        def work(session: Session) -> None:
            correcting(3, "notice", see)(session)
            correcting(1, "overnight", night)(session)

        return work

    copies = (both("see", "at night"), both("hear", "in the dark"))
    night, see = merged_after(worked, tmp_path, *copies).conflicts
    assert night.is_choice
    merged = merged_after(worked, tmp_path, *copies, decided={see.key: "b"})
    assert [(each.key, each.taken) for each in merged.conflicts] == [
        (night.key, "that of a"),
        (see.key, "that of b"),
    ]
    text = merged.study.texts()[1]
    assert "How did you hear?" in text
    assert "at night" in text
    read_files(dict(files_of(merged.study)))


def test_a_coding_whose_words_the_other_one_deleted_is_kept_without_a_place(
    worked: Path, tmp_path: Path
) -> None:
    def delete(session: Session) -> None:
        meant = correct_text.set_text(session, two(session), 3, "Completely other words. " * 8)
        correct_text.save(session, two(session), meant, who="Ann")

    def code(session: Session) -> None:
        texts = session.exec(select(tables.Paragraph.text).where(tables.Paragraph.document_id == 1)).all()
        at = "\n".join(texts).index("How did you notice?")
        add_coding(session, document=two(session), code="rain", start=at, end=at + 19, coder="Ben")

    merged = merged_after(worked, tmp_path, delete, code)
    codes = merged.study.by_id("code")
    lost = [(codes[row["code_id"]]["name"], row["words"]) for row in merged.study.rows("unplaced_coding")]
    assert ("rain", "How did you notice?") in lost
    assert "rain" not in {each["code"] for each in named(merged.study).values()}


def test_two_codings_of_the_same_words_that_are_gone_stay_two(worked: Path, tmp_path: Path) -> None:
    def replace(position: int) -> Callable[[Session], None]:
        def work(session: Session) -> None:
            for at in (1, 3):
                new = "Completely other words. " * 8 if position else "Okay."
                meant = correct_text.set_text(session, two(session), at, new)
                correct_text.save(session, two(session), meant, who="Ann")

        return work

    def code(session: Session) -> None:
        replace(0)(session)
        texts = session.exec(select(tables.Paragraph.text).where(tables.Paragraph.document_id == 1)).all()
        whole = "\n".join(texts)
        for at in (whole.index("Okay."), whole.rindex("Okay.")):
            add_coding(session, document=two(session), code="rain", start=at, end=at + 5, coder="Ben")

    merged = merged_after(worked, tmp_path, replace(1), code)
    lost = sorted(row["words"] for row in merged.study.rows("unplaced_coding"))
    assert [each for each in lost if each.startswith("Okay.")] == ["Okay.", "Okay. (2)"]
    read_files(dict(files_of(merged.study)))


def test_what_two_people_say_of_a_code_that_both_made_is_kept_or_asked(worked: Path, tmp_path: Path) -> None:
    def made(definition: str, cues: list[str]) -> Callable[[Session], None]:
        def work(session: Session) -> None:
            add_coding(session, document=two(session), code="hail", start=0, end=4, coder="Ann")
            code = session.exec(select(tables.Code).where(tables.Code.name == "hail")).one()
            code.definition, code.cues = definition, cues
            session.add(code)

        return work

    merged = merged_after(worked, tmp_path, made("Ice that falls.", []), made("Hard rain.", ["ice"]))
    told = [(each.kind, each.name, each.field, each.a, each.b) for each in merged.conflicts]
    assert told == [("code", "hail", "definition", "Ice that falls.", "Hard rain.")]
    [hail] = [row for row in merged.study.rows("code") if row["name"] == "hail"]
    assert (hail["definition"], hail["cues"]) == ("Ice that falls.", ["ice"])
    [conflict] = merged.conflicts
    copies = (made("Ice that falls.", []), made("Hard rain.", ["ice"]))
    merged = merged_after(worked, tmp_path, *copies, decided={conflict.key: "b"})
    [hail] = [row for row in merged.study.rows("code") if row["name"] == "hail"]
    assert hail["definition"] == "Hard rain."


def test_a_task_is_told_by_who_has_it_in_which_document_and_not_by_its_number(
    worked: Path, tmp_path: Path
) -> None:
    def due(day: int) -> Callable[[Session], None]:
        def work(session: Session) -> None:
            assign(session, [two(session).name], ["Ann"], Order(due=date(2026, 12, day)), who="Ann")

        return work

    [told] = merged_after(worked, tmp_path, due(11), due(18)).conflicts
    assert (told.kind, told.name, told.field) == ("task", "Ann, coder", "due")
    assert (told.a, told.b) == ("2026-12-11", "2026-12-18")
    assert told.document == study_in(worked).by_id("document")[1]["name"]


@pytest.mark.parametrize("copy", ["a", "b"])
def test_what_one_changes_is_so_in_the_merged_project(worked: Path, tmp_path: Path, copy: str) -> None:
    def work(session: Session) -> None:
        coding = session.exec(select(tables.Coding).where(tables.Coding.document_id == 2)).all()[-1]
        recode(session, coding.id or 0, "Late-labels", who="Ann")
        resize_coding(session, coding.id or 0, start=coding.start, end=coding.end - 10, who="Ann")
        set_case(session, two(session), "Noor", {"sector": "health"}, who="Ann")

    def nothing(_session: Session) -> None:
        pass

    merged = merged_after(worked, tmp_path, *((work, nothing) if copy == "a" else (nothing, work)))
    assert merged.conflicts == ()
    codings = [(each["code"], each["words"]) for each in named(merged.study).values()]
    assert ("Late-labels", "the drift is worse") in codings
    assert ("Drift", "the drift is worse in winter") not in codings
    assert "health" in {row["value"] for row in merged.study.rows("attribute")}


def test_both_add_the_same_code_and_the_same_coding(worked: Path, tmp_path: Path) -> None:
    def work(session: Session) -> None:
        add_coding(session, document=two(session), code="rain", start=0, end=4, coder="Ann")

    merged = merged_after(worked, tmp_path, work, work)
    assert merged.conflicts == ()
    assert [row["name"] for row in merged.study.rows("code")].count("rain") == 1
    assert [each["words"] for each in named(merged.study).values() if each["code"] == "rain"] == ["What"]


def test_what_one_removes_and_the_other_decides_about_stays_and_is_told(worked: Path, tmp_path: Path) -> None:
    def bea(session: Session) -> int:
        query = select(tables.Coding).where(tables.Coding.document_id == 1, tables.Coding.start == 40)
        return session.exec(query).one().id or 0

    merged = merged_after(
        worked,
        tmp_path,
        lambda session: remove_coding(session, bea(session), who="Bea"),
        lambda session: decide(
            session, "Interview 2", [ModerationDecision(keep=(bea(session),))], who="Amin"
        ),
    )
    assert any(
        each["code"] == "Data-unstable-provider" and each["document"] == "Interview 2"
        for each in named(merged.study).values()
    )
    assert any(each.field == "removed and used" for each in merged.conflicts)


def test_the_command_writes_a_project_only_without_open_conflicts(worked: Path, tmp_path: Path) -> None:
    base, a, b = (Path(shutil.copy(worked, tmp_path / f"{name}.db")) for name in ("base", "a", "b"))
    for path, word in ((a, "see"), (b, "hear")):
        engine = open_for_writing(path)
        with transaction(engine) as session:
            correcting(3, "notice", word)(session)
        engine.dispose()
    copies = ("merge", str(base), str(a), str(b), "--out", str(tmp_path / "c"))
    answer = command_line.run(*copies, "--format", "json")
    assert answer.code == 1
    assert [each["b"] for each in answer.json] == ["How did you hear?"]
    assert not (tmp_path / "c").exists()
    assert command_line.run(*copies, "--prefer", "b").code == 0
    assert command_line.run("import", str(tmp_path / "c"), "--database", str(tmp_path / "c.db")).code == 0
    assert "How did you hear?" in study_in(tmp_path / "c.db").texts()[1]


def test_a_copy_merged_with_itself_is_itself(worked: Path) -> None:
    base = study_in(worked)
    assert merge(base, base, base) == Merged(base, ())
