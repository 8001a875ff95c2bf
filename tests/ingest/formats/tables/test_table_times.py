"""Tables whose rows have times: who speaks when, person by person, in tiers, in seconds."""

from __future__ import annotations

from table_files import TALK, delimited, parsed, said, source, times

from ingest.formats import Claim
from ingest.formats.tables.table import sniff


def test_what_a_program_writes_person_by_person_is_read_in_the_order_of_the_times() -> None:
    rows = [
        (
            name,
            "",
            f"00:00:0{n}.500",
            f"{n}.5",
            f"00:00:0{n + 1}.000",
            f"{n + 1}",
            "00:00:00.500",
            "0.5",
            words,
        )
        for n, (name, words) in sorted(enumerate(TALK), key=lambda each: each[1][0])
    ]
    content = delimited(rows, "\t")
    assert sniff(source(content, "tiers.txt")) is Claim.CERTAIN
    assert said(content, "tiers.txt") == TALK
    assert [str(problem) for problem in parsed(content, "tiers.txt").problems] == [
        "tiers.txt, line 1: the rows are grouped by speaker; they are read in the order of the times",
        "tiers.txt, line 1: columns without words left out: 4, 6, 7, 8",
    ]


def test_tiers_with_any_labels_are_told_by_the_times_that_begin_anew() -> None:
    rows = [(f"0:0{n}.5", f"0:0{n + 1}.0", ("mod", "p1")[n % 2], words) for n, (_, words) in enumerate(TALK)]
    content = delimited(sorted(rows, key=lambda row: row[2]), "\t")
    assert [name for name, _ in said(content, "tiers.txt")] == ["mod", "p1", "mod", "p1"]


def test_tiers_with_headings_and_thousandths() -> None:
    rows = [("Tier", "Begin Time - msec", "End Time - msec", "Annotation")]
    rows += [(name, f"{n * 1500}", f"{n * 1500 + 900}", words) for n, (name, words) in enumerate(TALK)]
    assert said(delimited(rows, "\t")) == TALK
    assert times(delimited(rows, "\t")) == [(n * 1.5, n * 1.5 + 0.9) for n in range(4)]


def test_two_columns_of_seconds_before_the_words_are_times() -> None:
    rows = [(f"{n * 2}.25", f"{n * 2 + 1}.75", name, words) for n, (name, words) in enumerate(TALK)]
    assert said(delimited(rows, "\t"), "labels.txt") == TALK
    assert times(delimited(rows, "\t"), "labels.txt") == [(n * 2 + 0.25, n * 2 + 1.75) for n in range(4)]


def test_times_that_go_back_are_told() -> None:
    rows = [("Time", "Speaker", "Text"), *((f"0:{9 - n:02d}", *turn) for n, turn in enumerate(TALK))]
    assert said(delimited(rows)) == TALK
    assert [problem.location for problem in parsed(delimited(rows)).problems] == ["line 3"]
