"""From tags, one a paragraph, to the selections a person made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from random import Random
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.model import Draft, Extent, Paragraph, TaggedSpan, lay_out
from ingest.selections import Selection, join_tags

Box = tuple[str, Extent]


def printed(*paragraphs: tuple[str, Sequence[Box]]) -> tuple[tuple[Paragraph, ...], tuple[TaggedSpan, ...]]:
    """Lay out paragraphs, the marked words between brackets, and the codes printed below them."""
    drafts = []
    for marked, boxes in paragraphs:
        start, end = marked.find("["), marked.find("]") - 1
        text = marked.replace("[", "").replace("]", "")
        tags = [
            TaggedSpan(code, 0 if extent == "spill" else start, 0 if extent == "spill" else end, 0, extent)
            for code, extent in boxes
        ]
        drafts.append(Draft(text, tags=tuple(tags)))
    return lay_out(drafts)


def found(
    paragraphs: Sequence[Paragraph], tags: Iterable[TaggedSpan]
) -> list[tuple[str, str, int, int, str]]:
    text = "\n".join(paragraph.text for paragraph in paragraphs)
    joined = join_tags(tags, paragraphs)
    return [(each.code, text[each.start : each.end], each.first, each.last, each.extent) for each in joined]


A: Box = ("a", "exact")
B: Box = ("b", "exact")
SHARED_A: Box = ("a", "shared")
SHARED_B: Box = ("b", "shared")
WHOLE_A: Box = ("a", "paragraph")


@pytest.mark.parametrize(
    ("paragraphs", "expected"),
    [
        pytest.param([("Yes, [it broke] again.", [A])], [("a", "it broke", 0, 0, "exact")], id="one mark"),
        pytest.param([], [], id="nothing"),
        pytest.param(
            [("We saw [it break.", [A]), ("[All of it.]", [A]), ("[And then] it was fine.", [A])],
            [("a", "it break.\nAll of it.\nAnd then", 0, 2, "exact")],
            id="a mark that goes on over three paragraphs",
        ),
        pytest.param(
            [("We saw [it break].", [A]), ("[All of it.]", [A])],
            [("a", "it break", 0, 0, "exact"), ("a", "All of it.", 1, 1, "exact")],
            id="a mark that stops before the full stop",
        ),
        pytest.param(
            [("We saw [it break.]", [A]), ("So [all of it.]", [A])],
            [("a", "it break.", 0, 0, "exact"), ("a", "all of it.", 1, 1, "exact")],
            id="a mark that begins after the first word",
        ),
        pytest.param(
            [("We saw [it break.]", [A]), ("[All of it.]", [B])],
            [("a", "it break.", 0, 0, "exact"), ("b", "All of it.", 1, 1, "exact")],
            id="another code goes on",
        ),
        pytest.param(
            [("We saw [it break.]", [A]), ("No.", []), ("[All of it.]", [A])],
            [("a", "it break.", 0, 0, "exact"), ("a", "All of it.", 2, 2, "exact")],
            id="a paragraph without a mark lies between",
        ),
        pytest.param(
            [("We saw [it break.]  \t", [A]), ("  [All of it.]", [A])],
            [("a", "it break.  \t\n  All of it.", 0, 1, "exact")],
            id="white space at the edges is never marked",
        ),
        pytest.param(
            [("We saw [it break.]", [A]), ("[All] of it.", [SHARED_A, SHARED_B])],
            [("a", "it break.\nAll", 0, 1, "shared"), ("b", "All", 1, 1, "shared")],
            id="what is shared in one paragraph is shared as a whole",
        ),
        pytest.param(
            [("We saw [it break.]", [A]), ("Fine now.", [("a", "spill")])],
            [("a", "it break.", 0, 0, "exact"), ("a", "", 1, 1, "spill")],
            id="a spill stays apart",
        ),
        pytest.param(
            [("[It broke.]", [WHOLE_A]), ("[It broke again.]", [WHOLE_A])],
            [("a", "It broke.", 0, 0, "paragraph"), ("a", "It broke again.", 1, 1, "paragraph")],
            id="paragraphs of which nobody knows the words stay apart",
        ),
        pytest.param(
            [("[It broke.]", [WHOLE_A]), ("[It broke again.]", [A])],
            [("a", "It broke.", 0, 0, "paragraph"), ("a", "It broke again.", 1, 1, "exact")],
            id="a mark does not go on from a paragraph that is not marked",
        ),
        pytest.param(
            [("[It broke.]", [A, A])], [("a", "It broke.", 0, 0, "exact")], id="printed twice is coded once"
        ),
        pytest.param(
            [("We saw [it break.]", [A]), ("", []), ("[All of it.]", [A])],
            [("a", "it break.", 0, 0, "exact"), ("a", "All of it.", 2, 2, "exact")],
            id="an empty paragraph lies between",
        ),
    ],
)
def test_tags_of_neighbouring_paragraphs_are_one_selection_where_the_mark_goes_on(
    paragraphs: list[tuple[str, list[Box]]], expected: list[tuple[str, str, int, int, str]]
) -> None:
    # A bracket that opens in one paragraph and closes in the next is closed and opened at the line's end.
    closed = [(text + "]" * (text.count("[") - text.count("]")), boxes) for text, boxes in paragraphs]
    assert found(*printed(*closed)) == expected


def test_two_marks_in_one_paragraph_are_two_selections() -> None:
    paragraphs, _ = lay_out([Draft("It broke, we slept, it broke again.")])
    extents: tuple[Extent, ...] = ("exact", "shared")
    for extent in extents:
        tags = [TaggedSpan("a", start, end, 0, extent) for start, end in ((20, 28), (0, 8))]
        assert [each[1] for each in found(paragraphs, tags)] == ["It broke", "it broke"]


def test_of_two_tags_on_the_same_words_the_more_precise_one_counts() -> None:
    paragraphs, _ = lay_out([Draft("It broke.")])
    extents: tuple[Extent, ...] = ("paragraph", "shared", "exact")
    tags = [TaggedSpan("a", 0, 9, 0, extent) for extent in extents]
    assert found(paragraphs, tags) == [("a", "It broke.", 0, 0, "exact")]


def test_a_joined_selection_keeps_the_first_date_and_both_memos() -> None:
    paragraphs, tags = printed(("[It broke.]", [A]), ("[Again.]", [A]))
    day = datetime(2026, 3, 2, tzinfo=UTC)
    first, second = replace(tags[0], created=day, memo="see ticket 4"), replace(tags[1], memo="and 5")
    [joined] = join_tags([second, first], paragraphs)
    assert (joined.created, joined.memo) == (day, "see ticket 4\nand 5")


# Properties


@st.composite
def passes(draw: st.DrawFn) -> tuple[tuple[Paragraph, ...], list[TaggedSpan]]:
    words = st.text("ab .", max_size=8)
    paragraphs, _ = lay_out([Draft(text) for text in draw(st.lists(words, min_size=1, max_size=5))])
    tags = []
    for _ in range(draw(st.integers(0, 12))):
        at = draw(st.integers(0, len(paragraphs) - 1))
        home = paragraphs[at]
        extent = draw(st.sampled_from(get_args(Extent)))
        start, end = sorted(draw(st.tuples(*[st.integers(home.start, home.end)] * 2)))
        if extent == "paragraph":
            start, end = home.start, home.end
        elif extent == "spill" or start == end:  # nothing is marked
            start, end, extent = home.start, home.start, "spill"
        tags.append(TaggedSpan(draw(st.sampled_from(["x", "y"])), start, end, at, extent))
    return paragraphs, tags


def printed_again(selections: Iterable[Selection], paragraphs: Sequence[Paragraph]) -> list[TaggedSpan]:
    """A tag in each paragraph that a selection is on, as a source prints it."""
    tags = []
    for each in selections:
        for at in range(each.first, each.last + 1):
            home = paragraphs[at]
            start, end = max(each.start, home.start), min(each.end, home.end)
            tags.append(TaggedSpan(each.code, start, end, at, each.extent))
    return tags


@given(passes())
def test_no_word_that_is_tagged_is_lost(made: tuple[tuple[Paragraph, ...], list[TaggedSpan]]) -> None:
    paragraphs, tags = made
    joined = join_tags(tags, paragraphs)
    assert {each.code for each in joined} == {tag.code for tag in tags}
    for tag in tags:
        assert any(
            each.code == tag.code and each.start <= tag.start and tag.end <= each.end for each in joined
        )


@given(passes())
def test_selections_are_in_text_order_each_once_and_know_their_paragraphs(
    made: tuple[tuple[Paragraph, ...], list[TaggedSpan]],
) -> None:
    paragraphs, tags = made
    joined = join_tags(tags, paragraphs)
    places = [(each.start, each.end, each.code) for each in joined]
    assert places == sorted(set(places))
    for each in joined:
        assert paragraphs[each.first].start <= each.start <= paragraphs[each.first].end
        assert paragraphs[each.last].start <= each.end <= paragraphs[each.last].end


@given(passes(), st.randoms())
def test_the_order_of_the_tags_makes_no_difference(
    made: tuple[tuple[Paragraph, ...], list[TaggedSpan]], random: Random
) -> None:
    paragraphs, tags = made
    shuffled = tags.copy()
    random.shuffle(shuffled)
    assert join_tags(shuffled, paragraphs) == join_tags(tags, paragraphs)


@given(passes())
def test_what_was_joined_and_is_printed_again_is_joined_again(
    made: tuple[tuple[Paragraph, ...], list[TaggedSpan]],
) -> None:
    paragraphs, tags = made
    once = list({(tag.code, tag.paragraph): tag for tag in tags}.values())  # a print shows a code once
    joined = join_tags(once, paragraphs)
    assert join_tags(printed_again(joined, paragraphs), paragraphs) == joined
