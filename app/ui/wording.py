"""Small wordings that several pages share: numbers, moments, coders' letters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from app import data
from kb import formatting
from kb.queries.progress.pass_progress import PassProgress
from kb.records import moment

_A_WEEK = 7
_MARKDOWN = re.compile(r"([\\`*_\[\]<>|#~&$]|:(?=\w)|^[-+=]|(?<=\d)[.)](?=\s))")


two = formatting.two
"""A coefficient with two decimals."""


def word(ours: str) -> str:
    """Return what the study calls one of our words: ``Issues``, ``fix``, ``an aspect``."""
    return data.study().words.forms[ours]


def fill(text: str) -> str:
    """Return a sentence of ours with the words of the study in ``{issues}``, ``{Stage}``, ``{an aspect}``."""
    return data.study().words.fill(text)


def filled(titles: Mapping[str, str]) -> dict[str, str]:
    """Return titles of ours with the words of the study in them."""
    words = data.study().words
    return {key: words.fill(title) for key, title in titles.items()}


def named(level: str) -> str:
    """Return what one thing of a level is called in this study: ``barrier``, ``code``."""
    return data.study().words.named(level)


def plural(level: str) -> str:
    """Return what several things of a level are called in this study: ``barriers``, ``codes``."""
    return data.study().words.plural(level)


def levels(titles: Mapping[str, str]) -> dict[str, str]:
    """Return the titles of the levels that the study has (issues, codes …), in its words."""
    study = data.study()
    return {level: study.words.fill(title) for level, title in titles.items() if study.has(level)}


def count(number: int, noun: str, plural: str | None = None) -> str:
    """Return a number with its noun, always in digits: ``3 coders``; ``no coders`` for none.

    >>> count(1, "fix", "fixes"), count(3, "coder"), count(1200, "coding"), count(0, "memo")
    ('1 fix', '3 coders', '1,200 codings', 'no memos')
    """
    return f"{words(number)} {noun if number == 1 else plural or noun + 's'}"


def left_out(*parts: tuple[int, str]) -> str | None:
    """Return a sentence with what is left out, by number and text, without what is zero; None if all is.

    >>> left_out((2, "2 empty passes"), (0, "no unplaced codings"))
    'Left out: 2 empty passes.'
    """
    told = "; ".join(text for number, text in parts if number)
    return f"Left out: {told}." if told else None


def words(number: int) -> str:
    """Return a number with commas between thousands, and ``no`` for zero."""
    return many(number) if number else "no"


def many(number: float) -> str:
    """Return a number, rounded to a whole one, with commas between thousands."""
    return f"{number:,.0f}"


def when(at: datetime) -> str:
    """Return a moment as short as it can be told: ``14:02`` today, ``Wed`` this week, ``2 Nov`` before."""
    local = moment(at).astimezone(_zone())
    days = (datetime.now(UTC).astimezone(_zone()).date() - local.date()).days
    if days <= 0:
        return f"{local:%H:%M}"
    return f"{local:%a}" if days < _A_WEEK else f"{local.day} {local:%b}"


def clock(at: datetime) -> str:
    """Return a moment to the second, with its day if not today: ``14:02:11``, ``9 Nov 14:02:11``."""
    local = moment(at).astimezone(_zone())
    today = datetime.now(UTC).astimezone(_zone()).date()
    return f"{local:%H:%M:%S}" if local.date() == today else f"{local.day} {local:%b %H:%M:%S}"


def day(at: datetime) -> str:
    """Return a day: ``9 Nov``."""
    local = moment(at).astimezone(_zone())
    return f"{local.day} {local:%b}"


def time_of_day(at: datetime) -> str:
    """Return the time of day, whatever the day: ``14:02``."""
    return f"{moment(at).astimezone(_zone()):%H:%M}"


def named_day(at: datetime) -> str:
    """Return a day with its name: ``Today, Friday 20 Nov 2026``."""
    zone = _zone()
    date, today = moment(at).astimezone(zone).date(), datetime.now(UTC).astimezone(zone).date()
    named = {0: "Today, ", 1: "Yesterday, "}.get((today - date).days, "")
    return f"{named}{date:%A} {date.day} {date:%b %Y}"


def today() -> date:
    """Return what day it is where the person is who looks."""
    return datetime.now(UTC).astimezone(_zone()).date()


def letters(names: Iterable[str]) -> dict[str, str]:
    """Return a letter or two for each coder, so that two do not look alike."""
    shown: dict[str, str] = {}
    for name in sorted(set(names)):
        alike = [each for each in shown if each[:1].casefold() == name[:1].casefold()]
        shown[name] = name[:2].capitalize() if alike else name[:1].upper()
    return shown


def place(paragraph: int, paragraphs: int = 1) -> str:
    """Return a paragraph's number as people count, from 1."""
    first = paragraph + 1
    return f"¶ {first}" if paragraphs == 1 else f"¶ {first}–{first + paragraphs - 1}"  # noqa: RUF001  a range


def plain(text: str) -> str:
    """Return text for a label of Streamlit so that it reads as it stands, and not as Markdown."""
    return _MARKDOWN.sub(r"\\\1", text)


def pass_state(row: PassProgress) -> str:
    """Say how far a pass has come: ``started: 3 codings, last one in ¶ 20 of 40``.

    A pass is *coded*; *done* is a task that somebody marked so.
    """
    if row.is_empty:
        return "empty pass, counted as missing data"
    codings = f"{row.codings} coding{'' if row.codings == 1 else 's'}"
    reached = f", last one in ¶ {row.reached} of {row.paragraphs}" if row.reached else ""
    return f"{'coded' if row.state == 'done' else row.state}: {codings}{reached}"


def sentence(text: object) -> str:
    """Return an error or another text as a sentence: it begins with a capital and ends with a point."""
    written = str(text)
    return f"{written[:1].upper()}{written[1:]}{'' if written.endswith(('.', '?', '!')) else '.'}"


def _zone() -> tzinfo:
    try:
        return ZoneInfo(st.context.timezone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return UTC
