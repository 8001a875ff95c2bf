"""What a study begins with: tables of codes as people have them, and the text of its taxonomy."""

from __future__ import annotations

from pathlib import PurePath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.codebook.starting.new_taxonomy import new_taxonomy, with_study
from kb.codebook.starting.table import CodebookError, read_table
from kb.codebook.starting.tree import ForeignCode, imported
from kb.codebook.taxonomy import parse_taxonomy
from kb.codebook.words import Term

HERE = PurePath("taxonomy.yaml")
TABLES = {
    "one column": ("code\nNoise\nHandover\n", [("Noise",), ("Handover",)]),
    "theme beside": ("theme,code\nWard,Noise\nWard,Light\n", [("Ward", "Noise"), ("Ward", "Light")]),
    "theme alone": ("theme,code\nWard,\nWard,Noise\n", [("Ward",), ("Ward", "Noise")]),
    "parents that have parents": (
        "code;parent\nWard;\nNight;Ward\nNoise;Night\n",
        [("Ward",), ("Ward", "Night"), ("Ward", "Night", "Noise")],
    ),
    "paths": ("Code\tComment\nWard > Noise\tx\nWard\\Light\ty\n", [("Ward", "Noise"), ("Ward", "Light")]),
    "Taguette": ("tag,description,number of highlights\nNoise,,3\n", [("Noise",)]),
    "a mark, capitals, blanks": ("\ufeff Code Name ,Code_Memo\nNoise,x\n,\n", [("Noise",)]),
}


@pytest.mark.parametrize(("text", "paths"), TABLES.values(), ids=TABLES)
def test_a_table_of_codes_is_read(text: str, paths: list[tuple[str, ...]]) -> None:
    assert [code.path for code in read_table(text, "codes.csv")] == paths


def test_everything_else_a_table_says_of_a_code() -> None:
    head = "code,definition,kind,cues,aliases\n"
    text = head + 'Noise,"Use when, at night, it is loud",Issue,loud; alarm;beep,din|racket\n'
    (code,) = read_table(text, "codes.csv")
    assert code == ForeignCode(
        ("Noise",), "Use when, at night, it is loud", "issue", ("loud", "alarm", "beep"), ("din", "racket")
    )


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "codes.csv has no rows"),
        (
            "a,b\n1,2\n",
            "codes.csv: no column is headed code, codes, tag, name; its first row must have the headings",
        ),
        ("code\n" + "Noise\n" * 20_001, "codes.csv has 20,002 rows; a codebook can have 20,000"),
    ],
)
def test_what_is_no_table_of_codes_is_refused_in_a_sentence(text: str, says: str) -> None:
    with pytest.raises(CodebookError) as refused:
        read_table(text, "codes.csv")
    assert str(refused.value).startswith(says)


def test_a_code_with_codes_below_it_becomes_an_umbrella() -> None:
    found = imported(
        [ForeignCode(("Ward", "Noise"), kind="issue"), ForeignCode(("Ward",), "All of it", kind="issue")]
    )
    assert [(code.name, code.kind, code.parent, code.definition) for code in found.codes] == [
        ("Ward", "umbrella", None, "All of it"),
        ("Noise", "issue", "Ward", ""),
    ]
    assert found.notes == ()


def test_codes_with_one_name_are_told_apart_by_their_places_and_said() -> None:
    found = imported(
        [ForeignCode(("Day", "Noises")), ForeignCode(("Night", "noise")), ForeignCode(("Day", "Noises"))]
    )
    assert [code.name for code in found.codes] == ["Day", "Noises", "Night", "Night: noise"]
    assert found.notes == (
        "Day > Noises: is there twice; the first one was taken",
        "Night > noise: is called “Night: noise” here, since another code has its name",
    )


def test_what_a_taxonomy_cannot_hold_is_left_out() -> None:
    found = imported(
        [
            ForeignCode(("Noise",), kind="nonsense", cues=("loud",), aliases=("noises", "din")),
            ForeignCode(("Light",), aliases=("din", "lamp")),
            ForeignCode(("---",)),
        ]
    )
    assert [(code.name, code.kind, code.cues, code.aliases) for code in found.codes] == [
        ("Noise", "topic", ("loud",), ("din",)),
        ("Light", "topic", (), ("lamp",)),
    ]
    assert found.notes == ("---: left out, its name has no letters",)


NAMES = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=20)


@given(st.lists(st.lists(NAMES, min_size=1, max_size=3).map(tuple), max_size=8), NAMES)
def test_whatever_the_names_are_the_taxonomy_can_be_read(
    paths: list[tuple[str, ...]], definition: str
) -> None:
    codes = imported(ForeignCode(path, definition) for path in paths).codes
    read = parse_taxonomy(new_taxonomy("A study", {}, codes), HERE)
    assert tuple(read.codes.values()) == codes


def test_a_taxonomy_gets_another_name_and_keeps_the_rest() -> None:
    begin = "# mine\nstudy:\n  name: Old\nwords:\n  fix: {singular: help, plural: helps}\n"
    text = begin + "codes:\n  A:\n    kind: topic\n"
    renamed = parse_taxonomy(with_study(text, "New: one", {}), HERE)
    assert (renamed.study.name, renamed.study.words.fix.plural, list(renamed.codes)) == (
        "New: one",
        "helps",
        ["A"],
    )
    others = parse_taxonomy(with_study(text, "New", {"issue": Term("barrier", "barriers")}), HERE)
    assert (others.study.words.issue.plural, others.study.words.fix.plural) == ("barriers", "fixes")


def test_codes_of_one_name_a_thousand_deep_are_named_at_once_and_none_is_lost() -> None:
    """Found by changing files at random: a name of six hundred ``<a>`` is a path of as many codes."""
    deepest = ForeignCode(("deep",) * 1_200)
    names = [each.name for each in imported([deepest]).codes]
    assert len(set(names)) == 1_200
    assert names[:4] == ["deep", "deep: deep", "deep: deep: deep", "deep: deep: deep: deep"]
    assert names[4:6] == ["deep (2)", "deep (3)"]
