"""Of one coder's work in several files, what knows best where the words are counts."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.merge.alignment import align
from ingest.merge.passes import Carried, carry, fold
from ingest.model import Draft, Extent, TaggedSpan, Transcript, lay_out

TALK = ("And then, one night, the schema changed.", "  Nobody had been told. ", "So it goes.")


def transcript() -> Transcript:
    paragraphs, tags = lay_out([Draft(text, "Interviewee") for text in TALK])
    return Transcript("Interview 1", paragraphs, tags)


def carried(words: str, extent: Extent) -> Carried:
    """A tag as a file has it, on the text that is shown."""
    shown = transcript()
    start = shown.text.index(words)
    tag = TaggedSpan("drift", start, start + len(words), 0, extent)
    return carry(tag, shown, align(shown.text, shown.text), shown)


def folded(*files: Sequence[Carried]) -> list[tuple[str, Extent]]:
    text = transcript().text
    return [(text[tag.start : tag.end], tag.extent) for tag in fold(files, text)]


def test_a_tag_has_no_blanks_at_its_ends_in_any_paragraph_that_it_touches() -> None:
    found = carried(" the schema changed.\n  Nobody had been told. \nSo it", "exact")
    text = transcript().text
    touched = [text[each.start : each.end] for each in found.places]
    assert touched == ["the schema changed.", "Nobody had been told.", "So it"]
    assert [each.paragraph for each in found.places] == [0, 1, 2]


def test_words_that_are_marked_together_with_others_tell_more_than_a_code_that_spilled_over() -> None:
    marked, spilled = [carried("the schema", "shared")], [carried("And then", "spill")]
    for files in ((marked, spilled), (spilled, marked)):
        assert folded(*files) == [("the schema", "shared")]


def test_the_file_that_knows_the_words_exactly_comes_first_in_whatever_order() -> None:
    exact, shared = [carried("the schema", "exact")], [carried("one night, the schema", "shared")]
    for files in ((exact, shared), (shared, exact)):
        assert folded(*files) == [("the schema", "exact")]
