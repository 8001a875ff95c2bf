"""TTML, TEI, Transcriber, InqScribe, Praat, Audacity and Aegisub: who speaks is what the file says."""

from __future__ import annotations

import random

import pytest

import ingest
from ingest.model import Parsed

TTML = """<?xml version="1.0" encoding="UTF-8"?>
<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttm="http://www.w3.org/ns/ttml#metadata"
 xmlns:ttp="http://www.w3.org/ns/ttml#parameter" ttp:frameRate="25">
<head><metadata><ttm:title>The ferry</ttm:title>
 <ttm:agent xml:id="a" type="person"><ttm:name type="full">Ann Lee</ttm:name></ttm:agent>
 <ttm:agent xml:id="b" type="person"><ttm:name type="full">Noor</ttm:name></ttm:agent></metadata></head>
<body begin="10s"><div>
 <p begin="00:00:00:00" end="00:00:01:20" ttm:agent="a">What
   broke,<br/>&amp; when?</p>
 <p begin="2000ms" dur="1.5s" ttm:agent="b">It was <span>the</span> ferry.</p>
 <p begin="00:00:05.000" end="00:00:06.000"><metadata>no words</metadata><span ttm:agent="a">And then?</span>
 <span ttm:agent="b">We swam.</span></p>
</div></body></tt>
"""
DFXP = """<tt xmlns="http://www.w3.org/2006/10/ttaf1"><head/><body><div>
<p begin="0.5s" end="2s">ANN: What<br/>broke?</p><p begin="2.5s" end="4s">NOOR: The ferry.</p>
<p begin="4.5s" end="6s">ANN: And then?</p><p begin="7s" end="8s">NOOR: We swam.</p></div></body></tt>
"""
TEI = """<?xml version="1.0" encoding="UTF-8"?>
<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title>The ferry</title></titleStmt>
</fileDesc><profileDesc><particDesc><listPerson><person xml:id="ann"><persName><forename>Ann</forename>
<surname>Lee</surname></persName></person><person xml:id="n"><persName>Noor</persName></person></listPerson>
</particDesc></profileDesc></teiHeader><text><timeline unit="s"><when xml:id="T0"/>
<when xml:id="T1" interval="1.5" since="#T0"/><when xml:id="T2" interval="2" since="#T1"/></timeline><body>
<u who="#ann" start="#T0">What broke<note>check the tape</note>? <pause/>When?</u>
<incident><desc>a door</desc></incident>
<u who="#n" start="#T1">It <choice><sic>were</sic><corr>was</corr></choice> the
 <vocal><desc>laughs</desc></vocal> ferry <gap/>.</u>
<annotationBlock who="#ann" start="#T2"><u><seg><w>And</w><w>then</w><pc>?</pc></seg></u>
<spanGrp type="pos"><span>CC</span></spanGrp></annotationBlock></body></text></TEI>
"""
SPEECHES = """<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader/><text><body><head>First day</head>
<sp><speaker>ANN.</speaker><p>What broke?</p><p>When?</p></sp>
<sp><speaker>NOOR.</speaker><p>The ferry.</p></sp></body></text></TEI>
"""
TRANSCRIBER = """<?xml version="1.0" encoding="ISO-8859-1"?><!DOCTYPE Trans SYSTEM "trans-14.dtd">
<Trans audio_filename="ferry" version="1"><Speakers><Speaker id="spk1" name="Ann Lee"/>
<Speaker id="spk2" name="Noor"/></Speakers><Episode><Section type="report" startTime="0" endTime="9">
<Turn speaker="spk1" startTime="0.5" endTime="2"><Sync time="0.5"/>What broke
<Event desc="rire" type="noise"/><Comment desc="check"/>when?</Turn>
<Turn speaker="spk2" startTime="3" endTime="5"><Sync time="3"/>It was <Sync time="4"/>the ferry.</Turn>
<Turn speaker="spk1 spk2" startTime="6" endTime="9"><Sync time="6"/><Who nb="1"/>And then?
<Who nb="2"/>We swam.</Turn></Section></Episode></Trans>
"""
INQSCRIBE = """<?xml version="1.0"?><transcript>
<scene id="1" in="00:00:01.00" out="00:00:02.00">Ann: What broke &amp; when?</scene>
<scene id="2" in="00:00:03.00" out="00:00:04.00">Noor: The ferry.</scene>
<scene id="3" in="00:00:05.00" out="00:00:06.00">Ann: And then?</scene>
<scene id="4" in="00:00:07.00" out="00:00:08.00">Noor: We swam.</scene></transcript>
"""
PRAAT = '''File type = "ooTextFile"
Object class = "TextGrid"

xmin = 0
xmax = 6
tiers? <exists>
size = 3
item []:
    item [1]:
        class = "IntervalTier"
        name = "Ann"
        xmin = 0
        xmax = 6
        intervals: size = 3
        intervals [1]:
            xmin = 0
            xmax = 1.5
            text = "What ""broke"""
        intervals [2]:
            xmin = 1.5
            xmax = 4
            text = ""
        intervals [3]:
            xmin = 4
            xmax = 6
            text = "And then?"
    item [2]:
        class = "IntervalTier"
        name = "Noor - words"
        xmin = 0
        xmax = 6
        intervals: size = 2
        intervals [1]:
            xmin = 0
            xmax = 2
            text = "sil"
        intervals [2]:
            xmin = 2
            xmax = 3
            text = "The ferry,
20 years old."
    item [3]:
        class = "TextTier"
        name = "comments"
        xmin = 0
        xmax = 6
        points: size = 1
        points [1]:
            number = 2.5
            mark = "check"
'''
SHORT = """File type = "ooTextFile"
"TextGrid"
0
6
<exists>
2
"IntervalTier"
"Ann"
0
6
1
0
1.5
"What broke?"
"IntervalTier"
"Noor"
0
6
1
2
3
"The ferry."
"""
AUDACITY = (
    "0.500000\t2.000000\tAnn: What broke?\n\\\t120.000000\t900.000000\n2.500000\t4.000000\tNoor: The ferry.\n"
    "4.500000\t5.000000\tAnn: And then?\n7,000000\t8,000000\tNoor: We swam.\n"
)
AEGISUB = """[Script Info]
; made by hand
Title: The ferry

[V4+ Styles]
Format: Name, Fontname
Style: Default,Arial

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Comment: 0,0:00:00.00,0:00:01.00,Default,Ann,0,0,0,,nobody says this
Dialogue: 0,0:00:02.50,0:00:04.00,Default,Noor,0,0,0,,{\\i1}The ferry,{\\i0} it\\Nwas.
Dialogue: 0,0:00:00.50,0:00:02.00,Default,Ann,0,0,0,,What broke?
Dialogue: 0,0:00:05.00,0:00:06.00,Default,,0,0,0,,{\\p1}m 0 0 l 9 9
"""
SAMPLES = {
    "ttml": TTML,
    "dfxp": DFXP,
    "xml": TEI,
    "tei": SPEECHES,
    "trs": TRANSCRIBER,
    "inqscr": INQSCRIBE,
    "TextGrid": PRAAT,
    "textgrid": SHORT,
    "txt": AUDACITY,
    "ass": AEGISUB,
}


