"""Where the words of one version of a text are in another."""

from __future__ import annotations

from itertools import combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.merge import similarity as similarities
from ingest.merge.alignment import align, differences
from ingest.merge.similarity import Likeness, alike_pairs, compare, likeness, similarity

words = st.lists(
    st.sampled_from(["the", "model", "drifts", "😀", "Été", "data,", "so", "we", "retrain", "it?", "no"]),
    max_size=30,
)
texts = words.map(" ".join)


def place_of(old: str, new: str, phrase: str) -> str | None:
    start = old.index(phrase)
    placed = align(old, new).span(start, start + len(phrase))
    return None if placed is None else new[placed.start : placed.end]


@pytest.mark.parametrize(
    ("old", "new", "phrase", "expected"),
    [
        pytest.param("We use Acme a lot", "We use Company 1 a lot", "a lot", "a lot", id="after a name"),
        pytest.param(
            "We use Acme a lot", "We use Company 1 a lot", "Acme", "Company 1", id="the name itself"
        ),
        pytest.param("We use Acme a lot", "We use a lot", "use Acme a", "use a", id="around a name left out"),
        pytest.param("We use Acme a lot", "We use a lot", "Acme", None, id="a name left out"),
        pytest.param(
            "so pre-processing", "so pre- processing", "pre-processing", "pre- processing", id="hyphen"
        ),
        pytest.param("One.\nTwo words.", "One. Two words.", "One.\nTwo", "One. Two", id="paragraphs joined"),
        pytest.param("the Company said", "the company said", "Company", "company", id="case"),
        pytest.param("it\u2019s fine now", "it's fine now", "it\u2019s", "it's", id="typographic quotes"),
        pytest.param("a 😀 face smiles", "👋🏽 a 😀 face smiles", "face", "face", id="emoji before it"),
        pytest.param("hyperparameter", "hyper perimeter", "hyperparameter", "hyper perimeter", id="a slip"),
        pytest.param("One. Two. End.", "One. End.", "One.", "One.", id="a sentence left out"),
    ],
)
def test_words_are_found_again_in_the_other_version(
    old: str, new: str, phrase: str, expected: str | None
) -> None:
    assert place_of(old, new, phrase) == expected


def test_kept_is_the_share_of_characters_that_are_still_the_same() -> None:
    placed = align("we use Acme now", "we use Company 1 now").span(3, 11)
    assert placed is not None
    assert placed.kept == pytest.approx(3 / 7)


def test_an_empty_span_goes_with_the_character_behind_it() -> None:
    old, new = "First words.\nSecond words.", "Zero.\nFirst words.\nSecond words."
    start = old.index("Second")
    placed = align(old, new).span(start, start)
    assert placed is not None
    assert (placed.start, placed.end) == (new.index("Second"), new.index("Second"))


@given(texts)
def test_a_text_maps_onto_itself(text: str) -> None:
    offsets = align(text, text)
    for start in range(len(text)):
        placed = offsets.span(start, start + 1)
        if not text[start].isspace():
            assert placed is not None
            assert (placed.start, placed.end, placed.kept) == (start, start + 1, 1.0)


@given(texts, texts, texts)
@settings(max_examples=60)
def test_inserted_words_move_what_follows_and_nothing_else(before: str, inserted: str, after: str) -> None:
    head, tail = f"{before} Alpha beta gamma delta epsilon", f"zeta eta theta iota kappa {after}"
    old, new = f"{head} {tail}", f"{head} {inserted} {tail}"
    offsets = align(old, new)
    first, last = offsets.span(0, len(head)), offsets.span(len(head) + 1, len(old))
    assert first is not None
    assert last is not None
    assert new[first.start : first.end] == head.strip()
    assert new[last.start : last.end] == tail.strip()


@given(texts, texts)
def test_every_place_given_is_inside_the_new_text(old: str, new: str) -> None:
    offsets = align(old, new)
    for start in range(len(old) + 1):
        for end in range(start, min(len(old), start + 12) + 1):
            placed = offsets.span(start, end)
            if placed is not None:
                assert 0 <= placed.start <= placed.end <= len(new)
                assert 0.0 <= placed.kept <= 1.0


@given(texts, texts)
def test_runs_are_equal_but_for_case_and_rise_in_both_texts(old: str, new: str) -> None:
    a = b = 0
    for start, other, size in align(old, new).runs:
        assert start >= a
        assert other >= b
        assert size > 0
        assert old[start : start + size].casefold() == new[other : other + size].casefold()
        a, b = start + size, other + size


