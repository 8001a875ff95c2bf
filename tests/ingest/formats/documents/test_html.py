"""Web pages: what programs and word processors save as HTML."""

import random
import re
from pathlib import PurePath

import pytest

from ingest.formats import Claim
from ingest.formats.documents.html import parse, sniff
from ingest.model import Parsed, Transcript
from ingest.source import Source


def parsed(body: str | bytes, head: str = "") -> Parsed:
    page = f"<!DOCTYPE html><html><head>{head}</head><body>{body!s}</body></html>".encode()
    return parse(Source(PurePath("talk.html"), body if isinstance(body, bytes) else page))


def read(body: str | bytes, head: str = "") -> Transcript:
    found = parsed(body, head)
    assert found.transcript is not None, found.problems
    return found.transcript


def turns(body: str | bytes, head: str = "") -> list[tuple[str | None, str]]:
    return [(paragraph.speaker, paragraph.text) for paragraph in read(body, head).paragraphs]


TALK = [
    ("Orla", "Who mends the nets?"),
    ("Piet", "I do, on Mondays."),
    ("Orla", "And then?"),
    ("Piet", "We sail."),
]


@pytest.mark.parametrize(
    ("row", "head"),
    [
        pytest.param("<p>{0}: {1}</p>", "", id="a colon"),
        pytest.param("<p><b>{0}</b> {1}</p>", "", id="bold letters"),
        pytest.param("<p><span style='font-weight: 700'>{0}:</span> {1}</p>", "", id="bold by a style"),
        pytest.param(
            "<p><span class='c1 c3'>{0}</span><span> {1}</span></p>",
            "<style>.c3{{font-weight:700}}</style>",
            id="a class",
        ),
        pytest.param("<p>{0}<br>{1}</p>", "", id="a line of its own"),
        pytest.param("<div>{0}: {1}</div><div><br></div>", "", id="divisions and blank lines"),
        pytest.param("{0}: {1}<br><br>", "", id="line breaks only"),
        pytest.param("<h3>{0}</h3><p>{1}</p>", "", id="headings"),
        pytest.param("<dl><dt>{0}</dt><dd>{1}</dd></dl>", "", id="a list of terms"),
        pytest.param("<ul><li><strong>{0}:</strong> {1}</li></ul>", "", id="a list"),
        pytest.param("<table><tr><td>{0}</td><td>{1}</td></tr></table>", "", id="tables"),
        pytest.param("<pre>{0}: {1}\n\n</pre>", "", id="plain text in a page"),
    ],
)
def test_who_speaks_is_told_in_many_ways(row: str, head: str) -> None:
    body = "".join(row.format(*turn) for turn in TALK)
    assert turns(body, head.replace("{{", "{").replace("}}", "}")) == TALK


def talk(words: str) -> str:
    return f"<p>Orla: Who mends the nets?</p><p>Piet: {words}</p><p>Orla: And then?</p>"


@pytest.mark.parametrize(
    ("written", "words"),
    [
        pytest.param("a\n  <i>b</i>c", "a bc", id="white space is folded"),
        pytest.param("a&amp;b &eacute;t&#233;&nbsp;x", "a&b été\u00a0x", id="entities"),
        pytest.param("a<script>b</script><style>c</style><!-- d -->", "a", id="what is not printed"),
        pytest.param("a<span hidden>b</span><span style='display:none'>c</span>", "a", id="hidden words"),
        pytest.param("<a href='http://x.example'>here</a><img src='x'>", "here", id="links stay shut"),
        pytest.param("x<button>Play</button>", "x", id="buttons"),
    ],
)
def test_words_are_what_a_browser_shows(written: str, words: str) -> None:
    assert turns(talk(written))[1] == ("Piet", words)


def test_a_table_with_headings_gives_speakers_times_and_codes() -> None:
    rows = "<tr><th>Time</th><th>Speaker</th><th>Text</th><th>Codes</th></tr>" + "".join(
        f"<tr><td>0:0{n}</td><td>{who}</td><td><p>{words}</p></td><td>{'Net-care' * (n == 2)}</td></tr>"
        for n, (who, words) in enumerate(TALK, 1)
    )
    found = read(f"<table>{rows}</table>")
    assert [(p.speaker, p.text, p.audio_start) for p in found.paragraphs] == [
        (*turn, float(n)) for n, turn in enumerate(TALK, 1)
    ]
    assert [(tag.code, tag.paragraph) for tag in found.tags] == [("Net-care", 1)]


# --- noScribe -----------------------------------------------------------------------------------------------


def anchored(*rows: tuple[str, str]) -> str:
    return "".join(
        f'<p><a name="ts_{n}000_{n}900_{who}">{words}</a></p>' for n, (who, words) in enumerate(rows, 1)
    )


def test_noscribe_says_beside_the_words_who_speaks_and_when() -> None:
    body = anchored(
        ("S00", "S00: Who mends them?"), ("S01", "S01: I do."), ("S01", "One thing: it takes days.")
    )
    found = read(f"<p>Transcribed with noScribe vers. 0.7</p>{body}")
    assert [(p.speaker, p.text, p.audio_start, p.audio_end) for p in found.paragraphs] == [
        ("S00", "Who mends them?", 1.0, 1.9),
        ("S01", "I do.", 2.0, 2.9),
        ("S01", "One thing: it takes days.", 3.0, 3.9),
    ]


def test_a_speaker_renamed_in_noscribes_words_has_the_new_name() -> None:
    body = anchored(
        ("S00", "Orla: Who?"), ("S01", "Piet: I do."), ("S00", "And then?"), ("S01", "Piet: We sail.")
    )
    assert [speaker for speaker, _ in turns(body * 4)][:4] == ["Orla", "Piet", "Orla", "Piet"]


