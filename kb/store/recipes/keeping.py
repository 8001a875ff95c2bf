"""Make a recipe out of one file and what a person says of it; it must bring something there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import get_args

from ingest.files import reading
from ingest.files.choices import Choices, Offer, SpeakerChoice
from ingest.files.offers import offers
from ingest.files.recipes import Recipe, kept_speakers, kind_of, misfit
from ingest.files.regular import UnreadableFileError
from ingest.model import Parsed, Role
from kb.store.recipes.reading import NONE, RecipeError, recipe_file
from kb.store.recipes.writing import save_recipe

LONGEST_NAME = 80


def keep_recipe(database: str | Path | None, recipe: Recipe) -> Path:
    """Keep a recipe beside the catalog, and return the file.

    Raises:
        RecipeError: it has no name, or the file of recipes has a fault.
    """
    name = " ".join(recipe.name.split())
    if not name or name.casefold() == NONE or len(name) > LONGEST_NAME:
        raise RecipeError(f"a recipe needs a name of at most {LONGEST_NAME} characters other than {NONE!r}")
    file = recipe_file(database)
    save_recipe(file, replace(recipe, name=name))
    return file


def offers_of_file(path: Path) -> tuple[Offer, ...]:
    """Return every way to read a file, and what it would give.

    Raises:
        RecipeError: the file cannot be opened.
    """
    try:
        return offers(path, reading.content(path, reading.LARGEST))
    except UnreadableFileError as error:
        raise RecipeError(f"{path}: {error}") from None


def recipe_of_file(path: Path, name: str, choices: Choices, apart: Iterable[str] = ()) -> Recipe:
    """Return a recipe for files like this one.

    Args:
        path: the file.
        name: what the recipe is called.
        choices: how the file is to be read.
        apart: labels that are people of their own.

    Raises:
        RecipeError: the file cannot be read so, or a label is not in it.
    """
    plain = reading.read(path)
    own = tuple(SpeakerChoice(label, (label,)) for label in apart)
    choices = replace(choices, speakers=(*own, *choices.speakers))
    if choices == Choices():
        raise RecipeError("give at least one correction; `kb recipes keep --help` lists the options")
    recipe = Recipe(name, None, choices)
    parsed = reading.read(path, recipes=[recipe])
    has_cases = parsed.survey is not None and bool(parsed.survey.cases)
    if parsed.transcript is None and not has_cases:
        raise RecipeError(f"{path}: {_reason(parsed)}")
    if parsed.recipe is None:
        raise RecipeError(
            f"the recipe is not stored: {misfit(reading.read(path, choices={path: choices}), choices)}"
        )
    printed = {each.casefold() for each in parsed.form.labels} | {
        (each.speaker or "").casefold()
        for each in (parsed.transcript.paragraphs if parsed.transcript else ())
    }
    for label in (label for each in choices.speakers for label in each.labels):
        if label.casefold() not in printed:
            raise RecipeError(
                f"{path} has no label {label!r}; its labels are {', '.join(parsed.form.labels)}"
            )
    return Recipe(name, kind_of(plain), choices)


def put_right(read: Parsed, choices: Choices, people: Iterable[tuple[str, str, tuple[str, ...]]]) -> Choices:
    """Return what a person put right in a file, as far as it holds for other files of its kind.

    Args:
        read: the file as it is read by these choices, before anything was said of its speakers.
        choices: how the file was chosen to be read.
        people: names, roles and labels as a person confirmed them.
    """
    speakers = read.transcript.speakers if read.transcript else ()
    before = {frozenset(each.labels): (each.name, each.role) for each in speakers}
    kept = kept_speakers(SpeakerChoice(name, labels, _role(role)) for name, role, labels in _by_name(people))
    changed = (each for each in kept if not _is_so(each, before))
    return replace(choices, speakers=tuple(changed))


def _by_name(people: Iterable[tuple[str, str, tuple[str, ...]]]) -> list[tuple[str, str, tuple[str, ...]]]:
    """Join the labels of one name; the first role counts."""
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    for name, role, labels in people:
        there = found.get(name, (role, ()))
        found[name] = (there[0], (*there[1], *labels))
    return [(name, role, labels) for name, (role, labels) in found.items()]


def _is_so(kept: SpeakerChoice, before: Mapping[frozenset[str], tuple[str, str]]) -> bool:
    name, role = before.get(frozenset(kept.labels), (None, None))
    return role == kept.role and (kept.name == name or kept.name == kept.labels[0])


def _role(role: str) -> Role | None:
    return next((each for each in get_args(Role) if each == role), None)


def _reason(parsed: Parsed) -> str:
    return next((each.message for each in parsed.problems), "it says nothing")
