"""What scanning and typing leave in a transcript: heads of pages, a label without its colon."""

from __future__ import annotations

import textwrap
from collections.abc import Callable

import pytest

import ingest
from ingest.dialogue.blocks import Block
from ingest.dialogue.explain.unproved import unproved_labels
from ingest.model import Parsed

ASKED = [
    "Could you tell me how the night before the storm went, from the beginning?",
    "And who was on the bridge when the light failed for the second time?",
    "What would you do differently now that the new radar has come?",
    "Is there anything that I should have asked about the crew?",
]
_ANSWERED = """
We had moored at six because the harbour master had told us that nobody would sail before noon the next day
and the cook had gone ashore to buy bread and lamp oil for the week
My cousin stood there with a torch in his hand and shouted at the gulls because he took them for the pilot
boat which had been late every night since the beginning of November
I would sleep more and trust the screen less since it shows the rain as land and the land as rain and
somebody has to look out of the window in the end
You have not asked about the dog who always knew when the wind would turn and lay down under the table an hour
before any of us had noticed a thing
"""
ANSWERED = [" ".join(pair) for pair in zip(*[iter(_ANSWERED.strip().split("\n"))] * 2, strict=True)]
TALK = [pair for both in zip(ASKED, ANSWERED, strict=True) for pair in zip("IR", both, strict=True)]


def read(text: str) -> Parsed:
    return ingest.read_bytes("a.txt", text.encode())


def turns(text: str) -> list[tuple[str | None, str]]:
    """Return what each says in a row, as one text."""
    transcript = read(text).transcript
    assert transcript is not None
    found: list[tuple[str | None, str]] = []
    for paragraph in transcript.paragraphs:
        if found and found[-1][0] == paragraph.speaker:
            found[-1] = (paragraph.speaker, f"{found[-1][1]} {paragraph.text}")
        else:
            found.append((paragraph.speaker, paragraph.text))
    return found


def told(text: str) -> list[str]:
    return [problem.message for problem in read(text).problems]


def printed(head: Callable[[int], str], foot: Callable[[int], str], lines: int = 7) -> str:
    rows = [row for label, words in TALK for row in textwrap.wrap(f"{label}: {words}", 50)]
    pages = [rows[first : first + lines] for first in range(0, len(rows), lines)]
    every = [
        row for number, page in enumerate(pages, 1) for row in (head(number), *page, foot(number)) if row
    ]
    return "\n".join(every) + "\n"


def nothing(_: int) -> str:
    return ""


@pytest.mark.parametrize(
    ("head", "foot"),
    [
        pytest.param(lambda _: "Harbour project", nothing, id="the same line"),
        pytest.param(lambda n: f"Harbour project    {n + 11}", nothing, id="a number behind"),
        pytest.param(
            lambda n: f"{n + 11}  HARBOUR PROJECT" if n % 2 else f"TALK SEVEN  {n + 11}",
            nothing,
            id="left and right pages",
        ),
        pytest.param(nothing, lambda n: str(n + 40), id="a number at the foot"),
        pytest.param(
            lambda _: "Harbour project\nDo not cite", lambda n: f"{n} / 6", id="two lines and a foot"
        ),
        pytest.param(lambda _: "Appendix C: Transcripts", lambda n: f"Page {n}", id="like a label"),
        pytest.param(
            lambda n: "INTERVlEW SEVEN" if n == 2 else "INTERVIEW SEVEN", nothing, id="a letter mistaken"
        ),
    ],
)
def test_heads_of_pages_are_left_out_and_told(head: Callable[[int], str], foot: Callable[[int], str]) -> None:
    text = printed(head, foot)
    assert turns(text) == TALK
    assert any("left out as not spoken" in message for message in told(text))


def test_what_somebody_says_again_is_no_head_of_a_page() -> None:
    text = "".join(f"{label}: {words}\nMm, yes\nGo on please\n" for label, words in TALK)
    assert turns(text) == [(label, f"{words} Mm, yes Go on please") for label, words in TALK]


