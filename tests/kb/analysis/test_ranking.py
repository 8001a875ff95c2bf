"""Words without their endings as SQLite takes them, and BM25 over fields by hand."""

from __future__ import annotations

import math
import re
import sqlite3
from pathlib import Path

import pytest

from kb.analysis.ranking.bm25 import FieldedTexts, rarity
from kb.analysis.ranking.porter import stem

ROOT = Path(__file__).parents[3]


def sqlite_stems(words: list[str]) -> dict[str, str]:
    """The stems that the full-text index of SQLite gives words."""
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE words USING fts5(word, tokenize='porter unicode61')")
    database.execute("CREATE VIRTUAL TABLE stems USING fts5vocab(words, 'instance')")
    database.executemany("INSERT INTO words(rowid, word) VALUES (?, ?)", enumerate(words))
    return {words[row]: term for term, row in database.execute("SELECT term, doc FROM stems")}


def test_stems_are_those_of_the_full_text_index() -> None:
    pages = [
        ROOT / "taxonomy.yaml",
        *sorted((ROOT / "docs").glob("*.md")),
        *(ROOT / "transcripts").glob("*.md"),
    ]
    words = sorted({word for page in pages for word in re.findall("[a-z]+", page.read_text("utf-8").lower())})
    words += [
        "sky",
        "skies",
        "ponies",
        "caress",
        "agreed",
        "hopping",
        "falling",
        "fizzed",
        "controll",
        "rate",
    ]
    expected = sqlite_stems(words)
    assert {word: stem(word) for word in words} == expected
    assert len(words) > 2000


@pytest.mark.parametrize("word", ["", "a", "é", "étiquettes", "漂", "don't", "42", "\ud800"])
def test_what_is_no_plain_word_stays_as_it_is(word: str) -> None:
    assert stem(word) == word


def test_a_word_scores_by_rarity_field_and_length() -> None:
    texts = FieldedTexts(
        [{"title": ["drift"], "cue": ["alert"]}, {"cue": ["drift", "label"]}, {"cue": ["label"]}],
        {"title": 3.0, "cue": 1.0},
    )
    title = 3.0 * 1 / (1 - 0.6 + 0.6 * 1 / 1)
    cue = 1.0 * 1 / (1 - 0.6 + 0.6 * 2 / (4 / 3))
    rare = math.log(1 + (3 - 2 + 0.5) / (2 + 0.5))
    expected = [rare * title / (1.2 + title), rare * cue / (1.2 + cue), 0]
    assert texts.scores("drift") == pytest.approx(expected)


def test_an_unknown_word_tells_as_much_as_a_rare_one_and_adds_nothing() -> None:
    texts = FieldedTexts([{"cue": ["drift"]}, {"cue": []}], {"cue": 1.0})
    assert texts.rarity("alert") == texts.rarity("drift") > 0
    assert texts.scores("alert") == [0, 0]
    assert FieldedTexts([], {"cue": 1.0}).scores("drift") == []


def test_more_often_tells_less() -> None:
    assert [rarity(times, 10) for times in (1, 2, 10)] == sorted(
        (rarity(times, 10) for times in (1, 2, 10)), reverse=True
    )
