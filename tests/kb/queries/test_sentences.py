"""Sentences are those of spaCy's sentencizer, whatever a paragraph is made of."""

from __future__ import annotations

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from kb.queries.analyses.sentences import sentences

PIPELINE = spacy.blank("en")
PIPELINE.add_pipe("sentencizer")
SIGNS = [*".?!…。\"')(“”-:;,", "...", "\N{EN DASH}", ":)"]
WORDS = ["a", "yes", "Mr", "U.S", "3.5", "8", "e.g", "p.m", "I'm", "don't", "http://x.y/z?q", "\N{TRACTOR}"]
BLANKS = [" ", "  ", "\n", "\t", "\N{NO-BREAK SPACE}"]


def of_spacy(text: str) -> list[tuple[int, int]]:
    found = []
    for each in PIPELINE(text).sents:
        words = text[each.start_char : each.end_char]
        first = each.start_char + len(words) - len(words.lstrip())
        if words.strip():
            found.append((first, first + len(words.strip())))
    return found


@given(st.lists(st.sampled_from([*SIGNS, *WORDS, *BLANKS]), max_size=20).map("".join))
def test_they_are_those_of_the_whole_pipeline(text: str) -> None:
    assert sentences(text) == of_spacy(text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("", [], id="nothing"),
        pytest.param(" \n ", [], id="white space"),
        pytest.param("We waited", ["We waited"], id="no end"),
        pytest.param(' He said "no." And left!  ', ['He said "no."', "And left!"], id="a quotation"),
        pytest.param("It rose by 3.5 at 9 p.m. on Mr. Ek's day.", None, id="full stops within"),
        pytest.param("It broke. (Yes)", ["It broke. (", "Yes)"], id="a bracket after an end"),
        pytest.param("It broke.  (Yes)", ["It broke.", "(Yes)"], id="a bracket after two blanks"),
        pytest.param("Why?! Because…  it broke", ["Why?!", "Because…  it broke"], id="several signs"),
    ],
)
def test_sentences_of_plain_text(text: str, told: list[str] | None) -> None:
    assert [text[start:stop] for start, stop in sentences(text)] == ([text] if told is None else told)