def read(suffix: str, text: str) -> Parsed:
    return ingest.read_bytes(f"ferry.{suffix}", text.encode())


def said(parsed: Parsed) -> list[tuple[str | None, str, float | None]]:
    assert parsed.transcript is not None, parsed.problems
    return [(each.speaker, each.text, each.audio_start) for each in parsed.transcript.paragraphs]


@pytest.mark.parametrize(
    ("suffix", "talk"),
    [
        (
            "ttml",
            [
                ("Ann Lee", "What broke, & when?", 10.0),
                ("Noor", "It was the ferry.", 12.0),
                ("Ann Lee", "And then?", 15.0),
                ("Noor", "We swam.", 15.0),
            ],
        ),
        (
            "dfxp",
            [
                ("ANN", "What broke?", 0.5),
                ("NOOR", "The ferry.", 2.5),
                ("ANN", "And then?", 4.5),
                ("NOOR", "We swam.", 7.0),
            ],
        ),
        (
            "xml",
            [
                ("Ann Lee", "What broke? When?", 0.0),
                (None, "[a door]", None),
                ("Noor", "It were the [laughs] ferry […] .", 1.5),
                ("Ann Lee", "And then?", 3.5),
            ],
        ),
        (
            "tei",
            [
                (None, "First day", None),
                ("ANN", "What broke?", None),
                ("ANN", "When?", None),
                ("NOOR", "The ferry.", None),
            ],
        ),
        (
            "trs",
            [
                ("Ann Lee", "What broke [rire] when?", 0.5),
                ("Noor", "It was the ferry.", 3.0),
                ("Ann Lee", "And then?", 6.0),
                ("Noor", "We swam.", 6.0),
            ],
        ),
        (
            "inqscr",
            [
                ("Ann", "What broke & when?", 1.0),
                ("Noor", "The ferry.", 3.0),
                ("Ann", "And then?", 5.0),
                ("Noor", "We swam.", 7.0),
            ],
        ),
        (
            "TextGrid",
            [
                ("Ann", 'What "broke"', 0.0),
                ("Noor", "The ferry, 20 years old.", 2.0),
                ("Ann", "And then?", 4.0),
            ],
        ),
        ("textgrid", [("Ann", "What broke?", 0.0), ("Noor", "The ferry.", 2.0)]),
        (
            "txt",
            [
                ("Ann", "What broke?", 0.5),
                ("Noor", "The ferry.", 2.5),
                ("Ann", "And then?", 4.5),
                ("Noor", "We swam.", 7.0),
            ],
        ),
        ("ass", [("Ann", "What broke?", 0.5), ("Noor", "The ferry, it was.", 2.5)]),
    ],
)
def test_words_times_and_who_says_them(suffix: str, talk: list[tuple[str | None, str, float | None]]) -> None:
    assert said(read(suffix, SAMPLES[suffix])) == talk


