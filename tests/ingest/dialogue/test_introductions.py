"""People introduced by their full name, and labels that are not read for certain: nothing of it is silent."""

from __future__ import annotations

import pytest

import ingest

REST = (
    "CR: How many do you see?\n\nPW: A hundred and ten. It was eighty.\n\n"
    "CR: What has changed?\n\nPW: I look at the screen.\n\n"
    "CR: And before?\n\nPW: At the hands.\n\nThey tell you.\n"
)


def spoken(text: str) -> list[tuple[str | None, str]]:
    transcript = ingest.read_bytes("a.txt", text.encode()).transcript
    assert transcript is not None
    return [(each.speaker, each.text) for each in transcript.paragraphs]


def told(text: str) -> list[str]:
    problems = ingest.read_bytes("a.txt", text.encode()).problems
    return [each.message for each in problems if each.severity != "note"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param("Carmen Ruiz (CR)", "Dr Paul Weiss (PW)", id="with what comes later in brackets"),
        pytest.param("Carmen Ruiz", "Paul Weiss", id="by their initials"),
    ],
)
def test_who_is_introduced_by_full_name_has_the_words_behind_it(first: str, second: str) -> None:
    text = f"{first}: Thank you for letting me record this.\n\n{second}: You're welcome.\n\n{REST}"
    assert spoken(text)[:2] == [
        (first, "Thank you for letting me record this."),
        (second, "You're welcome."),
    ]
    assert len(spoken(text)) == 9


def test_who_has_an_office_in_brackets_and_later_none_is_a_speaker() -> None:
    text = (
        "Mr. DUNE (Minister): I move the bill.\n\nMs. HALE (Northport): What is the fee?\n\n"
        "Mr. DUNE: Two pounds.\n\nMs. HALE: A day?\n\nMr. DUNE: A year.\n\nThe CHAIR: Order.\n"
    )
    assert [speaker for speaker, _ in spoken(text)] == [
        "Mr. DUNE (Minister)",
        "Ms. HALE (Northport)",
        "Mr. DUNE",
        "Ms. HALE",
        "Mr. DUNE",
        "The CHAIR",
    ]


def test_a_list_of_who_is_there_is_nobodys() -> None:
    text = f"Carmen Ruiz (CR): interviewer\nPaul Weiss (PW): physician\n\n{REST}"
    assert [speaker for speaker, _ in spoken(text)[:2]] == [None, None]


def test_who_may_speak_above_the_first_label_that_comes_back_is_told() -> None:
    text = f"Hanna Lund: Before we begin, is everybody here?\n\n{REST}"
    assert spoken(text)[0] == (None, "Hanna Lund: Before we begin, is everybody here?")
    assert told(text) == ["'Hanna Lund' may be a speaker; the text after it has no speaker"]


def test_labels_that_number_questions_are_asked_about() -> None:
    asked = ["When did you leave?", "With whom did you go?", "How far was it?", "What did you carry?"]
    text = "\n".join(
        f"Q{n}: {words}\nR: In the night, I think.\nR: It was dark." for n, words in enumerate(asked)
    )
    assert any("labels count up and stand once each" in each for each in told(text))


def test_numbers_of_turns_before_the_names_are_no_part_of_them() -> None:
    talk = ["Where is it?", "In the shed.", "Which shed?", "The long one.", "It is not there.", "Gone, then."]
    text = "".join(f"T{n} {'Anna' if n % 2 else 'Kurt'}: {said}\n" for n, said in enumerate(talk, start=1))
    read = ingest.read_bytes("talk.txt", text.encode()).transcript
    assert read is not None
    assert [(each.speaker, each.text) for each in read.paragraphs[:2]] == [
        ("Anna", talk[0]),
        ("Kurt", talk[1]),
    ]
    assert list(read.people) == ["Anna", "Kurt"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "聞き手「何年ですか。」\n店主「四十年です。」\n聞き手「一番は。」\n店主「水です。」\n"
            "雨が降った。\n",
            id="before words in quotation marks",
        ),
        pytest.param(
            "So tell me. - Int.\nShe leaked. - Sailor\nBadly? - Int.\nWe pumped by song. - Sailor\n",
            id="behind the words",
        ),
        pytest.param(
            "".join(
                f"[00:1{n}] {words}\n"
                for n, words in enumerate(
                    ["Tell me. - Int.", "She leaked. - Sailor", "Badly? - Int.", "We sang. - Sailor"] * 2,
                    start=1,
                )
            ),
            id="behind the words, which have a time",
        ),
        pytest.param(
            "".join(
                f"Turn {n} — {who}\nThe soup, and the songs.\n\n"
                for n, who in enumerate(["Interviewer", "Edda"] * 3)
            ),
            id="behind a number",
        ),
    ],
)
def test_labels_in_a_place_that_is_not_read_are_asked_about(text: str) -> None:
    assert {speaker for speaker, _ in spoken(text)} == {None}
    assert any("come back beside the text" in each for each in told(text))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "USA. NATO. UN. We read it all.\nNo more of it.\nUSA. Again.\nThat was all.\n", id="capitals"
        ),
        pytest.param("Step 1 - Peel them.\nStep 2 - Cut them.\nStep 3 - Cook.\nStep 4 - Cook.\n", id="steps"),
        pytest.param(
            '"I came." - Ann\nShe went on.\n"I saw." - Ben\nSo it went.\nAnd on.\n', id="quotations"
        ),
    ],
)
def test_prose_with_capitals_steps_and_quotations_is_not_asked_about(text: str) -> None:
    assert not any("come back beside the text" in each for each in told(text))
