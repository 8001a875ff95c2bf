"""Recipes: what was put right in one file is followed in the next of its kind, and told."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.files.choices import Choices, SpeakerChoice
from ingest.files.reading import read_bytes
from ingest.files.recipes import FileKind, Recipe, kept_speakers, kind_of, label_shape
from ingest.files.sandbox import read_apart
from ingest.workers.processes import read_all


def minutes(*labels: str) -> bytes:
    return "".join(f"{label}: something of month {n}.\n" for n in range(4) for label in labels).encode()


def talk(*labels: str) -> bytes:
    words = ("Where was it?", "On the ferry.", "Who saw it?", "Nobody did.", "Why?", "It was dark.")
    return "".join(f"{labels[n % len(labels)]}: {each}\n" for n, each in enumerate(words)).encode()


AS_TALK = Recipe("Minutes", kind_of(read_bytes("a.txt", minutes("Budget", "Staff"))), Choices(
    "labelled_text", "colon"
))  # fmt: skip


@pytest.mark.parametrize(
    ("label", "shape"),
    [
        ("Noor Haddad", "name"),
        ("Noor (Guest)", "name"),
        ("Interviewer 2", "interviewer #"),
        ("Befragte", "befragte"),
        ("SPEAKER_01", "speaker #"),
        ("INT2", "int #"),
        ("KX12", "kx#"),
    ],
)
def test_a_shape_says_what_a_label_looks_like_and_not_who_it_is(label: str, shape: str) -> None:
    assert label_shape(label) == shape


@pytest.mark.parametrize(
    ("name", "data", "same"),
    [
        pytest.param("b.txt", minutes("Roof", "Cellar"), True, id="other names"),
        pytest.param("b.txt", minutes("P1", "P2", "P3"), False, id="other labels"),
        pytest.param("b.txt", minutes("Roof", "Cellar").replace(b": ", b" - "), False, id="other signs"),
        pytest.param("b.txt", talk("Interviewer", "Noor"), False, id="a dialogue beyond doubt"),
    ],
)
def test_a_kind_is_format_grammar_and_the_look_of_labels(name: str, data: bytes, same: bool) -> None:  # noqa: FBT001
    assert AS_TALK.kind is not None
    assert AS_TALK.kind.fits(kind_of(read_bytes(name, data))) is same


def test_a_kind_that_says_nothing_fits_nothing() -> None:
    assert not FileKind().fits(kind_of(read_bytes("a.txt", minutes("Budget", "Staff"))))


def test_a_recipe_that_names_people_where_nobody_would_be_is_a_question() -> None:
    parsed = read_bytes("b.txt", minutes("Roof", "Cellar"), recipes=[AS_TALK])
    assert (parsed.recipe, parsed.format) == ("Minutes", "labelled_text")
    assert parsed.transcript is not None
    assert [each.name for each in parsed.transcript.speakers] == ["Roof", "Cellar"]
    first = parsed.problems[0]
    assert (first.message, first.severity) == (
        "read as the recipe 'Minutes' says; without it, nobody would be named",
        "warning",
    )
    assert kind_of(parsed).labels == ("name",), "what is kept of it again is of the same kind"


def test_a_recipe_that_changes_roles_only_is_a_note() -> None:
    data = talk("A", "B")
    plain = read_bytes("a.txt", data)
    ours = Recipe("Ours", kind_of(plain), Choices(speakers=(SpeakerChoice("Bo", ("B",), "other"),)))
    parsed = read_bytes("a.txt", data, recipes=[ours])
    assert [(each.message, each.severity) for each in parsed.problems[:1]] == [
        ("read as the recipe 'Ours' says", "note")
    ]
    assert parsed.transcript is not None
    assert [(each.name, each.role) for each in parsed.transcript.speakers][1] == ("Bo", "other")


def test_a_recipe_that_changes_nothing_is_not_told() -> None:
    data = talk("A", "B")
    ours = Recipe("Ours", kind_of(read_bytes("a.txt", data)), Choices(grammar="colon"))
    parsed = read_bytes("a.txt", data, recipes=[ours])
    assert parsed.recipe == "Ours"
    assert not [each for each in parsed.problems if "recipe" in each.message]


@pytest.mark.parametrize(
    ("choices", "why"),
    [
        (Choices("labelled_text", "bracket"), "no labels are printed so"),
        (Choices(columns=(("Who", "speaker"),)), "there is no column 'Who'"),
        (Choices("recogniser_json"), "the JSON is damaged: Expecting value"),
    ],
)
def test_a_recipe_that_no_longer_fits_is_told_and_left_aside(choices: Choices, why: str) -> None:
    data = talk("Ann", "Bo")
    plain = read_bytes("a.txt", data)
    parsed = read_bytes("a.txt", data, recipes=[Recipe("Old", kind_of(plain), choices)])
    assert parsed.transcript == plain.transcript
    assert parsed.recipe is None
    [told] = [each for each in parsed.problems if "recipe" in each.message]
    assert told.message == f"the recipe 'Old' does not fit: {why}; the file is read without it"
    assert told.severity == "warning"


def test_the_closest_recipe_is_followed_and_of_equals_the_first() -> None:
    data = minutes("Roof", "Cellar")
    loose = Recipe("Loose", FileKind(format="article"), Choices(grammar="nobody"))
    twin = Recipe("Twin", AS_TALK.kind, Choices("labelled_text", "colon"))
    assert read_bytes("b.txt", data, recipes=[loose, AS_TALK, twin]).recipe == "Minutes"
    forced = Recipe("Any", None, Choices("labelled_text", "colon"))
    assert read_bytes("b.txt", data, recipes=[forced]).recipe == "Any", "without a kind, for every file"


def test_a_choice_for_one_file_goes_before_every_recipe() -> None:
    parsed = read_bytes("b.txt", minutes("Roof", "Cellar"), choices=Choices("article"), recipes=[AS_TALK])
    assert (parsed.format, parsed.recipe) == ("article", None)


def test_who_is_somebody_else_in_each_file_is_not_kept_for_other_files() -> None:
    people = (
        SpeakerChoice("Noor", ("Speaker 1",)),
        SpeakerChoice("Ann", ("SPEAKER_00", "Ann Lee"), "interviewer"),
        SpeakerChoice("Rosa Diaz", ("P07",), "other"),
        SpeakerChoice("Bo Berg", ("Bo",), "interviewee"),
    )
    assert kept_speakers(people) == (
        SpeakerChoice("Ann", ("Ann Lee",), "interviewer"),
        SpeakerChoice("P07", ("P07",), "other"),
    )


@pytest.mark.thorough
def test_it_is_the_same_apart_and_in_several_processes(tmp_path: Path) -> None:
    files = []
    for n in range(5):
        files.append(tmp_path / f"{n}.txt")
        files[-1].write_bytes(minutes("Roof", "Cellar") + b"Roof: And more of it on that day.\n" * 4_000)
    alone = [each.transcript for each in read_all(files, 1, recipes=[AS_TALK])]
    assert [each.transcript for each in read_all(files, 2, recipes=[AS_TALK])] == alone
    data = minutes("Roof", "Cellar")
    assert read_apart("b.txt", data, recipes=[AS_TALK]) == read_bytes("b.txt", data, recipes=[AS_TALK])