@given(st.lists(st.integers(0, 60), unique=True), st.sets(st.integers(0, 60)), st.integers(0, 60))
def test_there_and_back_leads_to_the_same_words(numbers: list[int], left_out: set[int], at: int) -> None:
    said = [f"word{number:02}é😀" for number in numbers]
    kept = [word for word, number in zip(said, numbers, strict=True) if number not in left_out]
    old, new = " ".join(said), " ".join([*kept[:at], "inserted", *kept[at:]])
    there, back = align(old, new), align(new, old)
    for word in kept:
        placed = there.span(old.index(word), old.index(word) + len(word))
        assert placed is not None
        assert new[placed.start : placed.end] == word
        again = back.span(placed.start, placed.end)
        assert again is not None
        assert (again.start, again.kept) == (old.index(word), 1.0)


@given(texts)
def test_white_space_and_case_are_no_difference(text: str) -> None:
    assert differences(text, text.upper().replace(" ", "\n\n")) == () or "É" in text.upper()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("a " * 100_000, "b a " * 60_000, id="one word over and over"),
        pytest.param("ab" * 100_000, "ba" * 90_000, id="one endless word"),
        pytest.param("\n" * 50_000, "\n \n" * 30_000, id="only line ends"),
        pytest.param(
            " ".join(str(k) for k in range(30_000)),
            " ".join(str(k) for k in range(30_000, 0, -1)),
            id="everything in another order",
        ),
        pytest.param("", "words", id="from nothing"),
        pytest.param("words", "", id="to nothing"),
    ],
)
def test_texts_that_have_nothing_in_common_are_compared_all_the_same(old: str, new: str) -> None:
    placed = align(old, new).span(0, len(old))
    assert placed is None or placed.end <= len(new)


def test_different_texts_share_no_place() -> None:
    old = " ".join(f"alpha{k} gamma{k} delta{k} the" for k in range(400))
    new = " ".join(f"beta{k} eta{k} theta{k} the" for k in range(400))
    assert align(old, new).span(100, 300) is None


def test_a_text_is_not_measured_before_it_is_compared() -> None:
    alone = likeness("one two three four five")
    assert list(alike_pairs([alone], at_least=0.0)) == []
    assert "_measured" not in vars(alone)


def test_huge_texts_are_compared_by_a_bounded_sample() -> None:
    huge = " ".join(f"w{number}" for number in range(400_000))
    part = " ".join(f"w{number}" for number in range(60_000))
    other = " ".join(f"v{number}" for number in range(400_000))
    first = likeness(huge)
    assert 5_000 < len(first.runs) <= 32_000
    assert compare(first, likeness(huge.replace(" w77 ", " Company 1 "))) > 0.99
    assert compare(likeness(part), first) > 0.99
    assert compare(first, likeness(other)) < 0.01


def test_likeness_tells_versions_from_other_interviews() -> None:
    guide = "Can you tell me what problems you have with your data? "
    mine = guide + " ".join(f"sensor number {k} failed on day {k * 7}" for k in range(60))
    other = guide + " ".join(f"the model drifted {k} times in week {k * 3}" for k in range(60))
    assert similarity(mine, mine.replace("sensor number 4 ", "Acme ")) > 0.9
    assert similarity(mine, other) < 0.2
    assert similarity("", mine) == 0.0
    assert compare(likeness("…"), likeness("")) == 1.0, "two texts without a word"


def test_every_pair_of_versions_is_found_without_comparing_all() -> None:
    long = [" ".join(f"w{seed}x{k}" for k in range(900 * size)) for seed, size in ((1, 1), (2, 2), (3, 3))]
    short = ["we use the cloud for it", "we use the cloud for that", "nothing like it at all, sorry"]
    likenesses = [likeness(text) for text in (*long, long[1].replace("w2x5 ", "Acme "), *short)]
    assert list(alike_pairs(likenesses, at_least=0.6)) == [(1, 3), (4, 5)]


def test_of_many_texts_that_share_phrases_only_versions_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = Random(3)  # noqa: S311  no secret
    vocabulary = [f"word{number}" for number in range(9)]
    texts = [" ".join(chance.choices(vocabulary, k=1_500)) for _ in range(30)]
    versions = [" ".join(text.split()[:cut]) for text, cut in zip(texts, (1_400, 1_200, 1_100), strict=False)]
    likenesses = [likeness(text) for text in (*texts, *versions)]
    alike = [
        (one, other)
        for one, other in combinations(range(len(likenesses)), 2)
        if compare(likenesses[one], likenesses[other]) >= 0.6
    ]
    compared: list[float] = []

    def counted(one: Likeness, other: Likeness) -> float:
        compared.append(compare(one, other))
        return compared[-1]

    monkeypatch.setattr(similarities, "compare", counted)
    assert list(alike_pairs(likenesses, at_least=0.6)) == alike == [(0, 30), (1, 31), (2, 32)]
    assert len(compared) < 2 * len(alike)
