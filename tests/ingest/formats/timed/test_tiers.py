"""ELAN, EXMARaLDA and FOLKER: tiers become one talk in order of time, and only what is said is words."""

from __future__ import annotations

import pytest

import ingest
from ingest.model import Parsed

ELAN = """<?xml version="1.0" encoding="UTF-8"?>
<ANNOTATION_DOCUMENT AUTHOR="" FORMAT="3.0" VERSION="3.0">
<TIME_ORDER>
 <TIME_SLOT TIME_SLOT_ID="t1" TIME_VALUE="0"/><TIME_SLOT TIME_SLOT_ID="t2" TIME_VALUE="1900"/>
 <TIME_SLOT TIME_SLOT_ID="t3" TIME_VALUE="1500"/><TIME_SLOT TIME_SLOT_ID="t4" TIME_VALUE="4000"/>
 <TIME_SLOT TIME_SLOT_ID="t5" TIME_VALUE="5000"/><TIME_SLOT TIME_SLOT_ID="t6"/>
</TIME_ORDER>
<TIER TIER_ID="Noor" PARTICIPANT="Noor" LINGUISTIC_TYPE_REF="u">
 <ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a2" TIME_SLOT_REF1="t3" TIME_SLOT_REF2="t4">
  <ANNOTATION_VALUE>It was the ferry.</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>
</TIER>
<TIER TIER_ID="Int" PARTICIPANT="Int" LINGUISTIC_TYPE_REF="u">
 <ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a1" TIME_SLOT_REF1="t1" TIME_SLOT_REF2="t2">
  <ANNOTATION_VALUE>What broke &amp; when?</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>
 <ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a3" TIME_SLOT_REF1="t5" TIME_SLOT_REF2="t6">
  <ANNOTATION_VALUE>And then?</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>
</TIER>
<TIER TIER_ID="Noor-en" PARTICIPANT="Noor" PARENT_REF="Noor" LINGUISTIC_TYPE_REF="tr">
 <ANNOTATION><REF_ANNOTATION ANNOTATION_ID="a4" ANNOTATION_REF="a2">
  <ANNOTATION_VALUE>A translation nobody said.</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION>
</TIER>
<TIER TIER_ID="gesture" LINGUISTIC_TYPE_REF="g">
 <ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a5" TIME_SLOT_REF1="t3" TIME_SLOT_REF2="t4">
  <ANNOTATION_VALUE>points left</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>
</TIER>
</ANNOTATION_DOCUMENT>
"""
EXMARALDA = """<?xml version="1.0" encoding="UTF-8"?>
<basic-transcription><head><speakertable>
 <speaker id="SPK0"><abbreviation>Int</abbreviation></speaker>
 <speaker id="SPK1"><abbreviation>Noor</abbreviation></speaker></speakertable></head>
<basic-body><common-timeline><tli id="T0" time="0.0"/><tli id="T1" time="1.5"/><tli id="T2" time="1.9"/>
 <tli id="T3" time="4.0"/><tli id="T4" time="5.0"/><tli id="T5" time="6.0"/></common-timeline>
<tier id="TIE0" speaker="SPK0" category="v" type="t" display-name="Int [v]">
 <event start="T0" end="T1">What broke </event><event start="T1" end="T2">&amp; when?</event>
 <event start="T4" end="T5">And then?</event></tier>
<tier id="TIE1" speaker="SPK1" category="v" type="t" display-name="Noor [v]">
 <event start="T1" end="T2">It was </event><event start="T2" end="T3">the ferry.</event></tier>
<tier id="TIE2" speaker="SPK1" category="en" type="a" display-name="Noor [en]">
 <event start="T1" end="T3">A translation nobody said.</event></tier>
</basic-body></basic-transcription>
"""
FOLKER = """<?xml version="1.0" encoding="UTF-8"?>
<folker-transcription><head/><speakers><speaker speaker-id="Int"/><speaker speaker-id="Noor"/></speakers>
<recording path="a.wav"/><timeline><timepoint timepoint-id="T0" absolute-time="0.0"/>
 <timepoint timepoint-id="T1" absolute-time="1.5"/><timepoint timepoint-id="T2" absolute-time="1.9"/>
 <timepoint timepoint-id="T3" absolute-time="4.0"/><timepoint timepoint-id="T4" absolute-time="5.0"/>
</timeline>
<contribution speaker-reference="Int" start-reference="T0" end-reference="T2">
 <unparsed>What broke &amp; <time timepoint-reference="T1"/>when?</unparsed></contribution>
<contribution speaker-reference="Noor" start-reference="T1" end-reference="T3">
 <w>It</w><w>was</w><w>the</w><w>ferry.</w></contribution>
<contribution speaker-reference="Int" start-reference="T4" end-reference="T4">
 <segment start-reference="T4" end-reference="T4">And then?</segment></contribution>
</folker-transcription>
"""
SAID = [
    ("Int", "What broke & when?", 0.0),
    ("Noor", "It was the ferry.", 1.5),
    ("Int", "And then?", 5.0),
]


