"""Articles, and the reader's comment below one."""

import re
from pathlib import Path, PurePath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.formats import Claim
from ingest.formats.text.article import parse, sniff
from ingest.model import Transcript
from ingest.source import Source


def read(text: str) -> Transcript:
    parsed = parse(Source(PurePath("post.md"), text.encode()))
    assert parsed.transcript is not None
    return parsed.transcript


def sections(transcript: Transcript) -> list[tuple[str | None, str]]:
    return [(paragraph.heading, paragraph.text) for paragraph in transcript.paragraphs]


def test_markdown_headings_are_paragraphs_that_begin_a_section() -> None:
    transcript = read("# On drift\n\nIntro.\n\n## Causes\n### Upstream\n\nSchema changes.\n\nAnd more.\n")
    assert transcript.title == "On drift"
    assert transcript.kind == "article"
    assert sections(transcript) == [
        ("On drift", "On drift"),
        (None, "Intro."),
        ("Causes", "Causes"),
        ("Upstream", "Upstream"),
        (None, "Schema changes."),
        (None, "And more."),
    ]


def test_underlined_headings_and_front_matter_count_too() -> None:
    transcript = read(
        "---\ntitle: 'Drift'\ntags: [a]\n---\nSome words here.\n\nCauses\n------\n\nMany of them.\n"
    )
    assert transcript.title == "Drift"
    assert sections(transcript) == [
        (None, "Some words here."),
        ("Causes", "Causes"),
        (None, "Many of them."),
    ]


def test_numbered_questions_and_what_their_answers_begin_with_are_headings() -> None:
    text = (
        "Home\n\nFour questions | by Kim | Blog\n\nFour questions\n\nIntro: short.\n\n"
        "1. Why drift?\n\nMotivation: It hurts.\n\nAnswers: Retrain.\n\n"
        "2. Why not?\n\nMotivation: It helps.\n\nAnswers: Wait.\n"
    )
    assert sections(read(text)) == [
        (None, "Home"),
        (None, "Four questions | by Kim | Blog"),
        ("Four questions", "Four questions"),
        (None, "Intro: short."),
        ("1. Why drift?", "1. Why drift?"),
        ("Motivation", "Motivation: It hurts."),
        ("Answers", "Answers: Retrain."),
        ("2. Why not?", "2. Why not?"),
        ("Motivation", "Motivation: It helps."),
        ("Answers", "Answers: Wait."),
    ]


def test_code_between_fences_is_left_alone() -> None:
    assert sections(read("# T\n\nRun:\n\n```\n# no heading\nbrew install\n```\n\nDone.\n"))[2:4] == [
        (None, "# no heading"),
        (None, "brew install"),
    ]


STORY = "I hadn\u2019t slept.\n“Fix it,” they\u2019d said.\nIt wasn\u2019t my code.\n"


@pytest.mark.parametrize(
    ("text", "voices"),
    [
        pytest.param(
            STORY + "The author doesn't get it.\n", ["Author"] * 3 + ["Commenter"], id="typed by another hand"
        ),
        pytest.param(STORY + "I didn't sleep either.\n", [None] * 4, id="nobody speaks of the text"),
        pytest.param(STORY + "This article wasn\u2019t easy.\n", [None] * 4, id="typed by the same hand"),
        pytest.param(
            "A story.\n\n2 Comments\n\nI like it.\n",
            ["Author", "Commenter", "Commenter"],
            id="under a heading",
        ),
    ],
)
def test_a_readers_comment_is_told_from_the_story(text: str, voices: list[str | None]) -> None:
    transcript = read(text)
    assert [paragraph.speaker for paragraph in transcript.paragraphs] == voices
    assert {person.role for person in transcript.speakers} <= {"other"}


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("Some words of prose.", Claim.POSSIBLE),
        ('{"a": "some words of data"}', Claim.NO),
        ("<!doctype html><p>words words</p>", Claim.NO),
        ("1,2,3\n4,5,6\n7,8,9\n", Claim.NO),
        ("   \n", Claim.NO),
        ("{\\rtf1 some words here}", Claim.NO),
    ],
)
def test_prose_is_possibly_an_article(text: str, claim: Claim) -> None:
    assert sniff(Source(PurePath("a.txt"), text.encode())) is claim


@given(st.text(max_size=300))
def test_no_text_raises(text: str) -> None:
    source = Source(PurePath("a.md"), text.encode(errors="replace"))
    sniff(source)
    parse(source)


def letters(text: str) -> str:
    return "".join(re.findall(r"\w", text))


def seed(corpus: Path, number: str) -> tuple[str, Transcript]:
    (file,) = (corpus / "seeds").glob(f"{number}_*")
    source = Source(file, file.read_bytes())
    transcript = parse(source).transcript
    assert transcript is not None
    return source.text or "", transcript


def test_the_real_article_keeps_every_letter_and_finds_title_and_questions(corpus: Path) -> None:
    text, transcript = seed(corpus, "002")
    headings = [paragraph.heading for paragraph in transcript.paragraphs if paragraph.heading]
    assert transcript.title == "Four More Questions You Might Get in a Data Science Interview"
    assert [heading[:2] for heading in headings if heading[0].isdigit()] == ["1.", "2.", "3.", "4."]
    assert sum(heading.endswith("Motivation") for heading in headings) == 4
    assert sum(heading.casefold() == "potential answers" for heading in headings) == 4
    assert letters(transcript.text) == letters(text)


def test_the_real_story_has_an_author_and_a_commenter(corpus: Path) -> None:
    text, transcript = seed(corpus, "003")
    speakers = [paragraph.speaker for paragraph in transcript.paragraphs]
    assert speakers == ["Author"] * 36 + ["Commenter"] * 2
    assert letters(transcript.text) == letters(text)
