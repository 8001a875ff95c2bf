"""The recipes beside the catalog, for files that somebody drops."""

from __future__ import annotations

from app.shell import notices
from app.ui import wording
from ingest.files.recipes import Recipe
from kb.errors import KbError
from kb.store.recipes.reading import read_recipes, recipe_file


def recipes() -> tuple[Recipe, ...]:
    """Return the recipes; a fault in their file is told, and then there are none."""
    try:
        return read_recipes(recipe_file())
    except KbError as error:
        notices.say("bad", f"{wording.sentence(error)} No recipe is used.")
        return ()