def test_what_is_left_out_is_told() -> None:
    assert "one note left out" in [problem.message for problem in read("xml", TEI).problems]
    assert "one comment left out" in [problem.message for problem in read("trs", TRANSCRIBER).problems]
    messages = [problem.message for problem in read("TextGrid", PRAAT).problems]
    assert messages == ["tiers left out that may not be what is said: 'comments'"]


def test_a_name_that_has_the_letters_of_a_kind_of_tier_is_a_person() -> None:
    grid = PRAAT.replace('"Ann"', '"Persephone"').replace("Noor - words", "Jacode")
    assert {speaker for speaker, *_ in said(read("TextGrid", grid))} == {"Persephone", "Jacode"}


def test_titles_are_those_of_the_file() -> None:
    for suffix in ("ttml", "xml", "ass"):
        transcript = read(suffix, SAMPLES[suffix]).transcript
        assert transcript is not None
        assert transcript.title == "The ferry"


def test_captions_without_voices_have_no_speakers() -> None:
    parsed = read("txt", "0.5\t2.0\tWhat broke?\n2.5\t4.0\tThe ferry.\n4.5\t5.0\tAnd then?\n")
    assert said(parsed) == [(None, "What broke? The ferry. And then?", 0.5)]


@pytest.mark.parametrize(
    ("suffix", "text", "message"),
    [
        ("xml", SPEECHES.replace("speaker>", "note>"), "names nobody"),
        ("ttml", TTML[:700], "the file is damaged"),
        ("ttml", TTML.replace("<tt ", '<!DOCTYPE tt [<!ENTITY x "y">]>\n<tt ', 1), "declares entities"),
        ("TextGrid", PRAAT[:60], "cut off"),
        ("TextGrid", PRAAT[:700], "cut off"),
        ("ass", AEGISUB.replace("0:00:00.50", "soon"), "no times and text can be read"),
    ],
    ids=["nobody", "cut off XML", "entities", "no tier", "cut off tier", "no time"],
)  # fmt: skip
def test_what_cannot_be_read_is_told(suffix: str, text: str, message: str) -> None:
    assert any(message in problem.message for problem in read(suffix, text).problems)


def test_damaged_files_never_end_in_a_traceback() -> None:
    dice = random.Random(7)  # noqa: S311 - the same damage every time
    signs = ['"', "<", ">", "&", "\t", "\n", "1e400", "-1", "9" * 30, "²", "\0", " "]
    for suffix, sample in SAMPLES.items():
        for _ in range(25):
            text = sample
            for _ in range(dice.choice((1, 3, 9))):
                at, length = dice.randrange(len(text) + 1), dice.choice((0, 0, 1, 40))
                text = text[:at] + dice.choice(signs) + text[at + length :]
            parsed = read(suffix, text)
            assert parsed.transcript is not None or parsed.problems