def said(parsed: Parsed) -> list[tuple[str | None, str, float | None]]:
    assert parsed.transcript is not None, parsed.problems
    return [(each.speaker, each.text, each.audio_start) for each in parsed.transcript.paragraphs]


@pytest.mark.parametrize(
    ("name", "text"), [("a.eaf", ELAN), ("a.exb", EXMARALDA), ("a.flk", FOLKER), ("a.fln", FOLKER)]
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_tiers_become_one_talk_in_order_of_time(name: str, text: str, encoding: str) -> None:
    data = text.replace('"UTF-8"', f'"{encoding}"').encode(encoding)
    parsed = ingest.read_bytes(name, data)
    assert parsed.format == "tiers"
    assert said(parsed) == SAID


def test_a_translation_is_noted_and_a_tier_that_may_be_no_talk_is_told() -> None:
    problems = ingest.read_bytes("a.eaf", ELAN.encode()).problems
    assert [(each.severity, each.message) for each in problems] == [
        ("note", "tiers left out that are about other tiers: 'Noor-en'"),
        ("warning", "tiers left out that may not be what is said: 'gesture'"),
    ]


def test_of_two_tiers_of_one_person_the_fuller_one_is_what_is_said() -> None:
    again = ELAN.replace('TIER_ID="gesture"', 'TIER_ID="hands" PARTICIPANT="Noor"')
    parsed = ingest.read_bytes("a.eaf", again.encode())
    assert said(parsed) == SAID
    assert any("'hands'" in each.message and each.severity == "warning" for each in parsed.problems)


def test_numbers_of_utterances_are_no_words_and_the_only_tier_of_words_below_is_read() -> None:
    numbered = ELAN.replace("It was the ferry.", "talk.002").replace(
        "A translation nobody said.", "It was the ferry."
    )
    parsed = ingest.read_bytes("a.eaf", numbered.encode())
    assert said(parsed) == SAID
    assert any("'Noor'" in each.message and each.severity == "warning" for each in parsed.problems)


def test_of_several_tiers_below_numbers_nobody_knows_which_is_said() -> None:
    begin, end = ELAN.index('<TIER TIER_ID="Noor-en"'), ELAN.index('<TIER TIER_ID="gesture"')
    second = ELAN[begin:end].replace("Noor-en", "Noor-fr").replace("a4", "a9")
    both = (ELAN[:end] + second + ELAN[end:]).replace("It was the ferry.", "talk.002")
    parsed = ingest.read_bytes("a.eaf", both.encode())
    assert said(parsed) == [("Int", "What broke & when? And then?", 0.0)] or said(parsed) == [
        SAID[0],
        SAID[2],
    ]
    assert any("'Noor-fr'" in each.message and each.severity == "warning" for each in parsed.problems)


def test_a_piece_without_a_time_stays_behind_the_one_before_it_and_is_told() -> None:
    lost = ELAN.replace('TIME_SLOT_ID="t5" TIME_VALUE="5000"', 'TIME_SLOT_ID="t5"')
    parsed = ingest.read_bytes("a.eaf", lost.encode())
    assert {each.text for each in parsed.transcript.paragraphs} >= {"It was the ferry."}  # type: ignore[union-attr]
    assert any("no time" in each.message for each in parsed.problems)


BOMB = (
    '<!DOCTYPE ANNOTATION_DOCUMENT [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">'
    '<!ENTITY f SYSTEM "file:///etc/passwd">]>'
)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param(ELAN[:700], "damaged", id="cut"),
        pytest.param(ELAN.replace("<TIME_ORDER>", ""), "damaged", id="not well formed"),
        pytest.param("<ANNOTATION_DOCUMENT>" + "<TIER>" * 5_000, "damaged", id="deep"),
        pytest.param(
            ELAN.replace("<ANNOTATION_DOCUMENT", BOMB + "<ANNOTATION_DOCUMENT", 1), "entities", id="bomb"
        ),
        pytest.param("<ANNOTATION_DOCUMENT></ANNOTATION_DOCUMENT>", "no tier", id="nothing in it"),
        pytest.param(
            "<x><basic-transcription></basic-transcription></x>", "not a transcript", id="another root"
        ),
    ],
)
def test_broken_and_hostile_files_are_refused_in_one_line(data: str, message: str) -> None:
    parsed = ingest.read_bytes("a.eaf", data.encode())
    assert parsed.transcript is None
    [problem] = parsed.problems
    assert message in problem.message
    assert "\n" not in problem.message
