"""Files of oTranscribe: a page within JSON."""

import json

import pytest

import ingest

PAGE = (
    '<p><span class="timestamp" data-timestamp="3.2">0:03</span> <b>Runa:</b> Who keeps the key?<br></p>'
    '<p><span class="timestamp" data-timestamp="7">0:07</span> <b>Prem:</b> Nobody, since spring.</p>'
    '<p><span class="timestamp" data-timestamp="9">0:09</span> <b>Runa:</b> And before?</p>'
)


def test_the_page_within_is_read_with_its_times() -> None:
    whole = json.dumps({"text": PAGE, "media": "kiosk.mp3", "media-time": 12.5})
    found = ingest.read_bytes("kiosk.otr", whole.encode())
    assert found.format == "otranscribe"
    assert found.transcript is not None
    assert [(each.speaker, each.text, each.audio_start) for each in found.transcript.paragraphs] == [
        ("Runa", "Who keeps the key?", 3),
        ("Prem", "Nobody, since spring.", 7),
        ("Runa", "And before?", 9),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"text": "<p>0:03 Runa: Who', "the JSON is damaged"),
        ('{"media": "a.mp3", "text": "<p></p>"}', "contains no text"),
        ('{"media": "a.mp3", "text": "<p>x</p>", "text": 3}', "holds no text"),
    ],
)
def test_a_broken_file_says_so(text: str, message: str) -> None:
    tail = "" if text.endswith("}") else ' "media": "'
    found = ingest.read_bytes("kiosk.otr", (text + tail).encode())
    assert found.transcript is None
    assert message in found.problems[0].message
