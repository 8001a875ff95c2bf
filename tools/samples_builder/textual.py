"""The same interview as plain text: labelled, as Markdown, as subtitles, or as a converted Delve export."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from random import Random
from textwrap import wrap

from samples_builder.script import Script, Turn

_WORDS_A_SECOND = 2.6
_BREATH = 0.6
"""Seconds between two voices; whoever follows a short interjection talks over its end."""


def labelled(script: Script) -> str:
    """Return ``Speaker: words``, a paragraph a line, blank lines between."""
    return "\n\n".join(f"{turn.speaker}: {turn.text}" for turn in script.turns) + "\n"


def markdown(script: Script) -> str:
    """Return the transcript under one heading per turn, without codes."""
    turns = (f"## {turn.speaker}\n\n{turn.text}\n" for turn in script.turns)
    return "\n".join((f"# {script.title}\n", *turns))


def delve_text(script: Script, coder: str) -> str:
    """Return a coder's print-out after a conversion that lost the underlines and guessed the headings.

    Speakers are headings of random level, and the codes follow their paragraph: on one line joined by
    spaces, or each on a line of its own, as it happens.
    """
    shown = script.shown(coder)
    title = f"{script.title} - {coder}"
    chance = Random(title)  # noqa: S311 - the same export every time, no secret
    blocks = [f"# {title}"]
    for turn in shown.turns:
        blocks += [f"{'#' * chance.randint(1, 4)} {turn.speaker}", turn.text]
        codes = turn.codes(coder)
        blocks += [" ".join(codes)] if codes and chance.random() < 1 / 3 else codes
    blocks.append("Created with the Delve Qualitative Analysis Tool (http://www.delvetool.com)")
    return "\n\n".join(blocks) + "\n"


def subtitles(script: Script) -> str:
    """Return WebVTT as a meeting recorder writes it: a cue for each sentence or two, with a voice tag."""
    cues = ["WEBVTT", f"NOTE {script.title}, recorded remotely"]
    for number, (begins, ends, speaker, words) in enumerate(_cues(script.turns), start=1):
        lines = "\n".join(wrap(words, 64, break_on_hyphens=False))
        cues.append(f"{number}\n{_clock(begins)} --> {_clock(ends)}\n<v {speaker}>{lines}</v>")
    return "\n\n".join(cues) + "\n"


def _cues(turns: tuple[Turn, ...]) -> Iterator[tuple[float, float, str, str]]:
    clock = 2.0
    for turn in turns:
        for words in _sentences(turn.text):
            lasts = len(words.split()) / _WORDS_A_SECOND
            yield clock, clock + lasts, turn.speaker, words
            clock += lasts
        short = len(turn.text.split()) <= 3  # noqa: PLR2004 - "Mm hmm.", "Yes, exactly."
        clock += -_BREATH / 2 if short else _BREATH


def _sentences(text: str) -> Iterator[str]:
    """Cut a paragraph into cues: whole sentences, joined while they stay short."""
    ends = [0, *(found.end() for found in re.finditer(r"[.?!]\s+", text)), len(text)]
    held = ""
    for start, end in pairwise(ends):
        if held and len(held) + end - start > 120:  # noqa: PLR2004 - two lines of a screen
            yield held.strip()
            held = ""
        held += text[start:end]
    if held.strip():
        yield held.strip()


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds * 1000), 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{rest // 1000:02}.{rest % 1000:03}"
