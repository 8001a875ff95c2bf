"""JSON of speech recognisers."""

import json
from pathlib import PurePath
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import ingest
from ingest.formats import Claim
from ingest.formats.timed.recogniser_json import parse, sniff
from ingest.model import Parsed
from ingest.source import Source

Said = tuple[str | None, str, float | None, float | None]


def source(loaded: Any) -> Source:
    text = loaded if isinstance(loaded, str) else json.dumps(loaded)
    return Source(PurePath("lamp.json"), text.encode())


def parsed(loaded: Any) -> Parsed:
    return parse(source(loaded))


def said(loaded: Any) -> list[Said]:
    transcript = parsed(loaded).transcript
    assert transcript is not None
    return [(p.speaker, p.text, p.audio_start, p.audio_end) for p in transcript.paragraphs]


TWO = [("A", "Who lit it?", 0.25, 1.0), ("B", "Nobody did.", 1.25, 1.9)]


def words(*, speaker: str, text: str, start: str, end: str, scale: float = 1) -> list[dict[str, Any]]:
    """The same two sentences word by word, in the fields of one recogniser or another."""
    found = []
    for name, sentence, begins, ends in TWO:
        parts = sentence.split(" ")
        step = (ends - begins) / len(parts)
        for at, word in enumerate(parts):
            times = {start: (begins + at * step) * scale, end: (begins + (at + 1) * step) * scale}
            found.append({text: word, speaker: name, **times})
    return found


def test_segments_of_whisper_name_nobody() -> None:
    segments = [
        {"id": 0, "start": 0.0, "end": 2.0, "text": " The lamp went", "tokens": [1, 2]},
        {"id": 1, "start": 2.0, "end": 3.5, "text": " out at night."},
        {"id": 2, "start": 9.0, "end": 10.0, "text": " Oh."},
    ]
    loaded = {"text": " The lamp went out at night. Oh.", "segments": segments, "language": "en"}
    assert said(loaded) == [(None, "The lamp went out at night.", 0.0, 3.5), (None, "Oh.", 9.0, 10.0)]
    assert parsed(loaded).problems == ()


@pytest.mark.parametrize(
    "loaded",
    [
        pytest.param(
            {"segments": [{"start": b, "end": e, "text": f" {t}", "speaker": s} for s, t, b, e in TWO]},
            id="segments in seconds",
        ),
        pytest.param(
            {
                "text": "Who lit it? Nobody did.",
                "utterances": [
                    {"speaker": s, "text": t, "start": int(b * 1000), "end": int(e * 1000)}
                    for s, t, b, e in TWO
                ],
                "words": words(speaker="speaker", text="text", start="start", end="end", scale=1000),
            },
            id="utterances in thousandths",
        ),
        pytest.param(
            {"words": words(speaker="speaker_id", text="text", start="start", end="end")}, id="words alone"
        ),
        pytest.param(
            {
                "version": "1.0.0",
                "segments": [{"startTime": b, "endTime": e, "body": t, "speaker": s} for s, t, b, e in TWO],
            },
            id="a podcast's",
        ),
        pytest.param(
            [
                {"sentence": t, "speaker_name": s, "startTime": f"00:00:0{b}", "endTime": f"00:00:0{e}"}
                for s, t, b, e in TWO
            ],
            id="clocks, and no object around them",
        ),
        pytest.param(
            {
                "results": {
                    "channels": [
                        {
                            "alternatives": [
                                {
                                    "transcript": "Who lit it? Nobody did.",
                                    "words": words(
                                        speaker="speaker", text="punctuated_word", start="start", end="end"
                                    ),
                                }
                            ]
                        }
                    ]
                }
            },
            id="words within the best of several guesses",
        ),
        pytest.param(
            {
                "monologues": [
                    {
                        "speaker": s,
                        "elements": [
                            {"type": "text", "value": t[:-1], "ts": b, "end_ts": e},
                            {"type": "punct", "value": t[-1]},
                        ],
                    }
                    for s, t, b, e in TWO
                ]
            },
            id="monologues of elements",
        ),
        pytest.param(
            {
                "phrases": [
                    {
                        "speaker": s,
                        "text": t,
                        "offsetMilliseconds": int(b * 1000),
                        "durationMilliseconds": round((e - b) * 1000),
                    }
                    for s, t, b, e in TWO
                ]
            },
            id="phrases with a duration",
        ),
        pytest.param(
            "\n".join(json.dumps({"start": b, "end": e, "text": t, "speaker": s}) for s, t, b, e in TWO),
            id="an object on each line",
        ),
    ],
)
def test_recognisers_say_the_same_in_different_fields(loaded: Any) -> None:
    assert sniff(source(loaded)) is Claim.CERTAIN
    assert said(loaded) == TWO


