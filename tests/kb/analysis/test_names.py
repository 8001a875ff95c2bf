"""What may be a name: addresses and numbers, names in English and German, and how many of them are found."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.analysis.names.candidates import NameFinder
from kb.analysis.names.contacts import contacts
from kb.analysis.names.counts import WordCounts
from tools.measure_names import measure

MARKED = Path(__file__).parent / "names"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Write to ann.o-b@mail.example.org.", ["ann.o-b@mail.example.org"]),
        ("See https://a.example/x?y=1, please", ["https://a.example/x?y=1"]),
        ("(www.a.example/b) or study.org", ["www.a.example/b", "study.org"]),
        ("Ask @ann_b, or a@b", ["@ann_b"]),
        ("Call +49 30 5557788 or (030) 555 77-88", ["+49 30 5557788", "(030) 555 77-88"]),
        ("In 2019-2023, on 12.03.2021, 1.200.000 rows, 12345678 of them, 3.5", []),
    ],
)
def test_addresses_links_handles_and_numbers(text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end, _ in contacts(text)] == found


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("I met Ann Smith's brother in Leeds.", [("Ann Smith", "person"), ("Leeds", "place")]),
        ("We use Zorbex Ltd, and Zorbex knows.", [("Zorbex Ltd", "organisation"), ("Zorbex", "name")]),
        ("Honestly, it works. Maybe. Data is data.", []),
        ("Dr. Ito said so.", [("Ito", "person")]),
        (
            "Das sagt Frau Özdemir von der Brandt GmbH.",
            [("Özdemir", "person"), ("Brandt GmbH", "organisation")],
        ),
        ("Die Daten und das Modell in der Produktion sind ein Problem für das Unternehmen.", []),
    ],
)
def test_names_and_their_kind(text: str, names: list[tuple[str, str]]) -> None:
    finder = NameFinder(WordCounts.of([text, "I know that we do."]))
    assert [(text[start:end], kind) for start, end, kind in finder.names(text)] == names


def test_names_that_a_person_lists_are_found_in_any_case_of_doubt() -> None:
    text = "the drift at tiny corp is small"
    found = NameFinder(WordCounts.of([text]), frozenset({"tiny corp"})).names(text)
    assert [text[start:end] for start, end, _ in found] == ["tiny corp"]


@pytest.mark.parametrize(
    ("file", "recall", "precision"),
    [
        ("english.txt", 0.95, 0.95),
        ("german.txt", 0.95, 0.9),
        ("english_held_out.txt", 0.85, 0.9),
        ("german_held_out.txt", 0.7, 0.8),
    ],
)
def test_so_many_names_of_invented_interviews_are_found(file: str, recall: float, precision: float) -> None:
    found = measure((MARKED / file).read_text("utf-8"))
    assert found.recall >= recall, found.missed
    assert found.precision >= precision, found.false
