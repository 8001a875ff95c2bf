"""WebVTT, SubRip and SBV."""

import tracemalloc
from pathlib import PurePath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.formats import Claim
from ingest.formats.timed.subtitles import parse, sniff
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


def subrip(*captions: str) -> str:
    return "".join(
        f"{at}\n00:00:{at:02},000 --> 00:00:{at:02},900\n{words}\n\n" for at, words in enumerate(captions, 1)
    )


def test_rolling_captions_of_a_video_site_say_each_line_once_in_subrip_too() -> None:
    lines = ["the lamp went out", "at the third bell", "and nobody came", "until the morning"]
    text = subrip(
        *(f"{before}\n{now}" if before else now for before, now in zip(["", *lines], lines, strict=False)),
        f"{lines[-1]}\n ",
    )
    assert [words for _, words, _, _ in said(text)] == [" ".join(lines)]


def test_live_captions_that_grow_word_by_word_say_each_word_once() -> None:
    text = subrip("the lamp", "the lamp went", "the lamp went out", "and nobody", "and nobody came")
    assert said(text) == [(None, "the lamp went out and nobody came", 1.0, 5.9)]


def test_a_recogniser_that_repeats_itself_does_not_roll() -> None:
    text = subrip(*["Thank you."] * 6, "Good night.")
    assert [words for _, words, _, _ in said(text)] == ["Thank you. " * 6 + "Good night."]


def test_captions_of_a_video_site_have_their_times_on_one_line_with_a_comma() -> None:
    text = "0:00:01.500,0:00:03.000\nKeeper: The lamp went out.\n\n0:00:03.500,0:00:05.000\nGuest: When?\n\n"
    assert sniff(Source(PurePath("a.sbv"), text.encode())) is Claim.CERTAIN
    text += "0:00:06.000,0:00:07.000\nKeeper: At the third bell.\n\n0:00:08.000,0:00:09.000\nGuest: Oh.\n"
    assert said(text) == [
        ("Keeper", "The lamp went out.", 1.5, 3.0),
        ("Guest", "When?", 3.5, 5.0),
        ("Keeper", "At the third bell.", 6.0, 7.0),
        ("Guest", "Oh.", 8.0, 9.0),
    ]


def test_what_a_recogniser_prints_on_the_screen_is_captions() -> None:
    text = (
        "[00:01.000 --> 00:02.000] [SPEAKER_00]: When?\n[00:02.500 --> 00:04.000] [SPEAKER_01]: At night.\n"
    )
    assert said(text) == [("SPEAKER_00", "When?", 1.0, 2.0), ("SPEAKER_01", "At night.", 2.5, 4.0)]


@pytest.mark.parametrize(
    ("asks", "answers"),
    [
        ("[SPEAKER_00]", "[SPEAKER_01]"),
        ("Ilse | Harbour Office", "Tam | Guest"),
        ("Ilse's tablet", "+49 30 5550100"),
        ("Keeper, Ilse", "Ferry, Tam"),
        ("Fragesteller:in", "Befragte:r"),
        ("M", "F1"),
        ("INT.", "TN 1"),
        ("Jeanne d'Aube", "Tam, Ferry Co."),
    ],
)
def test_any_label_that_comes_back_names_the_voice(asks: str, answers: str) -> None:
    text = subrip(
        f"{asks}: Who lit the lamp?",
        f"{answers}: Nobody did.",
        f"{asks}: And then?",
        f"{answers}: It went dark.",
    )
    assert [(name, words) for name, words, _, _ in said(text)] == [
        (asks.strip("[]"), "Who lit the lamp?"),
        (answers.strip("[]"), "Nobody did."),
        (asks.strip("[]"), "And then?"),
        (answers.strip("[]"), "It went dark."),
    ]


def test_a_voice_tag_whose_label_and_time_stand_in_the_words_again_says_them_once() -> None:
    text = (
        "WEBVTT\n\n"
        + cue(1, 2, "<v S00>S00: [00:00:01] When?")
        + cue(4, 5, "<v S01>S01: [00:00:04] At night.")
    )
    assert said(text) == [("S00", "When?", 1.0, 2.0), ("S01", "At night.", 4.0, 5.0)]


