"""Paragraphs in brackets between the turns: who wrote the talk down says them, nobody in it does."""

from __future__ import annotations

import pytest

import ingest

TALK = (
    "Ruth: What does a morning look like?\n\nBen: I check the log.\n\n{aside}\n\n"
    "Ruth: And then?\n\nBen: I ring.\n\n"
)


@pytest.mark.parametrize(
    "aside",
    [
        "[Doorbell. Ben goes to the counter and comes back.]",
        "(NB: he points at the fridge here)",
        "[Die Aufnahme wird unterbrochen]",
    ],
)
def test_what_is_in_brackets_is_nobodys_and_that_is_told(aside: str) -> None:
    parsed = ingest.read_bytes("talk.txt", (TALK.format(aside=aside) * 3).encode())
    assert parsed.transcript is not None
    spoken = [(each.speaker, each.text) for each in parsed.transcript.paragraphs]
    assert (None, aside) in spoken
    assert {speaker for speaker, text in spoken if text != aside} == {"Ruth", "Ben"}
    assert "3 paragraphs in brackets have no speaker" in [each.message for each in parsed.problems]


@pytest.mark.parametrize(
    "kept", ["[laughs]", "(inaudible)", "We had (so I hear) a second one.", "[a] and [b] and [c]"]
)
def test_what_is_about_who_speaks_stays_theirs(kept: str) -> None:
    transcript = ingest.read_bytes("talk.txt", (TALK.format(aside=kept) * 3).encode()).transcript
    assert transcript is not None
    assert ("Ben", kept) in [(each.speaker, each.text) for each in transcript.paragraphs]
