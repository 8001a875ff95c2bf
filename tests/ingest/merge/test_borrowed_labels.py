"""A paragraph without a speaker gets the one another copy prints, where the words are certainly the same."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePath

import pytest

import ingest
from ingest.merge import Interview, SourceRef, gather, in_catalog
from ingest.model import Draft, Parsed, Transcript, lay_out
from ingest.speakers import speakers_of

Turn = tuple[str | None, str]

TALK: tuple[Turn, ...] = (
    ("Interviewer", "Before we start, tell me where you work and what you do there with data every day."),
    ("Interviewee", "I have been there for two years and we move models into production by hand."),
    ("Interviewer", "And what happened then?"),
    ("Interviewee", "Later on the schema changed overnight, and nobody in the team had been told about it."),
    ("Interviewee", "So the model kept answering, only the answers were wrong for a whole week."),
)
PRINTED = "codings/Interview 1 - Ada.pdf"
PLAIN = "plain/Interview 1.txt"


def copy(path: str, turns: Sequence[Turn], *, coded: bool = False) -> Parsed:
    paragraphs, _ = lay_out(Draft(words, label) for label, words in turns)
    where = PurePath(path)
    people = speakers_of(paragraphs)
    transcript = Transcript("Interview 1", paragraphs, speakers=people, carries_codes=coded)
    return Parsed(where, transcript, format="test", sha256=str(hash((path, tuple(turns)))), size=1)


def without(*numbers: int, turns: Sequence[Turn] = TALK) -> list[Turn]:
    return [(None if at in numbers else label, words) for at, (label, words) in enumerate(turns)]


def together(*files: Parsed) -> Interview:
    (interview,) = gather(files)
    return interview


def labels(interview: Interview) -> list[str | None]:
    return [each.speaker for each in interview.transcript.paragraphs]


def told(interview: Interview) -> list[tuple[str, str]]:
    return [(each.severity, each.message) for each in interview.problems if "speaker" in each.message]


ALL = [label for label, _ in TALK]


def test_the_plain_transcript_tells_who_speaks_where_the_print_out_does_not() -> None:
    interview = together(copy(PRINTED, without(1, 3), coded=True), copy(PLAIN, TALK))
    assert interview.chosen == PurePath(PRINTED)
    assert labels(interview) == ALL
    where = "'Interview 1.txt', where the same words have one (first: ¶ 2)"
    assert told(interview) == [("note", f"2 paragraphs have their speaker from {where}")]


def test_most_of_a_print_out_can_lack_its_speakers() -> None:
    more = [(("Interviewer", "Interviewee")[k % 2], f"On day {k} we read it again.") for k in range(60)]
    long = [*TALK, *more]
    bare = without(*range(1, 65, 2), *range(20, 60), turns=long)
    interview = together(copy(PRINTED, bare, coded=True), copy(PLAIN, long))
    assert labels(interview) == [label for label, _ in long]


def test_a_print_out_without_any_speaker_gets_all_of_them() -> None:
    interview = together(copy(PRINTED, without(0, 1, 2, 3, 4), coded=True), copy(PLAIN, TALK))
    assert labels(interview) == ALL
    assert [(one.name, one.role) for one in interview.transcript.speakers] == [
        ("Interviewer", "interviewer"),
        ("Interviewee", "interviewee"),
    ]


def test_a_label_that_was_left_among_the_words_is_not_in_the_way() -> None:
    printed = [*TALK[:3], (None, f"Interviewee: {TALK[3][1]}"), TALK[4]]
    interview = together(copy(PRINTED, printed, coded=True), copy(PLAIN, TALK))
    assert labels(interview) == ALL
    assert interview.transcript.paragraphs[3].text == printed[3][1]


def test_a_person_keeps_the_label_of_the_print_out() -> None:
    plain = [("R" if label == "Interviewee" else label, words) for label, words in TALK]
    interview = together(copy(PRINTED, without(3), coded=True), copy(PLAIN, plain))
    assert labels(interview) == ALL


@pytest.mark.parametrize(
    ("printed", "plain"),
    [
        pytest.param(
            without(3),
            [*TALK[:3], ("Interviewee", TALK[3][1].replace("schema", "format")), TALK[4]],
            id="other words",
        ),
        pytest.param(
            [*TALK[:2], (None, f"{TALK[2][1]} {TALK[3][1]}"), TALK[4]], TALK, id="turns of two people in one"
        ),
        pytest.param(
            without(2),
            [TALK[0], ("Interviewee", "We move them by hand, all of us."), *TALK[2:]],
            id="few words among others",
        ),
        pytest.param(
            without(3),
            [("Interviewee", TALK[0][1]), *TALK[1:]],
            id="the label is of two people there",
        ),
    ],
)
def test_what_is_not_certain_has_no_speaker_and_is_told(printed: list[Turn], plain: list[Turn]) -> None:
    interview = together(copy(PRINTED, printed, coded=True), copy(PLAIN, plain))
    assert labels(interview) == [label for label, _ in printed]
    ((severity, message),) = told(interview)
    assert severity == "warning"
    assert message.startswith("1 paragraph has no speaker, and the other copies do not tell for certain")


def test_copies_that_name_different_people_tell_nothing() -> None:
    other = [*TALK[:3], ("Interviewer", TALK[3][1]), TALK[4]]
    files = copy(PRINTED, without(3), coded=True), copy(PLAIN, TALK), copy("old/Interview 1.txt", other)
    interview = together(*files)
    assert labels(interview)[3] is None
    assert told(interview)[0][0] == "warning"


def test_the_name_of_a_person_is_not_taken_where_copies_print_roles() -> None:
    plain = [("Noor" if at == 3 else label, words) for at, (label, words) in enumerate(TALK)]
    interview = together(copy(PRINTED, without(3), coded=True), copy(PLAIN, plain))
    assert labels(interview)[3] is None
    assert "Noor" not in repr(interview)


def test_nobody_is_told_of_a_heading_that_no_copy_gives_to_anybody() -> None:
    turns = [(None, "Interview of the first of June"), *TALK]
    interview = together(copy(PRINTED, turns, coded=True), copy(PLAIN, turns))
    assert told(interview) == []
    assert labels(interview) == [None, *ALL]


def test_a_catalog_still_knows_the_speakers_when_the_plain_file_is_gone() -> None:
    printed = copy(PRINTED, without(1, 3), coded=True)
    first = together(printed, copy(PLAIN, TALK))
    held = in_catalog(first.transcript, SourceRef(PurePath(PRINTED), printed.sha256))
    (again,) = gather([printed], [held])
    assert labels(again) == ALL


def test_every_paragraph_of_interview_2_of_the_corpus_has_its_speaker(corpus: Path) -> None:
    files = [*corpus.rglob("*Interview 2 - *.pdf"), *corpus.rglob("Interview 2.txt")]
    interview = together(*ingest.read_all(sorted(files)))
    assert None not in labels(interview)
    plain = next(file for file in files if file.suffix == ".txt")
    read = ingest.read(plain).transcript
    assert read is not None
    assert labels(interview) == [each.speaker for each in read.paragraphs]