def test_a_cue_without_a_voice_among_voices_is_nobodys_and_told() -> None:
    text = "WEBVTT\n\n" + cue(1, 2, "<v Ilse>When?</v>") + cue(4, 5, "At night.")
    assert [name for name, _, _, _ in said(text)] == ["Ilse", None]
    assert [(problem.location, problem.message) for problem in parsed(text).problems] == [
        ("line 6", "one passage has no speaker where the others have one")
    ]


def test_words_behind_a_mark_of_change_without_a_name_are_nobodys() -> None:
    text = subrip(
        "KEEPER: Who is there?", "GUEST: Me.", ">> And me.", "we both", "KEEPER: Come in.", "GUEST: Ta."
    )
    assert [(name, words) for name, words, _, _ in said(text)] == [
        ("KEEPER", "Who is there?"),
        ("GUEST", "Me."),
        (None, "And me. we both"),
        ("KEEPER", "Come in."),
        ("GUEST", "Ta."),
    ]
    assert [problem.message for problem in parsed(text).problems] == [
        "one change of speaker without a name; the text has no speaker"
    ]


def test_a_label_that_may_be_none_is_left_in_the_words_and_told() -> None:
    text = subrip(
        "we went on like this", "TAM: no", "and on", "TAM: and on", "for a whole night", "or two", "in all"
    )
    assert [name for name, _, _, _ in said(text)] == [None]
    assert [problem.message for problem in parsed(text).problems] == [
        "'TAM' may be a speaker; the text after it has no speaker"
    ]


def test_a_name_that_stands_once_among_longer_names_is_nobodys_and_told() -> None:
    spoken = [
        "Ilse Sand: Who is there?",
        "Tam & Odd: We are.",
        "Ilse Sand: And you?",
        "Rue: I came late.",
        "so I did",
    ]
    text = subrip(*spoken, "Tam & Odd: She did.", "Ilse Sand: Well then.", "we begin")
    assert [(name, words) for name, words, _, _ in said(text)][3:5] == [
        (None, "Rue: I came late. so I did"),
        ("Tam & Odd", "She did."),
    ]
    assert "'Rue' may be a speaker; the text after it has no speaker" in [
        p.message for p in parsed(text).problems
    ]


@pytest.mark.parametrize("label", ["{}:", "[{}]:"])
def test_numbers_in_the_place_of_labels_are_told(label: str) -> None:
    text = subrip(*(f"{label.format(1 + at % 2)} words number {at}" for at in range(6)))
    assert [name for name, _, _, _ in said(text)] == [None]
    assert [problem.message for problem in parsed(text).problems] == [
        "the numbers before a colon may be speakers; the text has no speaker"
    ]


def test_captions_that_name_nobody_are_nobodys() -> None:
    text = subrip("I said: nothing is lost.", "She said: so it is.", "Remember this: the tide turns.")
    assert [name for name, _, _, _ in said(text)] == [None]


def test_chinese_captions_are_joined_without_blanks() -> None:
    assert [words for _, words, _, _ in said(subrip("灯在夜里", "熄灭了。"))] == ["灯在夜里熄灭了。"]


def test_what_is_no_caption_mark_up_stays_text() -> None:
    assert (
        said("WEBVTT\n\n00:01.000 --> 00:02.000\n1 < 2 <script>x</script> {a}\n")[0][1]
        == "1 < 2 <script>x</script> {a}"
    )


def test_captions_without_a_word_are_a_problem() -> None:
    result = parsed("WEBVTT\n\n00:01.000 --> 00:02.000\n<i></i>\n")
    assert result.transcript is None
    assert [problem.message for problem in result.problems] == ["the captions contain no text"]


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


@pytest.mark.parametrize("voice", ["", "<v Noor>"])
def test_many_captions_are_not_held_six_times(voice: str) -> None:
    times = [f"{n // 1200:02}:{n // 20 % 60:02}:{n % 20 * 3:02}" for n in range(4_000)]
    words = "We train the models every night and then look at the quality"
    cues = [f"{at}.000 --> {at}.900\n{voice}{words}, caption {n}.\n" for n, at in enumerate(times)]
    data = ("WEBVTT\n\n" + "\n".join(cues)).encode()
    source = Source(PurePath("long.vtt"), data)
    assert sniff(source) is Claim.CERTAIN
    parse(source)  # what is kept of words, whatever the length of the file, is there already
    tracemalloc.start()
    try:
        assert parse(source).transcript is not None
        assert tracemalloc.get_traced_memory()[1] < 6 * len(data)
    finally:
        tracemalloc.stop()
