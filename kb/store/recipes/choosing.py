"""Which recipes an import follows: those beside the catalog, those of another file, one by name, or none."""

from __future__ import annotations

from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path

from ingest.files.recipes import Recipe
from kb.store.recipes.reading import NONE, RecipeError, read_recipes, recipe_file


def chosen_recipes(database: str | Path | None, asked: str | None) -> tuple[Recipe, ...]:
    """Return the recipes to follow.

    Args:
        database: the catalog; without an answer, its recipes are followed where they fit.
        asked: ``none``; the name of a recipe, which then is followed for every file; or a file of recipes.

    Raises:
        RecipeError: the file has a fault, or no recipe is called so.
    """
    if asked == NONE:
        return ()
    beside = recipe_file(database)
    if asked is None:
        return read_recipes(beside)
    file = Path(asked)
    if file.suffix.lower() in {".yaml", ".yml"}:
        if not file.is_file():
            raise RecipeError(f"{asked}: there is no such file of recipes")
        return read_recipes(file)
    known = read_recipes(beside)
    for recipe in known:
        if recipe.name.casefold() == asked.casefold():
            return (replace(recipe, kind=None),)
    close = get_close_matches(asked, [each.name for each in known], n=1)
    hint = f"did you mean {close[0]!r}?" if close else "`kb recipes` lists those there are"
    raise RecipeError(f"no recipe is called {asked!r} in {beside}; {hint}")
