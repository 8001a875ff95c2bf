"""In which units a project counts: found by its words, not by what it says of itself."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from refi_projects import sample

from kb.exchange import text_form
from kb.exchange.dialects import Span, Text, read_positions
from kb.exchange.forms import read
from kb.exchange.positions import Dialect, Positions

WORDS = [
    "the",
    "data",
    "😀",
    "drifted",
    "überall",
    "🧠",
    "again",
    "so",
    "we",
    "漢字",
    "retrained",
    "אמת",
    "it",
    "é",
    "daily",
]
DIALECTS = [
    pytest.param(Dialect(), id="code points"),
    pytest.param(Dialect("UTF-16", 2), id="NVivo"),
    pytest.param(Dialect("UTF-16", 1), id="UTF-16, LF"),
    pytest.param(Dialect("code points", 2), id="CR LF counts two"),
    pytest.param(Dialect("bytes", 2), id="bytes"),
    pytest.param(Dialect(inclusive=True), id="end included"),
    pytest.param(Dialect("UTF-16", 2, inclusive=True, mark=True), id="everything at once"),
]


def written(dialect: Dialect, *, named: bool, seed: int = 1) -> tuple[Text, list[str]]:
    """A text with spans over whole words in a dialect, and their words."""
    numbers = random.Random(seed)  # noqa: S311  chance that stays the same
    lines = [" ".join(numbers.choices(WORDS, k=12)) for _ in range(80)]
    raw = b"\xef\xbb\xbf" + "\r\n".join(lines).encode()
    text, form = text_form.read(raw) or ("", None)
    positions = Positions(text, form, dialect)
    spans, words = [], []
    for _ in range(40):
        line = numbers.randrange(len(lines))
        start = sum(len(each) + 1 for each in lines[:line]) + len(lines[line].split(" ")[0]) + 1
        quote = " ".join(lines[line].split(" ")[1:5])
        spans.append(Span(*positions.back(start, start + len(quote)), quote if named else ""))
        words.append(quote)
    return Text(text, form, spans), words


def read_quotes(text: Text, dialect: Dialect) -> list[str]:
    positions = Positions(text.text, text.form, dialect)
    return [text.text[slice(*positions.span(each.start, each.end))] for each in text.spans]


@pytest.mark.parametrize("named", [True, False], ids=["with quotes", "without quotes"])
@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_dialect_is_found_by_its_words(*, dialect: Dialect, named: bool) -> None:
    text, words = written(dialect, named=named)
    (found,) = read_positions([text])
    assert read_quotes(text, found.dialect) == words
    assert found.doubt is None
    assert found.score > 0.95


@pytest.mark.parametrize(
    ("file", "dialect"),
    [
        ("nvivo-windows-12.6.qdpx", Dialect("UTF-16", 2)),
        ("qc-1.3.2-bare-paths.qdpx", Dialect()),
        ("qualcoder-4.0beta-clean.qdpx", Dialect()),
    ],
)
def test_programs_are_known_without_their_names(file: str, dialect: Dialect) -> None:
    sources = [each for each in read(sample(file)).sources if each.selections]
    texts = [
        Text(each.text or "", each.form, [Span(*s.raw, s.name or "") for s in each.selections if s.raw])
        for each in sources
    ]
    assert {each.dialect for each in read_positions(texts)} == {dialect}


def test_spans_anywhere_are_no_reason_for_another_dialect() -> None:
    text, _ = written(Dialect(), named=False)
    numbers = random.Random(3)  # noqa: S311  as above
    spans = [Span(at, at + numbers.randrange(1, 40)) for at in (numbers.randrange(2000) for _ in range(300))]
    (found,) = read_positions([replace(text, spans=spans)])
    assert found.dialect == Dialect()
    assert found.doubt is not None


def test_of_many_texts_with_spans_anywhere_none_stands_out_by_chance() -> None:
    numbers = random.Random(5)  # noqa: S311  as above
    text, _ = written(Dialect(), named=False)
    plain = " ".join(text.text.encode("ascii", "ignore").decode().split())
    texts = [
        Text(plain, None, [Span(at, at + 90) for at in (numbers.randrange(2000) for _ in range(83))])
        for _ in range(400)
    ]
    assert {each.dialect for each in read_positions(texts)} == {Dialect()}


def test_mixed_signs_keep_the_usual_dialect_and_are_told() -> None:
    plain, _ = written(Dialect(), named=True)
    shifted, _ = written(Dialect("UTF-16", 2), named=True)
    spans = [*plain.spans[:20], *shifted.spans[20:]]
    (found,) = read_positions([replace(plain, spans=spans)], "Some program")
    assert found.dialect == Dialect()
    assert "check some quotes" in (found.doubt or "")


def test_one_text_that_counts_otherwise_is_read_on_its_own_and_told() -> None:
    texts = [written(Dialect(), named=True, seed=seed)[0] for seed in range(4)]
    other, words = written(Dialect("UTF-16", 2), named=True, seed=9)
    found = read_positions([*texts, other])
    assert {each.dialect for each in found[:4]} == {Dialect()}
    assert read_quotes(other, found[4].dialect) == words
    assert "another way" in (found[4].doubt or "")
