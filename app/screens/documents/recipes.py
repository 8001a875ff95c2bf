"""A recipe in the preview: which one was followed, and whether what is put right here is kept as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import streamlit as st

from app import data
from app.screens.documents import read_as
from app.shell import drop_zone, notices
from app.shell.recipes import recipes
from app.ui import templates, wording
from app.viewer import Right
from ingest.files.choices import Choices
from ingest.files.recipes import Recipe, kind_of
from ingest.summary import format_title
from kb.errors import KbError
from kb.store.documents.speakers import Person
from kb.store.recipes.keeping import LONGEST_NAME, keep_recipe, put_right

_READINGS = "documents-readings"
_MOST = 4
"""Readings of files that are kept."""


@dataclass(frozen=True, slots=True)
class Keep:
    """A recipe that is to be kept once the file is stored."""

    recipe: Recipe


def followed(upload: drop_zone.Upload) -> None:
    """Say which recipe was followed, and offer to read the file without it."""
    name = upload.parsed.recipe
    if name is None:
        return
    text = f"Read as your recipe “{wording.plain(name)}” says."
    templates.show("notice.html", key="upload-recipe", notices=[("good", text)])
    if st.button("Read without the recipe", key="upload-no-recipe"):
        again = drop_zone.read(str(upload.parsed.path), upload.data)
        read_as.forget_form()
        st.session_state[drop_zone.WAITING] = again
        st.rerun()


def ask_to_keep(upload: drop_zone.Upload, people: Sequence[Person]) -> Keep | None:
    """Where something was put right that may hold for other files, ask whether it is kept."""
    recipe = _recipe(upload, people)
    if recipe is None:
        return None
    wanted = st.checkbox(
        "Remember this for files like it",
        value=True,
        key="upload-remember",
        help="Saves a recipe in ingest.yaml beside the catalog: how labels and columns are read, roles, and"
        " which labels are one person. The next file of this kind is read in the same way.",
    )
    if not wanted:
        return None
    st.session_state.setdefault("upload-recipe-name", recipe.name)
    name = st.text_input("Name of the recipe", key="upload-recipe-name", max_chars=LONGEST_NAME)
    return Keep(replace(recipe, name=name))


def keep(asked: Keep | None) -> str:
    """Keep a recipe; return what there is to say about it, with a blank before it."""
    if asked is None:
        return ""
    try:
        data.require_right(Right.EDIT)
        keep_recipe(None, asked.recipe)
    except KbError as error:
        notices.say("bad", f"The recipe was not stored: {wording.sentence(error)}")
        return ""
    return f" The recipe “{wording.plain(asked.recipe.name)}” is kept for files like it."


def _recipe(upload: drop_zone.Upload, people: Sequence[Person]) -> Recipe | None:
    """Return what was put right in a file, if anything was that its recipe does not say yet."""
    there = next((each for each in recipes() if each.name == upload.parsed.recipe), None)
    base = upload.choices or (there.choices if there else Choices())
    confirmed = [(each.name, each.role, each.labels) for each in people]
    read = _reading(upload, replace(base, speakers=()))
    choices = put_right(read.parsed, replace(base, speakers=()), confirmed)
    plain = _reading(upload, Choices())
    kind = kind_of(plain.parsed)
    if choices.format == plain.parsed.format:
        choices = replace(choices, format=None)
    if choices == Choices() or (there is not None and choices == there.choices):
        return None
    return Recipe(there.name if there else _name(plain, choices), kind, choices)


def _reading(upload: drop_zone.Upload, choices: Choices) -> drop_zone.Upload:
    """Return a file as it is read by these choices, without a recipe; each is read once."""
    if upload.parsed.recipe is None and choices == (upload.choices or Choices()):
        return upload
    kept = st.session_state.setdefault(_READINGS, {})
    key = (upload.parsed.sha256, choices)
    if key not in kept:
        if len(kept) > _MOST:
            kept.clear()
        kept[key] = drop_zone.read(str(upload.parsed.path), upload.data, choices)
    found: drop_zone.Upload = kept[key]
    return found


def _name(plain: drop_zone.Upload, choices: Choices) -> str:
    form = format_title(choices.format or plain.parsed.format) or "Files"
    how = read_as.grammar_name(choices.grammar or plain.parsed.form.grammar)
    told = f"{form}, {how}" if how else form
    return (told[:1].upper() + told[1:])[:LONGEST_NAME]
