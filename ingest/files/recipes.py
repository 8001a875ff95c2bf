"""Recipes: what a person put right in one file is proposed for the next one of that kind.

A kind is what holds for files of one origin, whatever they say: the format, how labels are told from the
words, what labels look like, the headings of a table. Where a recipe fits, the file is read as it says, and
that is told; where it brings nothing, that is told and the file is read without it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ingest.chosen import NOBODY
from ingest.files.choices import Choices, SpeakerChoice, choices_of
from ingest.files.one_file import parse
from ingest.model import Parsed, Problem, Survey, Transcript
from ingest.source import Source

__all__ = [
    "FileKind",
    "Recipe",
    "best_recipe",
    "kept_speakers",
    "kind_of",
    "label_shape",
    "read_by_recipe",
    "recipe_of",
]

_ID = re.compile(r"(?P<word>[^\W\d_]{1,3})[ _-]?\d{1,4}")
NAME = "name"
"""The shape of a label that is neither a role nor a letter with a number."""


@dataclass(frozen=True, slots=True)
class FileKind:
    """What files of one origin have in common; an empty field does not matter.

    ``labels`` are shapes of labels, see :func:`label_shape`. Case does not matter in ``columns``.
    """

    format: str | None = None
    grammar: str | None = None
    columns: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()

    def fits(self, other: FileKind) -> bool:
        """Whether a file of the other kind is of this one; of the fewer labels half must look alike."""
        if self == FileKind():
            return False
        mine, its = set(self.labels), set(other.labels)
        alike = not mine or 2 * len(mine & its) >= max(1, min(len(mine), len(its)))
        same = (
            (self.format, other.format),
            (self.grammar, other.grammar),
            (_folded(self.columns), _folded(other.columns)),
        )
        return alike and all(not wanted or wanted == found for wanted, found in same)

    def closeness(self, other: FileKind) -> tuple[int, int]:
        """Return how much of this kind is certain of the other: more is closer."""
        told = (self.format, self.grammar, self.columns, self.labels)
        return sum(map(bool, told)), len(set(self.labels) & set(other.labels))


@dataclass(frozen=True, slots=True)
class Recipe:
    """How files of one kind are read, under a name that a person gave; without a kind, any file is."""

    name: str
    kind: FileKind | None
    choices: Choices


def recipe_of(given: Mapping[str, Any]) -> Recipe:
    """Return a recipe from its fields, as :func:`dataclasses.asdict` and JSON give them."""
    kind = given["kind"] and FileKind(
        given["kind"]["format"],
        given["kind"]["grammar"],
        tuple(given["kind"]["columns"]),
        tuple(given["kind"]["labels"]),
    )
    return Recipe(given["name"], kind, choices_of(given["choices"]))


def kind_of(parsed: Parsed) -> FileKind:
    """Return of which kind a file is that was read without a recipe."""
    shapes = sorted({label_shape(label) for label in parsed.form.labels})
    return FileKind(parsed.format, parsed.form.grammar, parsed.form.columns, tuple(shapes))


def label_shape(label: str) -> str:
    """Return what a label looks like, not who it is: ``interviewer``, ``speaker #``, ``p#``, ``name``."""
    from ingest.speakers.known_labels import recognise  # noqa: PLC0415 - import ingest stays light

    known = recognise(label)
    if known is not None:
        return f"{known.word} #" if known.number is not None else known.word
    match = _ID.fullmatch(label.strip())
    return f"{match['word'].casefold()}#" if match else NAME


def is_numbered_anew(label: str) -> bool:
    """Whether a program gives this label to another person in each file: ``Speaker 1``, ``SPEAKER_00``."""
    from ingest.speakers.known_labels import recognise  # noqa: PLC0415 - import ingest stays light

    known = recognise(label)
    return known is not None and known.role == "unknown"


def kept_speakers(speakers: Iterable[SpeakerChoice]) -> tuple[SpeakerChoice, ...]:
    """Return what of the speakers holds for other files.

    ``Speaker 1`` is somebody else in each file. ``Interviewee`` and ``P`` are, too: of these the role is kept
    and which labels are one person, not what this person is called. The names of those who answer are of
    this file alone, and stay out of a recipe.
    """
    return tuple(kept for each in speakers if (kept := _kept(each)) is not None)


def _kept(speaker: SpeakerChoice) -> SpeakerChoice | None:
    labels = tuple(label for label in speaker.labels if not is_numbered_anew(label))
    if not labels:
        return None
    is_named = all(label_shape(label) == NAME for label in labels)
    if is_named and speaker.role in {"interviewee", "unknown"}:
        return None
    named = speaker.name.casefold() in {label.casefold() for label in labels}
    return replace(speaker, name=speaker.name if is_named or named else labels[0], labels=labels)


def best_recipe(recipes: Sequence[Recipe], parsed: Parsed) -> Recipe | None:
    """Return the recipe that fits a file best, of equals the first; None where none does."""
    kind = kind_of(parsed)
    ranked = [
        (each.kind.closeness(kind) if each.kind else (-1, -1), each)
        for each in recipes
        if each.kind is None or each.kind.fits(kind)
    ]
    return max(ranked, key=lambda each: each[0], default=(None, None))[1]


def read_by_recipe(source: Source, plain: Parsed, recipe: Recipe) -> Parsed:
    """Return a file as a recipe reads it, which is told; as read without it, where it brings nothing.

    It is a question, and no mere note, where the recipe names people in a text that would have nobody, and
    where it does not fit.
    """
    parsed = parse(source, recipe.choices)
    why_not = misfit(parsed, recipe.choices)
    if why_not is not None:
        message = f"the recipe {recipe.name!r} does not fit: {why_not}; the file is read without it"
        return _told(plain, message, "warning")
    if _what_is_read(parsed) == _what_is_read(plain):
        return replace(parsed, form=plain.form, recipe=recipe.name)
    before, now = (each.transcript.speakers if each.transcript else () for each in (plain, parsed))
    message = f"read as the recipe {recipe.name!r} says"
    if now and not before:
        message += "; without it, nobody would be named"
    told = _told(parsed, message, "warning" if now and not before else "note")
    return replace(told, form=plain.form, recipe=recipe.name)


def _what_is_read(parsed: Parsed) -> tuple[Transcript | None, Survey | None, str | None]:
    return parsed.transcript, parsed.survey, parsed.format


def _told(parsed: Parsed, message: str, severity: str) -> Parsed:
    problem = Problem(parsed.path, "", message, "warning" if severity == "warning" else "note")
    return replace(parsed, problems=(problem, *parsed.problems))


def misfit(parsed: Parsed, choices: Choices) -> str | None:
    """Say why choices bring nothing in a file, if they do."""
    if parsed.survey is not None and parsed.survey.cases:
        return None
    if parsed.transcript is None or not parsed.transcript.paragraphs:
        return next((each.message for each in parsed.problems if each.severity == "error"), "nothing is said")
    missing = _missing_columns(parsed, choices)
    if missing:
        return f"there is no column {missing[0]!r}"
    if choices.grammar not in {None, NOBODY} and not parsed.transcript.speakers:
        return "no labels are printed so"
    return None


def _missing_columns(parsed: Parsed, choices: Choices) -> list[str]:
    there = set(_folded(parsed.form.columns))
    width = len(parsed.form.columns)
    return [
        name
        for name, _ in choices.columns
        if name.casefold() not in there and not (name.isdecimal() and 0 < int(name) <= width)
    ]


def _folded(columns: Iterable[str]) -> tuple[str, ...]:
    return tuple(column.casefold() for column in columns)