def test_a_turn_that_somebody_gave_to_another_in_noscribe_is_hers() -> None:
    rows = [("S00", "Orla: Who?"), ("S01", "Piet: I do."), ("S01", "Orla: And then?"), ("S01", "How long?")]
    assert [speaker for speaker, _ in turns(anchored(*rows))] == ["Orla", "Piet", "Orla", "Orla"]


def test_words_without_an_anchor_are_nobodys_and_told() -> None:
    found = parsed(anchored(("S00", "S00: Who?"), ("S01", "S01: I do.")) + "<p>added by hand</p>")
    assert found.transcript is not None
    assert found.transcript.paragraphs[-1].speaker is None
    assert any("have no speaker where the others have one" in problem.message for problem in found.problems)


# --- pages, encodings, harm ---------------------------------------------------------------------------------


def test_prose_is_an_article_with_its_title_and_headings() -> None:
    found = read("<h1>How we mend</h1><p>By hand. It takes days.</p>", "<title>Nets</title>")
    assert (found.kind, found.title) == ("article", "Nets")
    assert [paragraph.heading for paragraph in found.paragraphs] == ["How we mend", None]


def test_a_page_says_itself_how_its_letters_are_written() -> None:
    page = f"<html><meta charset=windows-1251><body>{talk('мир')}</body></html>".encode("cp1251")
    assert turns(page)[1] == ("Piet", "мир")


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("<!DOCTYPE html><p>x", Claim.CERTAIN),
        ("<!-- saved -->\n<HTML><body>", Claim.CERTAIN),
        ('<?xml version="1.0"?><html xmlns="x">', Claim.CERTAIN),
        ("<p>Orla: hello</p>", Claim.POSSIBLE),
        ("Orla: hello <b>there</b>", Claim.NO),
        ("<Project><p></p></Project>", Claim.NO),
    ],
)
def test_a_page_is_told_by_its_beginning(text: str, claim: Claim) -> None:
    assert sniff(Source(PurePath("x.txt"), text.encode())) is claim


@pytest.mark.parametrize("body", ["", "<script>x</script>", "<img src=x>", "<!-- x -->"])
def test_a_page_without_words_says_so(body: str) -> None:
    [problem] = parsed(body).problems
    assert "contains no text" in problem.message


def test_elements_are_read_however_deep() -> None:
    page = "<p>Orla: Who?</p><p>Piet: I.</p>" + "<div>" * 5000 + "far" + "</div>" * 5000
    assert turns(page)[-1][1] == "far"


def test_a_page_of_white_space_is_read_at_once() -> None:
    assert turns(" " * 3_000_000 + talk("I do."))[1] == ("Piet", "I do.")


@pytest.mark.parametrize(
    "lines",
    [
        ["*Noor*'s boat was lost.", "Nobody told *Piet*, who saw *Noor*.", "*Piet* came."],
        ["*Salt* is what we have.", "*Rain* is what we need.", "*Salt* comes from the sea. Who asks?"],
        ["*Noor*: Did *Piet* see it?", "*Piet*: I said *Noor*, Where?", "*Noor*: And *Piet*? He did."],
    ],
    ids=["misspelt", "marked", "talk"],
)
def test_words_that_are_marked_stay_as_they_are(lines: list[str]) -> None:
    page = "".join(f"<p>{line}</p>" for line in lines for _ in range(2))
    marked = re.sub(r"\*(\w+)\*", r"<span class=SpellE>\1</span>", page)
    assert turns(marked) == turns(page.replace("*", ""))


def test_a_tag_that_never_ends_is_passed_over_at_once() -> None:
    assert turns(talk("I do.") + "<span" + " class=a" * 20_000 + "a" * 200_000)[1] == ("Piet", "I do.")


def test_titles_of_drawings_are_not_the_title_of_the_page() -> None:
    assert read(f"<svg><title>Play</title></svg>{talk('I do.')}", "<title>Nets</title>").title == "Nets"


def test_no_scratch_raises() -> None:
    rng = random.Random(7)  # noqa: S311 - no secret
    body = f"{talk('<b>I</b> do<br>so')}{anchored(('S00', 'S00: x'))}<table><tr><td>a</table>"
    whole = f"<html><body>{body}".encode()
    for _ in range(300):
        data = bytearray(whole)
        for _ in range(rng.randrange(1, 6)):
            data[rng.randrange(len(data))] = rng.choice(b"<>/&;'\"\0\xff a")
        found = parsed(bytes(data[: rng.randrange(1, len(data))]))
        assert found.transcript is not None or found.problems


def test_words_before_a_colon_in_a_cell_do_not_beat_the_column_of_speakers() -> None:
    said = [
        ("Mod", "Who?"),
        ("R2", "There is one rule: we wait."),
        ("Mod", "Why?"),
        ("R2", "There is one rule: so."),
    ]
    rows = "".join(
        f"<tr><td>00:0{n}</td><td>{who}</td><td>{words}</td></tr>" for n, (who, words) in enumerate(said)
    )
    assert turns(f"<table><tr><th>Zeit</th><th>Person</th><th>Text</th></tr>{rows}</table>") == said


@pytest.mark.parametrize("time", ["", "<span class='ts'>0:0{}</span> ", "<a href='#t'>[0:0{}]</a>"])
@pytest.mark.parametrize("name", ["speaker-name", "css-1x7"])
def test_a_label_in_an_element_of_its_own_stands_apart_from_the_words(name: str, time: str) -> None:
    said = [("Orla", "Who came?"), ("Piet", "Nobody did."), ("Orla", "And then?"), ("Piet", "We left.")]
    page = "".join(
        f'<div>{time.format(n)}<span class="{name}">{who}</span><span>{words}</span></div>'
        for n, (who, words) in enumerate(said)
    )
    assert turns(page) == said
