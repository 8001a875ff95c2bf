"""Slide decks in Markdown, and the talk in their notes."""

from pathlib import Path, PurePath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.formats import Claim
from ingest.formats.documents.slides import NOTES, parse, sniff
from ingest.model import Transcript
from ingest.source import Source

MARP = "---\nmarp: true\ntitle: Deck\n---\n"


def read(text: str) -> Transcript:
    parsed = parse(Source(PurePath("deck.md"), text.encode()))
    assert parsed.transcript is not None
    return parsed.transcript


def shown(text: str) -> list[tuple[str | None, str | None, str]]:
    return [(paragraph.heading, paragraph.speaker, paragraph.text) for paragraph in read(text).paragraphs]


def test_a_slide_is_a_title_its_lines_and_what_is_said() -> None:
    text = MARP + (
        "<style>\nfooter { color: red }\n</style>\n<!--\n_class: lead\n_paginate: false\n-->\n"
        "# A long \n# <!-- fit --> title\n\n- **Two** points at _Acme_\n* [here](http://x.y)\n"
        "![bg right:40%](a.png)\n\n"
        "<!-- Welcome.\n\nHost: hello there -->\n\n---\n\n## Next\n\n<!-- class: lead -->\n"
        "<!--\nWe go on.\n-->\n"
    )
    assert read(text).title == "A long title"
    assert read(text).kind == "slides"
    assert shown(text) == [
        ("A long title", None, "A long title"),
        (None, None, "Two points at Acme"),
        (None, None, "here"),
        (None, NOTES, "Welcome."),
        (None, NOTES, "Host: hello there"),
        ("Next", None, "Next"),
        (None, NOTES, "We go on."),
    ]


def test_a_slide_with_nothing_but_a_title_says_it() -> None:
    assert shown(MARP + "# One\n\n---\n\n# Two\n") == [("One", None, "One"), ("Two", None, "Two")]


def test_a_rule_inside_notes_or_code_parts_no_slides() -> None:
    text = MARP + "# One\n\n```\n# code\n---\n```\n\n<!--\nsaid\n\n---\n\nmore\n-->\n"
    assert [heading for heading, _, _ in shown(text) if heading] == ["One"]


def test_a_comment_that_never_closes_is_kept_and_reported() -> None:
    parsed = parse(Source(PurePath("a.md"), (MARP + "# One\n\n<!-- said and\nsaid\n").encode()))
    assert parsed.transcript is not None
    assert parsed.transcript.text == "One\nsaid and\nsaid"
    assert [(problem.location, problem.severity) for problem in parsed.problems] == [("line 7", "warning")]


def test_names_the_deck_by_its_first_slide_then_by_its_front_matter() -> None:
    assert read(MARP + "# One\n").title == "One"
    assert read(MARP + "words\n").title == "Deck"


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        pytest.param(MARP, Claim.CERTAIN, id="Marp says so"),
        pytest.param(
            "# A\n\n- x\n\n---\n\n# B\n\n- y\n\n---\n\n# C\n", Claim.CERTAIN, id="short titled parts"
        ),
        pytest.param("# A\n\nwords\n\n---\n\nmore words\n", Claim.NO, id="an article with one rule"),
        pytest.param(
            "---\n\n".join(f"# {at}\n\n{'word ' * 90}\n" for at in range(5)), Claim.NO, id="long sections"
        ),
    ],
)
def test_recognises_a_deck(text: str, claim: Claim) -> None:
    assert sniff(Source(PurePath("a.md"), text.encode())) is claim


@given(st.text(st.sampled_from("#-<!>\n `a_*[](): "), max_size=200))
def test_no_deck_raises(text: str) -> None:
    source = Source(PurePath("a.md"), (MARP + text).encode())
    sniff(source)
    parse(source)


WORDS = st.from_regex(r"[a-zé]{2,9}( [a-zé]{2,9}){0,4}", fullmatch=True)


@given(st.lists(st.tuples(WORDS, WORDS, WORDS), min_size=1, max_size=6))
def test_any_deck_reads_back(slides: list[tuple[str, str, str]]) -> None:
    text = MARP + "\n---\n".join(
        f"\n# {title}\n\n- {point}\n\n<!--\n{note}\n-->\n" for title, point, note in slides
    )
    assert shown(text) == [
        row
        for title, point, note in slides
        for row in ((title, None, title), (None, None, point), (None, NOTES, note))
    ]


def test_the_real_deck_keeps_the_talk_and_drops_the_machinery(corpus: Path) -> None:
    (file,) = (corpus / "seeds").glob("004_*")
    source = Source(file, file.read_bytes())
    assert sniff(source) is Claim.CERTAIN
    transcript = read(source.text or "")
    assert transcript.title == "A Data Ninja Rockstar Is Not Enough"
    assert [(person.name, person.role) for person in transcript.speakers] == [(NOTES, "other")]
    source_text = source.text or ""
    told = source_text.count("<!--\n") - source_text.count("<!--\n_class")
    notes = [index for index, paragraph in enumerate(transcript.paragraphs) if paragraph.speaker == NOTES]
    runs = sum(1 for index in notes if index - 1 not in notes or transcript.paragraphs[index].heading)
    assert runs == told
    assert (
        sum(1 for paragraph in transcript.paragraphs if paragraph.heading)
        == source_text.count("\n---\n\n") + 1
    )
    for machinery in (
        "_class",
        "_paginate",
        "unsplash",
        "giphy",
        "images/",
        "marp:",
        "display: table",
        "<!--",
    ):
        assert machinery not in transcript.text