def test_speakers_that_stand_beside_the_words_are_found_by_the_time() -> None:
    def item(word: str, start: str) -> dict[str, Any]:
        return {
            "alternatives": [{"content": word}],
            "start_time": start,
            "end_time": start,
            "type": "pronunciation",
        }

    sign = {"alternatives": [{"content": "?"}], "type": "punctuation"}
    loaded = {
        "results": {
            "transcripts": [{"transcript": "When? Now then"}],
            "speaker_labels": {
                "segments": [
                    {
                        "speaker_label": "spk_0",
                        "start_time": "0.5",
                        "items": [{"start_time": "0.5", "speaker_label": "spk_0"}],
                    },
                    {
                        "speaker_label": "spk_1",
                        "start_time": "1.5",
                        "items": [{"start_time": at, "speaker_label": "spk_1"} for at in ("1.5", "1.75")],
                    },
                ]
            },
            "items": [item("When", "0.5"), sign, item("Now", "1.5"), item("then", "1.75")],
        }
    }
    assert said(loaded) == [("spk_0", "When?", 0.5, 0.5), ("spk_1", "Now then", 1.5, 1.75)]


def test_a_segment_whose_words_are_of_two_people_is_divided() -> None:
    def word(text: str, start: float, speaker: str | None) -> dict[str, Any]:
        return {"word": text, "start": start, "end": start + 0.2, **({"speaker": speaker} if speaker else {})}

    parts = [word("Who", 1.0, "S0"), word("then?", 1.5, None), word("Me.", 2.0, "S1")]
    loaded = {
        "segments": [{"start": 1.0, "end": 2.5, "text": "Who then? Me.", "speaker": "S0", "words": parts}]
    }
    assert said(loaded) == [("S0", "Who then?", 1.0, 1.7), ("S1", "Me.", 2.0, 2.2)]


def test_numbers_and_names_of_speakers() -> None:
    loaded = {
        "speakers": [{"id": 1, "name": "Tam Orlo"}],
        "segments": [
            {"start": 0, "end": 2, "text": "Who lit it?", "speaker": 0},
            {"start": 3, "end": 4, "text": "Nobody.", "speaker": 1},
            {"start": 5, "end": 6, "text": "Who says?", "speaker": None},
        ],
    }
    assert [name for name, _, _, _ in said(loaded)] == ["Speaker 0", "Tam Orlo", None]
    assert [problem.location for problem in parsed(loaded).problems if "no speaker" in problem.message] == [
        "segment 3"
    ]


@pytest.mark.parametrize(
    ("loaded", "location", "message"),
    [
        (
            '{"segments": [{"start": 0, "text": "x"},\n{"start":',
            "line 2",
            "the JSON is damaged: Expecting value",
        ),
        (
            {"title": "x", "text": "no list", "start": 1},
            "",
            "this JSON holds no transcript: no list of sentences",
        ),
        ('{"text": "x", "start": ' + "[" * 90_000, "", "the JSON is nested too deeply for a transcript"),
        ({"segments": [{"start": 0, "end": 1, "text": " "}]}, "", "this JSON holds no transcript"),
    ],
)
def test_what_holds_no_transcript_is_refused_in_one_line(loaded: Any, location: str, message: str) -> None:
    result = parsed(loaded)
    assert result.transcript is None
    assert len(result.problems) == 1
    assert result.problems[0].location == location
    assert result.problems[0].message.startswith(message)