@pytest.mark.parametrize(
    "slip", ["R Yes, often", "R; yes, often", "R. Yes, often", "R\tYes, often", "I How often?"]
)
def test_a_label_without_its_colon_is_asked_about(slip: str) -> None:
    rows = [f"{label}: {words}" for label, words in TALK]
    text = "\n".join([*rows[:3], slip, *rows[3:]]) + "\n"
    assert (None, slip.expandtabs(1)) in [(who, words.expandtabs(1)) for who, words in turns(text)]
    assert any(f"{slip[0]!r} may be a speaker" in message for message in told(text))


def test_a_word_of_the_talk_is_no_forgotten_label() -> None:
    text = (
        "I: How often do you sail?\nR: Every day.\nI think so at least.\nI: And now?\nR: I do not know.\n" * 2
    )
    assert (None, "I think so at least.") not in turns(text)
    assert told(text) == []


def test_all_who_speak_at_once_are_a_label() -> None:
    rows = [f"{label}: {words}" for label, words in TALK]
    found = dict.fromkeys(speaker for speaker, _ in turns("\n".join([*rows, "All: We laughed.", *rows])))
    assert list(found) in (["I", "R", "All"], ["I", "R", None])


def test_labels_in_the_brackets_of_japanese() -> None:
    said = (
        ("聞き手", "いつ始めましたか。"),
        ("話し手", "十年前です。"),
        ("聞き手", "朝は。"),
        ("話し手", "三時です。"),
    )
    for form in ("【{}】{}", "{}「{}」", "{}\u3000「{}」"):
        assert turns("\n".join(form.format(label, words) for label, words in said)) == list(said)
    title = "店の話\n"
    assert turns(title + "\n".join(f"{label}「{words}」" for label, words in said))[1:] == list(said)


def test_initials_may_have_a_blank_between_them() -> None:
    talk = [
        ("M. K.", "How did you start?"),
        ("T. R.", "With a broom."),
        ("M. K.", "Why?"),
        ("T. R.", "Dust."),
    ]
    assert turns("".join(f"{who} {words}\n" for who, words in [*talk, *talk])) == [*talk, *talk]


def test_words_about_a_telephone_are_no_device() -> None:
    rows = [f"{label}\n{words}" for label, words in (("ANN", ASKED[0]), ("NOOR", "We left")) * 3]
    text = "\n\n".join(
        [*rows, "NOOR\nmy mother left a note with three phone numbers\nand the words: good luck"]
    )
    assert {speaker for speaker, _ in turns(text)} == {"ANN", "NOOR"}


def test_questions_without_a_label_are_told() -> None:
    text = "\n\n".join(["A talk at the harbour", *(words for _, words in TALK)])
    parsed = read(text)
    assert parsed.transcript is not None
    assert {paragraph.speaker for paragraph in parsed.transcript.paragraphs} == {None}
    assert any("4 paragraphs are questions without a label" in message for message in told(text))


@pytest.mark.parametrize(
    "slip",
    [
        "Noor {}",
        "[Noor] {}",
        "noor - {}",
        "NOOR: {}",
        "Noor\n{}",
        "Noor/ {}",
        "Noor 0:07 {}",
        "Noor:{}",
        "Noor{}",
        "Noor:\n{}",
        "(0:09) *Noor* {}",
        "(Noor:) {}",
    ],
)
@pytest.mark.parametrize("form", ["{}: {}", "{} (0:03): {}", "{} = {}", "{}\t{}", "{} | {}"])
def test_a_label_in_another_shape_is_never_words_of_who_spoke_before(form: str, slip: str) -> None:
    said = ["Where is it?", "In the shed.", "Which shed?", "Over there.", "It is not there.", "Gone, then."]
    lines = [form.format(("Ida", "Noor")[n % 2], words) for n, words in enumerate(said)]
    text = "\n".join([*lines[:3], slip.format("The long one."), "We built it.", *lines[4:]])
    transcript = ingest.read_bytes("talk.txt", text.encode()).transcript
    assert transcript is not None
    found = {each.speaker for each in transcript.paragraphs if "long one" in each.text}
    assert {who and who.casefold() for who in found} <= {None, "noor"}


