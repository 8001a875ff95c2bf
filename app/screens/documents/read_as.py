"""How a file is read: every format, and every grammar of labels, with what it would give; one is chosen."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from app.shell import drop_zone, form_state, notices
from app.ui import wording
from ingest.dialogue import DIALOGUE_QUESTION
from ingest.files import sandbox
from ingest.files.choices import Choices, Offer
from ingest.summary import format_title

KNOWN = "documents-known"
_OFFERS = "documents-offers"
_GRAMMARS = {
    "timed": "times beside labels",
    "bracket": "labels in brackets",
    "bold": "bold labels",
    "heading": "labels as headings",
    "tab": "labels before a tab",
    "colon": "labels before a colon",
    "sign": "labels before",
    "dot": "labels before a full stop",
    "line": "labels on their own line",
    "nobody": "no speakers",
}
_USES = {"speaker": "the speakers", "text": "what is said", "end": "the end", "nothing": "left out"}
_SHOWN = 3


def choose(upload: drop_zone.Upload) -> None:
    """Ask how the file is to be read; another choice than the last reads it anew."""
    ways = {each.choices: each for each in _offers(upload)}
    now = upload.choices or Choices(upload.parsed.format)
    now = replace(now, format=now.format or upload.parsed.format)
    options = list(dict.fromkeys((*([now] if now.format else []), *ways)))
    chosen = st.selectbox(
        "Read as",
        options,
        index=options.index(now) if now in options else None,
        format_func=lambda each: _told(each, ways.get(each)),
        key="upload-format",
        placeholder="Choose a format",
    )
    if chosen is not None and chosen != now:
        read_again(upload, chosen)


def ask(upload: drop_zone.Upload) -> None:
    """Where labels come back but prove nothing, let a person say in one click that it is a dialogue."""
    asked = next((each for each in upload.parsed.problems if each.message.endswith(DIALOGUE_QUESTION)), None)
    if asked is None:
        return
    ways = [each for each in _offers(upload) if each.choices.grammar and each.labels]
    if ways and st.button("Read as a dialogue", key="upload-dialogue", help=wording.plain(asked.message)):
        read_again(upload, ways[0].choices)


def forget_form() -> None:
    """Forget what was typed about the upload."""
    form_state.forget()
    for key in [key for key in st.session_state if str(key).startswith(("upload-", KNOWN))]:
        del st.session_state[key]


def _offers(upload: drop_zone.Upload) -> tuple[Offer, ...]:
    """Return the ways to read the file; they are found once."""
    kept = st.session_state.get(_OFFERS)
    if kept is None or kept[0] != upload.parsed.sha256:
        found = sandbox.offers_apart(str(upload.parsed.path), upload.data)
        kept = st.session_state[_OFFERS] = (upload.parsed.sha256, found)
    offers: tuple[Offer, ...] = kept[1]
    return offers


def _told(choices: Choices, offer: Offer | None) -> str:
    """Say what a choice would give: ``Labels before a colon: 8 turns, 2 labels (A, B)``."""
    name = format_title(choices.format) or str(choices.format)
    name = grammar_name(choices.grammar) or name
    if choices.columns and choices.format != "survey":
        name = ", ".join(f"column {column} is {_USES.get(use, use)}" for column, use in choices.columns)
    name = name[:1].upper() + name[1:]
    if choices.grammar and choices.format != "labelled_text":
        name = f"{format_title(choices.format)}, {name[:1].lower()}{name[1:]}"
    if offer is None:
        return wording.plain(name)
    if offer.cases is not None:
        return wording.plain(f"{name}: {wording.count(offer.cases, 'case')}")
    if not offer.labels:
        return wording.plain(f"{name}: {wording.count(offer.paragraphs, 'paragraph')}, no speakers")
    shown = ", ".join(offer.labels[:_SHOWN]) + (" …" if len(offer.labels) > _SHOWN else "")
    turns, labels = wording.count(offer.turns, "turn"), wording.count(len(offer.labels), "label")
    return wording.plain(f"{name}: {turns}, {labels} ({shown})")


def grammar_name(name: str | None) -> str:
    """Say how labels are printed: ``labels before a colon``; nothing without a grammar."""
    grammar, _, sign = (name or "").partition(" ")
    return f"{_GRAMMARS.get(grammar, grammar)} {sign}".strip()


def read_again(upload: drop_zone.Upload, choices: Choices) -> None:
    """Read the file as a person chose; it stays as it was where that gives nothing."""
    again = drop_zone.read(str(upload.parsed.path), upload.data, choices)
    forget_form()
    if drop_zone.has_words(again.parsed):
        st.session_state[drop_zone.WAITING] = again
    else:
        why = drop_zone.reasons(again.parsed)
        notices.say("bad", f"This file cannot be read as “{_told(choices, None)}”: {why}.")
    st.rerun()
