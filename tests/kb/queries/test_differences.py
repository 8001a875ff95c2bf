"""Two passes over one document, coding by coding: what answers what, and how they differ."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from interview_files import TALK, file, store, taxonomy
from sqlmodel import Session, select

from ingest.model import Extent
from kb.analysis.agreement import KINDS, Difference, MatchedCoding, join_overlapping_codings, match_codings
from kb.db.engine import open_for_reading, open_for_writing, reading
from kb.db.tables import Coding, CodingPass
from kb.errors import KbError
from kb.queries.comparison.differences import NothingToCompareError, PassDifferences, differences, passes_of
from kb.queries.comparison.whole_words import on_whole_words


def mark(code: str, start: int, end: int, *ids: int) -> MatchedCoding:
    return MatchedCoding(ids or (start,), code, start, end, start // 100, end // 100)


def words(mark: MatchedCoding | None) -> str | None:
    return mark and f"{mark.code} {mark.start}-{mark.end}"


def told(rows: list[Difference]) -> list[tuple[str, str | None, str | None]]:
    return [(row.kind, words(row.first), words(row.second)) for row in rows]


@pytest.mark.parametrize(
    ("first", "second", "kind"),
    [
        pytest.param(("drift", 0, 10), ("drift", 0, 10), "agreed", id="same words, same code"),
        pytest.param(("drift", 0, 10), ("drift", 5, 15), "boundaries", id="same code, other words"),
        pytest.param(("drift", 0, 10), ("drift", 2, 4), "boundaries", id="same code, nested"),
        pytest.param(("drift", 0, 10), ("noise", 0, 10), "code", id="same words, other code"),
        pytest.param(("drift", 0, 10), ("noise", 9, 12), "code", id="one shared character"),
    ],
)
def test_two_codings_on_shared_words_answer_each_other(
    first: tuple[str, int, int], second: tuple[str, int, int], kind: str
) -> None:
    (row,) = match_codings([mark(*first)], [mark(*second)])
    assert (row.kind, row.first, row.second) == (kind, mark(*first), mark(*second))


def test_touching_is_not_sharing_words() -> None:
    rows = match_codings([mark("drift", 0, 10)], [mark("drift", 10, 20)])
    assert told(rows) == [("missed", "drift 0-10", None), ("missed", None, "drift 10-20")]


def test_the_same_code_answers_before_a_larger_overlap_of_another() -> None:
    rows = match_codings([mark("drift", 0, 100)], [mark("noise", 0, 100), mark("drift", 90, 100)])
    assert told(rows) == [("boundaries", "drift 0-100", "drift 90-100"), ("missed", None, "noise 0-100")]


def test_the_largest_overlap_answers_and_each_coding_answers_once() -> None:
    rows = match_codings([mark("drift", 0, 50)], [mark("drift", 0, 10), mark("drift", 12, 50)])
    assert told(rows) == [("missed", None, "drift 0-10"), ("boundaries", "drift 0-50", "drift 12-50")]


def test_what_is_left_looks_for_another_code() -> None:
    first = [mark("drift", 0, 10), mark("labels", 20, 30), mark("rota", 40, 50)]
    second = [mark("drift", 0, 10), mark("delay", 22, 30), mark("alert", 60, 70)]
    assert told(match_codings(first, second)) == [
        ("agreed", "drift 0-10", "drift 0-10"),
        ("code", "labels 20-30", "delay 22-30"),
        ("missed", "rota 40-50", None),
        ("missed", None, "alert 60-70"),
    ]


def test_a_coder_who_has_a_code_twice_on_the_same_words_has_it_once() -> None:
    twice = [
        mark("drift", 0, 10, 1),
        mark("drift", 5, 20, 2),
        mark("drift", 20, 30, 3),
        mark("noise", 5, 9, 4),
    ]
    assert join_overlapping_codings(twice) == [
        MatchedCoding((1, 2), "drift", 0, 20, 0, 0),
        mark("noise", 5, 9, 4),
        mark("drift", 20, 30, 3),
    ]


def test_codings_without_words_are_compared_with_nothing() -> None:
    assert match_codings([mark("drift", 5, 5)], [mark("drift", 0, 10)]) == [
        Difference("missed", None, mark("drift", 0, 10))
    ]


MARKS = st.lists(
    st.tuples(st.sampled_from("abc"), st.integers(0, 30), st.integers(0, 8)).map(
        lambda drawn: (drawn[0], drawn[1], drawn[1] + drawn[2])
    ),
    unique=True,
    max_size=12,
).map(
    lambda spans: join_overlapping_codings(
        MatchedCoding((number,), *span, 0, 0) for number, span in enumerate(spans)
    )
)


@given(MARKS, MARKS)
def test_every_coding_is_in_exactly_one_row_and_the_order_of_passes_decides_nothing(
    first: list[MatchedCoding], second: list[MatchedCoding]
) -> None:
    rows = match_codings(first, second)
    assert sorted(m.ids for m in first if m.start < m.end) == sorted(r.first.ids for r in rows if r.first)
    assert sorted(m.ids for m in second if m.start < m.end) == sorted(r.second.ids for r in rows if r.second)
    swapped = [row.swapped() for row in match_codings(second, first)]
    assert sorted(map(repr, swapped)) == sorted(map(repr, rows))


@given(MARKS, MARKS)
def test_each_row_is_what_its_kind_says(first: list[MatchedCoding], second: list[MatchedCoding]) -> None:
    rows = match_codings(first, second)
    for row in rows:
        if row.first is None or row.second is None:
            assert row.kind == "missed"
            continue
        assert max(row.first.start, row.second.start) < min(row.first.end, row.second.end)
        same_words = (row.first.start, row.first.end) == (row.second.start, row.second.end)
        expected = ("agreed" if same_words else "boundaries") if row.first.code == row.second.code else "code"
        assert row.kind == expected
    alone = [row.first for row in rows if row.second is None and row.first]
    others = [row.second for row in rows if row.first is None and row.second]
    assert not any(a.start < b.end and b.start < a.end for a in alone for b in others), (
        "two that could answer"
    )


@given(MARKS)
def test_a_pass_agrees_with_itself_everywhere(marks: list[MatchedCoding]) -> None:
    assert {row.kind for row in match_codings(marks, marks)} <= {"agreed"}


def test_thousands_of_codings_on_one_paragraph_are_compared() -> None:
    first = [MatchedCoding((n,), f"code {n}", 0, 1000, 0, 0) for n in range(1500)]
    second = [MatchedCoding((n,), f"code {n + 750}", 0, 1000, 0, 0) for n in range(1500)]
    rows = match_codings(first, second)
    assert [sum(row.kind == kind for row in rows) for kind in KINDS] == [750, 0, 750, 0]


@pytest.fixture
def talked(tmp_path: Path) -> Path:
    """One interview that Ann and Ben coded, Cem not yet, and Dora moderated."""
    database = tmp_path / "catalog.db"
    engine = open_for_writing(database)
    marks = {
        "Ann": {"drift": "schema changed", "watching-fix": "by hand", "drifts": "model kept"},
        "Ben": {"drift": "the schema changed overnight", "no-tests": "by hand"},
        "Cem": {},
    }
    said: dict[str, dict[str, tuple[str, Extent]]] = {
        who: {code: (words, "exact") for code, words in of.items()} for who, of in marks.items()
    }
    said["Ben"]["lost"] = ("every day", "spill")
    files = [
        file(f"Interview 1 - {who}.pdf", TALK, of, title="Interview 1", coder=who) for who, of in said.items()
    ]
    store(engine, *files, book=taxonomy())
    engine.dispose()
    return database


def compare(database: Path, *passes: int, structural: bool = False) -> PassDifferences:
    with reading(open_for_reading(database)) as session:
        return differences(session, "Interview 1", *passes, structural=structural)


@pytest.mark.parametrize(
    ("coded", "whole"),
    [
        pytest.param("chema changed", "schema changed", id="a letter late"),
        pytest.param("schema chang", "schema changed", id="some letters early"),
        pytest.param("schema c", "schema", id="a letter too many"),
        pytest.param("e schema", "schema", id="a letter too soon"),
        pytest.param("hem", "schema", id="within a word"),
        pytest.param("schema changed", "schema changed", id="whole words"),
        pytest.param(" schema ", "schema", id="blanks"),
        pytest.param("型が漂", "型が漂", id="a script without blanks"),
    ],
)
def test_edges_within_a_word_move_to_the_nearer_edge_of_it(coded: str, whole: str) -> None:
    text = "Then the schema changed. 模型が漂移した。"
    start = text.index(coded)
    found = on_whole_words(text, start, start + len(coded))
    assert text[slice(*found)] == whole


@given(st.text(alphabet="ab 漂.", max_size=12), st.integers(0, 12), st.integers(0, 12))
def test_whole_words_are_never_empty_and_once_is_enough(text: str, start: int, length: int) -> None:
    start = min(start, len(text))
    end = min(start + length, len(text))
    found = on_whole_words(text, start, end)
    assert 0 <= found[0] <= found[1] <= len(text)
    assert (found[0] < found[1]) or start == end
    assert on_whole_words(text, *found) == found


def test_less_than_a_word_is_no_difference_of_boundaries_and_is_stored_as_it_is(tmp_path: Path) -> None:
    database = tmp_path / "catalog.db"
    engine = open_for_writing(database)
    words = {
        "Ann": {"drift": "the schema changed", "no-tests": "I have been at Zentra"},
        "Ben": {"drift": "he schema change", "no-tests": "I have been at"},
    }
    said: dict[str, dict[str, tuple[str, Extent]]] = {
        who: {code: (said, "exact") for code, said in of.items()} for who, of in words.items()
    }
    store(
        engine,
        *(
            file(f"Interview 1 - {who}.pdf", TALK, of, title="Interview 1", coder=who)
            for who, of in said.items()
        ),
        book=taxonomy(),
    )
    engine.dispose()
    assert [(row.kind, row.paragraph) for row in compare(database).rows] == [("boundaries", 1), ("agreed", 2)]
    with Session(open_for_reading(database)) as session:
        lengths = session.exec(select(Coding.end - Coding.start).order_by(Coding.id)).all()
    assert sorted(lengths) == sorted(len(each) for of in words.values() for each in of.values())


def test_the_first_two_coders_with_codings_are_compared(talked: Path) -> None:
    found = compare(talked)
    assert (found.first.coder, found.second.coder) == ("Ann", "Ben")
    assert [(row.kind, row.paragraph) for row in found.rows] == [
        ("code", 1),
        ("boundaries", 2),
        ("missed", 3),
    ]
    assert found.counts == {"agreed": 0, "boundaries": 1, "code": 1, "missed": 1}


def test_what_is_left_out_is_counted(talked: Path) -> None:
    assert compare(talked).left_out.spills == 1


def test_rows_name_the_codings_and_the_canonical_code(talked: Path) -> None:
    row = compare(talked).rows[-1]
    assert row.first is not None
    assert row.second is None
    with Session(open_for_reading(talked)) as session:
        coding = session.get_one(Coding, row.first.ids[0])
        assert (coding.start, coding.end) == (row.first.start, row.first.end)


def test_passes_can_be_named_and_an_empty_one_misses_everything(talked: Path) -> None:
    with reading(open_for_reading(talked)) as session:
        ann, ben, cem = passes_of(session, "1")
    assert [each.empty for each in (ann, ben, cem)] == [False, False, True]
    assert {row.kind for row in compare(talked, ann.id, cem.id).rows} == {"missed"}
    assert [row.swapped() for row in compare(talked, ann.id, ben.id).rows] == list(
        compare(talked, ben.id, ann.id).rows
    )


def test_one_pass_alone_is_compared_with_nothing(tmp_path: Path) -> None:
    engine = open_for_writing(tmp_path / "catalog.db")
    store(
        engine,
        file("Interview 1 - Ann.pdf", TALK, {"drift": ("schema", "exact")}, title="Interview 1", coder="Ann"),
    )
    with (
        reading(engine) as session,
        pytest.raises(NothingToCompareError, match="Interview 1 was coded by only one coder"),
    ):
        differences(session, "Interview 1")


@pytest.mark.parametrize("wrong", [(1, 1), (1, 999)], ids=["itself", "no such pass"])
def test_wrong_passes_are_refused_in_a_line(talked: Path, wrong: tuple[int, int]) -> None:
    with Session(open_for_reading(talked)) as session:
        assert session.exec(select(CodingPass.id)).all()[0] == 1
    with pytest.raises(KbError) as told_:
        compare(talked, *wrong)
    assert "\n" not in str(told_.value)
