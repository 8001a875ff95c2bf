"""WebVTT and SubRip."""

from pathlib import PurePath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.formats import Claim
from ingest.formats.subtitles import parse, sniff
from ingest.model import Parsed, Transcript
from ingest.source import Source

Said = tuple[str | None, str, float | None, float | None]


def parsed(text: str) -> Parsed:
    return parse(Source(PurePath("talk.vtt"), text.encode()))


def said(text: str) -> list[Said]:
    transcript = parsed(text).transcript
    assert transcript is not None
    return [(p.speaker, p.text, p.audio_start, p.audio_end) for p in transcript.paragraphs]


def test_voices_times_and_mark_up_of_webvtt() -> None:
    text = (
        "WEBVTT - With Ann\n\nNOTE\nnobody says this\n\nSTYLE\n::cue { color: red }\n\n"
        "intro\n00:01.000 --> 00:02.500 align:start position:0%\n"
        "<v.loud Ann Lee>What <i>broke</i> &amp; when?</v>\n\n"
        "01:00:02.000 --> 01:00:03.000\n<v Bob>The schema.\n<v Ann Lee>Oh.\n"
    )
    transcript = parsed(text).transcript
    assert isinstance(transcript, Transcript)
    assert transcript.title == "With Ann"
    assert said(text) == [
        ("Ann Lee", "What broke & when?", 1.0, 2.5),
        ("Bob", "The schema.", 3602.0, 3603.0),
        ("Ann Lee", "Oh.", 3602.0, 3603.0),
    ]


def test_names_before_a_colon_are_voices_and_go_on_until_the_next() -> None:
    text = (
        "1\n00:00:01,000 --> 00:00:02,000\nInterviewer: So,\nwhat broke?\n2\n00:00:02,200 --> 00:00:03,000\n"
        "- Interviewee: The schema.\n- Interviewer: I see.\n\n3\n"
        "00:00:03,100 --> 00:00:04,000\nNote: go on.\n"
    )
    assert said(text) == [
        ("Interviewer", "So, what broke?", 1.0, 2.0),
        ("Interviewee", "The schema.", 2.2, 3.0),
        ("Interviewer", "I see. Note: go on.", 2.2, 4.0),
    ]


def cue(begins: float, ends: float, words: str) -> str:
    return f"00:{begins:06.3f} --> 00:{ends:06.3f}\n{words}\n\n"


@pytest.mark.parametrize(
    ("cues", "paragraphs"),
    [
        pytest.param(
            cue(1, 2, "We saw") + cue(2, 3, "it."), ["We saw it."], id="a sentence over two captions"
        ),
        pytest.param(cue(1, 2, "One.") + cue(4, 5, "Two."), ["One.", "Two."], id="a pause of two seconds"),
        pytest.param(cue(1, 4, "One") + cue(2, 5, "two"), ["One two"], id="overlapping captions"),
        pytest.param(
            cue(1, 2, "a" * 310 + ".") + cue(2, 3, "Two."),
            ["a" * 310 + ".", "Two."],
            id="a sentence end after enough",
        ),
        pytest.param(
            cue(1, 2, "a" * 310) + cue(2, 3, "two."),
            ["a" * 310 + " two."],
            id="no sentence end, however long",
        ),
    ],
)
def test_captions_of_one_voice_become_paragraphs(cues: str, paragraphs: list[str]) -> None:
    assert [words for _, words, _, _ in said("WEBVTT\n\n" + cues)] == paragraphs


@pytest.mark.parametrize(
    ("line", "severity"),
    [
        ("00:00:0x,000 --> 00:00:04,000", "error"),
        ("00:00:01,000 -> 00:00:04,000", "error"),
        ("00:00:01,000 -->", "error"),
        ("00:00:09,000 --> 00:00:04,000", "warning"),
    ],
)
def test_a_broken_time_line_is_reported_and_its_words_kept(line: str, severity: str) -> None:
    result = parsed(f"1\n00:00:00,000 --> 00:00:01,000\nbefore\n\n2\n{line}\nkept\n")
    assert result.transcript is not None
    assert "kept" in result.transcript.text
    assert "2" not in result.transcript.text
    assert [(problem.location, problem.severity) for problem in result.problems] == [("line 6", severity)]


def test_rolling_automatic_captions_say_each_line_once() -> None:
    text = (
        "WEBVTT\nKind: captions\nLanguage: en\n\n00:01.000 --> 00:02.000\nhello there\n\n"
        "00:02.000 --> 00:02.010\nhello there\n \n\n00:02.010 --> 00:03.000\nhello there\n"
        "how<00:02.500><c> are</c> you\n"
    )
    assert [words for _, words, _, _ in said(text)] == ["hello there how are you"]


def test_what_is_no_caption_mark_up_stays_text() -> None:
    assert (
        said("WEBVTT\n\n00:01.000 --> 00:02.000\n1 < 2 <script>x</script> {a}\n")[0][1]
        == "1 < 2 <script>x</script> {a}"
    )


def test_captions_without_a_word_are_a_problem() -> None:
    result = parsed("WEBVTT\n\n00:01.000 --> 00:02.000\n<i></i>\n")
    assert result.transcript is None
    assert [problem.message for problem in result.problems] == ["the captions say nothing"]


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("WEBVTT\n\n", Claim.CERTAIN),
        ("1\n00:00:01,000 --> 00:00:02,000\nhi\n", Claim.CERTAIN),
        ("1\n00:00:01 --> 00:00:02\nhi\n", Claim.POSSIBLE),
        ("WEBVTTX is no header\n", Claim.NO),
        ("Interviewer: a --> b\n", Claim.NO),
    ],
)
def test_recognises_captions(text: str, claim: Claim) -> None:
    assert sniff(Source(PurePath("a.txt"), text.encode())) is claim


NAMES = st.sampled_from(["Ann Lee", "Bob", "Interviewee", "Zoë"])
WORDS = st.from_regex(r"[A-Za-zéü]{2,9}( [a-zéü]{1,9}){0,5}[.?!]", fullmatch=True)


def changing(spoken: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Keep one turn of each run of a voice: runs are joined by design."""
    return [turn for before, turn in zip([("", ""), *spoken], spoken, strict=False) if before[0] != turn[0]]


@given(st.lists(st.tuples(NAMES, WORDS), min_size=1, max_size=9).map(changing))
def test_any_dialogue_written_as_webvtt_reads_back(spoken: list[tuple[str, str]]) -> None:
    text = "WEBVTT\n\n" + "".join(
        cue(at, at + 1, f"<v {name}>{words}</v>") for at, (name, words) in enumerate(spoken)
    )
    assert said(text) == [(name, words, at, at + 1) for at, (name, words) in enumerate(spoken)]


@given(
    st.lists(st.tuples(st.sampled_from(["Interviewer", "Interviewee"]), WORDS), min_size=1, max_size=9).map(
        changing
    )
)
def test_any_dialogue_written_as_subrip_reads_back(spoken: list[tuple[str, str]]) -> None:
    text = "".join(
        f"{at}\n00:00:{at:02},000 --> 00:00:{at:02},900\n{name}: {words}\n\n"
        for at, (name, words) in enumerate(spoken, 1)
    )
    assert [(name, words) for name, words, _, _ in said(text)] == spoken


@given(st.text(st.sampled_from("ab:.,->0 1\n<v/>{\\&"), max_size=200))
def test_no_captions_raise(text: str) -> None:
    source = Source(PurePath("a.vtt"), f"WEBVTT\n\n{text}".encode())
    sniff(source)
    parse(source)
