"""Many labels, one person."""

from pathlib import PurePath

import pytest

from ingest.model import Draft
from ingest.speakers import assign, odd_labels, recognise, speakers_of


@pytest.mark.parametrize(
    ("label", "name", "role"),
    [
        ("Interviewer 1", "Interviewer 1", "interviewer"),
        ("Interviewer1 :", "Interviewer 1", "interviewer"),
        ("  INTERVIEWER   1", "Interviewer 1", "interviewer"),
        ("interviewr", "Interviewer", "interviewer"),
        ("Interviewer2 2", "Interviewer 2", "interviewer"),
        ("interviewee", "Interviewee", "interviewee"),
        ("Intervieweur", "Intervieweur", "interviewer"),
        ("Interviewé(e)", "Interviewé", "interviewee"),
        ("Interviewée 2", "Interviewée 2", "interviewee"),
        ("Participant 3", "Participant 3", "interviewee"),
        ("P7", "P7", "interviewee"),
        ("Q", "Q", "interviewer"),
        ("A", "A", "interviewee"),
        ("Host", "Host", "interviewer"),
        ("Guest", "Guest", "interviewee"),
        ("Moderator", "Moderator", "interviewer"),
        ("Người phỏng vấn", "Người phỏng vấn", "interviewer"),
        ("Người trả lời 2", "Người trả lời 2", "interviewee"),
        ("ผู้สัมภาษณ์", "ผู้สัมภาษณ์", "interviewer"),
        ("ผู้ให้ข้อมูล 3", "ผู้ให้ข้อมูล 3", "interviewee"),
        ("साक्षात्कारकर्ता", "साक्षात्कारकर्ता", "interviewer"),
        ("مصاحبه‌شونده", "مصاحبه‌شونده", "interviewee"),
        ("Ann (interviewer)", "Ann (interviewer)", "interviewer"),
        ("Speaker 1", "Speaker 1", "unknown"),
        ("Unknown Speaker", "Unknown Speaker", "unknown"),
    ],
)
def test_a_label_of_a_known_kind_says_who_speaks(label: str, name: str, role: str) -> None:
    known = recognise(label)
    assert known is not None
    assert (known.name, known.role) == (name, role)


@pytest.mark.parametrize(
    "label", ["Ann Lee", "Interview 29", "Participants", "Interviewer2 3", "Reviewer", ""]
)
def test_a_plain_name_or_title_is_no_known_label(label: str) -> None:
    assert recognise(label) is None


def test_variants_of_a_label_are_one_person() -> None:
    people = assign([("Interviewer1", 43), ("Interviewee1", 44), ("Interviewer2", 1), ("Interviewer2 2", 1)])
    assert [(person.name, person.role, person.labels) for person in people] == [
        ("Interviewer 1", "interviewer", ("Interviewer1",)),
        ("Interviewee", "interviewee", ("Interviewee1",)),
        ("Interviewer 2", "interviewer", ("Interviewer2", "Interviewer2 2")),
    ]


def test_interviewees_keep_their_numbers_where_there_are_several() -> None:
    assert [person.name for person in assign([("Interviewee1", 9), ("interviewee 2", 9)])] == [
        "Interviewee 1",
        "Interviewee 2",
    ]


def test_interviewer_and_interviewer_1_in_one_file_are_two_people() -> None:
    assert [person.name for person in assign([("Interviewer", 9), ("Interviewer 1", 9)])] == [
        "Interviewer",
        "Interviewer 1",
    ]


@pytest.mark.parametrize(
    ("labels", "questions", "roles"),
    [
        pytest.param(
            [("Ann", 20), ("Bob", 20)], {"Ann": 12, "Bob": 2}, ["interviewer", "interviewee"], id="one asks"
        ),
        pytest.param([("Ann", 20), ("Bob", 20)], {"Ann": 9, "Bob": 7}, ["unknown", "unknown"], id="both ask"),
        pytest.param(
            [("Ann", 2), ("Bob", 20)], {"Ann": 2}, ["unknown", "unknown"], id="too few turns to tell"
        ),
        pytest.param(
            [("Interviewer", 9), ("Bob", 9)],
            {"Interviewer": 8},
            ["interviewer", "interviewee"],
            id="one is known",
        ),
        pytest.param(
            [("Speaker 1", 9), ("Speaker 2", 9)],
            {"Speaker 2": 8},
            ["interviewee", "interviewer"],
            id="numbered",
        ),
        pytest.param(
            [("Ann", 9), ("Unknown Speaker", 9)],
            {"Ann": 8},
            ["unknown", "unknown"],
            id="nobody in particular",
        ),
    ],
)
def test_between_plain_names_the_one_who_clearly_asks_is_the_interviewer(
    labels: list[tuple[str, int]], questions: dict[str, int], roles: list[str]
) -> None:
    assert [person.role for person in assign(labels, questions)] == roles


def test_every_printed_label_leads_to_one_person() -> None:
    turns = [Draft("a?", "Interviewer 1"), Draft("b", "interviewer 1"), Draft("c", None), Draft("d", "Bob")]
    people = speakers_of(turns)
    assert [label for person in people for label in person.labels] == [
        "Interviewer 1",
        "interviewer 1",
        "Bob",
    ]


def test_odd_labels_are_reported_once_a_file() -> None:
    turns = [
        Draft("a", "interviewr"),
        Draft("b", "interviewr"),
        Draft("c", "Interviewer2 2"),
        Draft("d", "INTERVIEWEE"),
    ]
    (problem,) = odd_labels(PurePath("a.txt"), turns)
    assert problem.severity == "warning"
    assert "'interviewr' (2x) as Interviewer" in problem.message
    assert "'Interviewer2 2' (1x)" in problem.message
    assert "INTERVIEWEE" not in problem.message
