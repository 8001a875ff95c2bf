"""What a person chose about how a file is read; whatever is not chosen, the content decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ingest.model import Role

__all__ = ["Choices", "Offer", "SpeakerChoice", "choices_of"]


@dataclass(frozen=True, slots=True)
class SpeakerChoice:
    """One person behind the labels; without a role, it stays that of the first label that is there."""

    name: str
    labels: tuple[str, ...]
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class Choices:
    """How a file is to be read: as which format, how its labels are found, and who is behind them.

    A grammar is called ``colon``, or ``sign |`` where a sign stands between label and words, or ``nobody``
    where no label is one. It is taken although it is not certain. ``columns`` are pairs of a heading, or of a
    column's number from 1, and of what the column holds: see :data:`ingest.dialogue.columns.by_choice.USES`;
    of a survey: ``answer``, ``attribute``, ``case`` or ``nothing``. Columns that are not named are guessed.
    ``no_labels`` look like labels and are words. Labels that no speaker of ``speakers`` has stay as they are
    read; of what is here and not in the file, nothing is done.
    """

    format: str | None = None
    grammar: str | None = None
    columns: tuple[tuple[str, str], ...] = ()
    no_labels: tuple[str, ...] = ()
    speakers: tuple[SpeakerChoice, ...] = ()


def choices_of(given: Mapping[str, Any]) -> Choices:
    """Return choices from their fields, as :func:`dataclasses.asdict` and JSON give them."""
    return Choices(
        given.get("format"),
        given.get("grammar"),
        tuple((name, use) for name, use in given.get("columns", ())),
        tuple(given.get("no_labels", ())),
        tuple(
            SpeakerChoice(each["name"], tuple(each["labels"]), each["role"])
            for each in given.get("speakers", ())
        ),
    )


@dataclass(frozen=True, slots=True)
class Offer:
    """One way to read a file, and what it would give: labels, the turns they begin, and paragraphs.

    Of a survey, ``cases`` are its rows with an answer; None of any other file.
    """

    choices: Choices
    labels: tuple[str, ...]
    turns: int
    paragraphs: int
    cases: int | None = None