@pytest.mark.parametrize(
    "text", ['{"a": 1}', '{"name": "x", "start": "node"}', "[1, 2]", "Keeper: {", '"text": "x"']
)
def test_leaves_other_json_alone(text: str) -> None:
    assert sniff(source(text)) is Claim.NO


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["text", "segments", "words", "start", "end", "speaker", "alternatives", "timestamp"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(VALUES)
def test_no_json_raises(loaded: Any) -> None:
    sniff(source(loaded))
    parse(source(loaded))


def test_sentences_name_who_speaks_as_name() -> None:
    said = [("Runa", "How long?"), ("Prem", "Since the spring."), ("Runa", "And now?")]
    lines = [{"name": who, "startTime": n * 3.5, "sentence": words} for n, (who, words) in enumerate(said)]
    whole = {"meeting": {"title": "Kiosk"}, "participants": ["Runa", "Prem"], "transcript": lines}
    read = ingest.read_bytes("talk.json", json.dumps(whole).encode()).transcript
    assert read is not None
    assert [(each.speaker, each.text) for each in read.paragraphs] == said


TALK = [
    ("Runa", "How long has the kiosk been shut?"),
    ("Prem", "Since the spring, when the roof came down."),
    ("Runa", "And who keeps the key?"),
    ("Prem", "Nobody in particular."),
    ("Runa", "Will it open again?"),
]


def listed(speaker: str, text: str, time: str, **more: Any) -> list[dict[str, Any]]:
    return [{speaker: who, text: words, time: 1.5 + 4 * n, **more} for n, (who, words) in enumerate(TALK)]


@pytest.mark.parametrize("within", ["", "rows"])
@pytest.mark.parametrize(
    "fields", [("voice", "content", "from_sec"), ("locutor", "fala", "inicio"), ("talker", "line", "at")]
)
def test_fields_of_unknown_names_are_told_by_their_values(fields: tuple[str, str, str], within: str) -> None:
    rows = listed(*fields, lang="en", id=7)
    found = parsed({within: rows} if within else rows)
    assert found.transcript is not None
    assert [(each.speaker, each.text) for each in found.transcript.paragraphs] == TALK
    assert [each.audio_start for each in found.transcript.paragraphs] == [1.5 + 4 * n for n in range(5)]
    [problem] = found.problems
    assert f"{fields[0]!r} is taken for the speaker" in problem.message


def test_who_speaks_may_stand_in_an_object_within() -> None:
    rows = [{"who_said": {"display": who}, "said": words, "offset_ms": 900} for who, words in TALK]
    assert [each[:2] for each in said({"meeting": {"entries": rows}})] == TALK


def test_a_field_that_only_may_name_speakers_is_asked_about() -> None:
    rows = [
        {"line": words, "at": n * 3.5, "side": "north" if n % 2 else "south"}
        for n, (_, words) in enumerate(TALK)
    ]
    found = parsed(rows)
    assert found.transcript is not None
    assert {each.speaker for each in found.transcript.paragraphs} == {None}
    [problem] = found.problems
    assert "'side' may name the speakers" in problem.message
    assert "rename it to 'speaker'" in problem.message


@pytest.mark.parametrize(
    "rows",
    [
        [
            {"item": "Rope", "state": "Worn", "text": "to be bought"},
            {"item": "Lamp", "state": "Good", "text": "-"},
        ]
        * 3,
        [{"name": f"Harbour {n}", "depth": n, "note": "a long note on it"} for n in range(6)],
    ],
)
def test_a_list_of_things_is_no_talk(rows: list[dict[str, Any]]) -> None:
    found = parsed(rows)
    assert found.transcript is None or {each.speaker for each in found.transcript.paragraphs} == {None}
    assert found.problems


def test_words_below_a_participant_are_theirs() -> None:
    rows = [
        {
            "participant": {"id": 100 + (who == "Prem"), "name": who},
            "words": [
                {"text": word, "start_timestamp": {"relative": n * 9.0 + at}}
                for at, word in enumerate(words.split())
            ],
        }
        for n, (who, words) in enumerate(TALK)
    ]
    assert [each[:3] for each in said(rows)] == [(who, words, n * 9.0) for n, (who, words) in enumerate(TALK)]


def test_a_message_is_from_whom_it_is_from_and_a_number_there_is_a_time() -> None:
    assert [
        each[:2] for each in said([{"from": who, "text": words, "date": "d"} for who, words in TALK])
    ] == TALK
    rows = [{"from": n * 2, "to": n * 2 + 1, "text": words} for n, (_, words) in enumerate(TALK)]
    assert {each[0] for each in said(rows)} == {None}


def test_times_that_are_told_twice_are_those_of_the_clock() -> None:
    spoken = [
        "The lamp went out at night.",
        "Nobody had lit it again, it seems.",
        "So we went down the stairs.",
    ] * 4
    loaded = {
        "transcription": [
            {
                "timestamps": {"from": f"00:00:{2 * n:02d},400", "to": f"00:00:{2 * n + 1:02d},900"},
                "offsets": {"from": 2000 * n + 400, "to": 2000 * n + 1900},
                "text": f" {n} {words}",
            }
            for n, words in enumerate(spoken)
        ]
    }
    transcript = parsed(loaded).transcript
    assert transcript is not None
    assert (transcript.paragraphs[0].audio_start, transcript.paragraphs[-1].audio_end) == (0.4, 23.9)


@pytest.mark.parametrize("field", ["id", "spkid", "speaker_id", "speaker"])
def test_names_stand_in_a_list_of_speakers_under_any_number(field: str) -> None:
    segments = [
        {"speaker": speaker, "start": n, "end": n + 1, "text": said}
        for n, (speaker, said) in enumerate([("spk1", "Who lit it?"), ("spk2", "Nobody did.")])
    ]
    named = [{field: "spk1", "name": "Noor"}, {field: "spk2", "name": "Ilse"}]
    assert [each[0] for each in said({"segments": segments, "speakers": named})] == ["Noor", "Ilse"]


def test_a_text_listed_in_words_and_links_is_read_whole() -> None:
    messages = [
        {"from": "Alba", "text": "Who lit it?"},
        {"from": "Jon", "text": ["See ", {"type": "link", "text": "example.org"}, " for that."]},
        {"from": "Alba", "text": "When?"},
        {"from": "Jon", "text": "On Sunday."},
    ]
    found = ingest.read_bytes("result.json", json.dumps({"messages": messages}).encode()).transcript
    assert found is not None
    assert [(each.speaker, each.text) for each in found.paragraphs] == [
        ("Alba", "Who lit it?"),
        ("Jon", "See example.org for that."),
        ("Alba", "When?"),
        ("Jon", "On Sunday."),
    ]
