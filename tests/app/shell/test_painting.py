"""Marks over the same words: nothing is hidden, nothing is lost."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as some

from app.ui.highlight import Mark, painted
from kb.queries.quotes.whole_words import part_on_whole_words

TEXT = "What we train on is what happened last spring."


def test_the_shortest_mark_paints_the_ground_and_each_its_own_underline_on_whole_words() -> None:
    stretches = painted(TEXT, 100, [Mark(100, 130, 1, "first", "M"), Mark(120, 146, 2, "second", "J")])
    assert [(each.text, each.ground, each.letters) for each in stretches] == [
        ("What we train on is ", 1, ("M",)),
        ("what happened", 2, ("J",)),
        (" last spring.", 2, ()),
    ]
    assert [(lane.hue, lane.line, lane.number) for lane in stretches[1].lanes] == [
        (2, "second", 1),
        (1, "first", 0),
    ]
    assert [lane.number for lane in stretches[2].lanes] == [1]


def test_a_mark_from_another_paragraph_is_painted_as_far_as_it_reaches() -> None:
    stretches = painted(TEXT, 100, [Mark(50, 104, 3, letter="M"), Mark(200, 220, 4)])
    assert [(each.text, each.ground, each.letters) for each in stretches] == [
        ("What", 3, ()),
        (TEXT[4:], None, ()),
    ]


def test_an_empty_paragraph_has_no_stretch() -> None:
    assert painted("", 10, [Mark(0, 20, 1)]) == []


def on_words(text: str, mark: Mark) -> tuple[int, int]:
    """What is under a mark in a paragraph that begins at 10; an edge in another paragraph is that one's."""
    first, last = part_on_whole_words(text, 10, mark.start, mark.end)
    return first if mark.start >= 10 else 0, last if mark.end <= 10 + len(text) else len(text)


@example("\r0", [(0, 12)])
@example("00:00", [(0, 14)])
@given(some.text(max_size=40), some.lists(some.tuples(some.integers(0, 60), some.integers(0, 60))))
def test_the_words_stay_whole_whatever_is_marked(text: str, spans: list[tuple[int, int]]) -> None:
    marks = [Mark(min(span), max(span), 1) for span in spans]
    stretches = painted(text, 10, marks)
    assert "".join(each.text for each in stretches) == text
    parts = [on_words(text, mark) for mark in marks if mark.start < 10 + len(text) and mark.end > 10]
    for each in stretches:
        over = [begin for begin, end in parts if begin <= each.start - 10 < end]
        assert len(each.lanes) == len(over)
        assert (each.ground is None) == (not over)
