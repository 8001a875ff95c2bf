"""The words of a study: filled into sentences, read without reading the whole taxonomy."""

from __future__ import annotations

from pathlib import PurePath

import pytest

from kb.codebook.taxonomy import parse_taxonomy
from kb.codebook.validate import study_of
from kb.codebook.words import OURS, Study, Term, Words, split

HERE = PurePath("taxonomy.yaml")
BARRIERS = Words(issue=Term("barrier", "barriers"), aspect=Term("outcome", "outcomes"))


@pytest.mark.parametrize(
    ("singular", "article"),
    [
        ("issue", "an issue"),
        ("barrier", "a barrier"),
        ("outcome", "an outcome"),
        ("usage", "a usage"),
        ("hour", "an hour"),
        ("Übung", "a Übung"),
    ],
)
def test_a_word_has_its_article(singular: str, article: str) -> None:
    assert Term(singular, "").article == article


def test_a_sentence_is_filled_with_the_words_of_the_study() -> None:
    text = "{Issues} by {stage}: {an issue} of {an aspect}, {fixes}"
    assert OURS.fill(text) == "Issues by stage: an issue of an aspect, fixes"
    assert BARRIERS.fill(text) == "Barriers by stage: a barrier of an outcome, fixes"


@pytest.mark.parametrize(
    ("level", "one", "many"),
    [
        ("issue", "barrier", "barriers"),
        ("fix", "fix", "fixes"),
        ("family", "family", "families"),
        ("code",) * 2 + ("codes",),
    ],
)
def test_a_level_has_a_name_for_one_and_for_many(level: str, one: str, many: str) -> None:
    assert (BARRIERS.level(level), BARRIERS.plural(level)) == (one, many)


def test_a_level_of_two_kinds_names_both() -> None:
    assert BARRIERS.level("issue-stage") == "barrier-stage"


SECTIONS = {
    "in braces": "words: {issue: {singular: barrier, plural: barriers}}\ncodes:\n",
    "at the end": "codes:\n  A:\n    kind: topic\nwords:\n  issue: {singular: barrier, plural: barriers}\n",
    "with comments": "# words: none\nwords:\n# of the ward\n  issue:\n    singular: barrier\n\n"
    "    plural: barriers\ncodes:\n",
    "in quotes": '"words":\n  issue: {singular: barrier, plural: barriers}\ncodes:\n',
    "with a name": "study:\n  name: 'A: b'\nwords:\n  issue: {singular: barrier, plural: barriers}\ncodes:\n",
    "without any": "codes:\n  words:\n    kind: topic\n  study:\n    kind: topic\n",
}


@pytest.mark.parametrize("text", SECTIONS.values(), ids=SECTIONS)
def test_the_short_way_reads_what_the_long_way_reads(text: str) -> None:
    assert study_of(text) == parse_taxonomy(text, HERE).study


def test_a_catalog_without_a_taxonomy_has_our_words_and_no_name() -> None:
    assert study_of("") == Study(None, OURS)


@pytest.mark.parametrize("text", SECTIONS.values(), ids=SECTIONS)
def test_what_is_split_off_and_the_rest_are_the_whole(text: str) -> None:
    inside, outside = split(text)
    assert sorted((inside + outside).splitlines()) == sorted(text.splitlines())
    assert "codes:" in outside