SLIPS = [
    ("Ida", "How was it?"),
    ("Ben", "It rained."),
    ("Ida", "Where?"),
    ("Ben", "Here."),
    ("Ida", "Again?"),
]


@pytest.mark.parametrize("signs", [("*{}* ", "{} "), ("{}) ", "[{}] "), ("*{}* ", "[{}] "), ("{}) ", "{}/ ")])
@pytest.mark.parametrize("people", [("Ida", "Ben"), ("Holt, I.", "Moor, B."), ("Dr. Ida Holt", "ben")])
def test_beginnings_come_back_whatever_sign_stands_beside_them(
    signs: tuple[str, str], people: tuple[str, str]
) -> None:
    names = dict(zip(("Ida", "Ben"), people, strict=True))
    lines = [signs[n in {1, 2}].format(names[who]) + words for n, (who, words) in enumerate(SLIPS)]
    found = unproved_labels([Block(line, n) for n, line in enumerate([*lines, lines[3]])])
    assert [label.strip("*[]()/ ") for label in found] == list(people)


def test_a_dotted_capital_i_in_a_name_ends_nothing() -> None:
    lines = ["ilker) nereye?", "ayse) eve gittim"] * 3 + ["İlker Su verdi.", "İlker Eve geldi."]
    assert unproved_labels([Block(line, n) for n, line in enumerate(lines)]) == ["ilker)", "ayse)"]


def test_a_stop_behind_a_label_makes_no_other_person() -> None:
    talk = "".join(f"{who} > {words}\n" for who, words in [*SLIPS, ("Ben.", "Twice.")])
    read = ingest.read_bytes("slips.txt", talk.encode())
    assert read.transcript is not None
    assert [each.speaker for each in read.transcript.paragraphs][-2:] == ["Ida", "Ben"]


def test_a_label_alone_on_its_line_where_others_are_not_is_asked_about() -> None:
    talk = (
        "[Mme Roe] How was it?\n[Mme Lee]\nIt rained.\n[Mme Kay]\nIt did.\n[Mme Roe] And?\n[Mme Lee] Rain.\n"
    )
    read = ingest.read_bytes("slips.txt", talk.encode())
    assert read.transcript is not None
    said = {each.text: each.speaker for each in read.transcript.paragraphs}
    assert (said["It rained."], said["It did."]) == ("Mme Lee", None)
    assert any("'Mme Kay' may be a speaker" in each.message for each in read.problems)


def test_in_a_table_brackets_instead_of_a_label_name_nobody() -> None:
    rows = [*SLIPS[:3], ("(several)", "((laughter))"), *SLIPS[3:]]
    table = "Speaker\tText\n" + "".join(f"{who}\t{words}\n" for who, words in rows)
    read = ingest.read_bytes("table.tsv", table.encode())
    assert read.transcript is not None
    assert {each.text: each.speaker for each in read.transcript.paragraphs}["((laughter))"] is None
    assert any("a row has no speaker" in each.message for each in read.problems)


@pytest.mark.parametrize(
    ("text", "nobodys"),
    [
        (
            "Ida Roe:\nHow?\nBo Lee:\nRain.\nKay, a friend:\nIt did.\nIda Roe:\nAnd?\nBo Lee:\nHail.\n",
            "It did.",
        ),
        (
            "Ida Roe; How is it?\nBo Lee; Rain.\nKay, a friend;\nIt did.\nIda Roe; And?\nBo Lee; Hail.\n",
            "It did.",
        ),
        ("[ida Roe]\nHow?\n[bo Lee]\nRain.\n[phone rings]\n[ida Roe]\nAnd?\n[bo Lee]\nHail.\n", None),
    ],
)
def test_what_stands_alone_like_the_labels_is_never_passed_over(text: str, nobodys: str | None) -> None:
    read = ingest.read_bytes("slips.txt", text.encode())
    assert read.transcript is not None
    said = {each.text: each.speaker for each in read.transcript.paragraphs}
    assert nobodys is None or (said[nobodys] is None and any("Kay" in each.message for each in read.problems))
    assert "phone rings" not in said.values()
