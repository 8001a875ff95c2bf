"""Pseudonymise: look for names, decide on each, replace all of them at once, and the way back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import streamlit as st

from app import data
from app.screens.pseudonyms.name_files import NameFiles, decided, edited, table
from app.shell import header, notices, sign_in
from app.ui import templates, wording
from app.ui.fields.buttons import WHO, button
from app.viewer import viewer
from app.whole_catalog import change_whole, try_whole
from kb.errors import KbError
from kb.formatting import counted
from kb.queries.documents.possible_names import possible_names
from kb.queries.documents.pseudonymised import erasure_waits, pseudonym_status
from kb.store.pseudonyms.files.name_list import Decision, ListedName, chosen
from kb.store.pseudonyms.pseudonymise import Pseudonymised, pseudonymise, take_back

_ANY = "all kinds"
_FILES = {
    "Would replace": "would be moved into the key",
    "Replaced": "were moved into the key",
    "Put back": "came back from the key",
}
_TITLES = {
    "replace": "Replace",
    "name": "Name",
    "kind": "Kind",
    "pseudonym": "Pseudonym",
    "places": "Places",
    "example": "Example",
}


def show() -> None:
    """Draw the page."""
    header.begin_page("Pseudonymise")
    status = data.cached_query(pseudonym_status)
    waits = data.cached_query(erasure_waits)
    templates.show("pseudonyms/head.html", key="names-head", status=status, waits=waits)
    notices.show("names-notice")
    if sign_in.is_shared():  # the files would not be on their own computers
        templates.show(
            "notice.html",
            key="names-refused",
            notices=[("bad", "The list and the key would be on the server. Use `kb pseudonymise` there.")],
        )
        return
    folder = st.text_input(
        "Folder for the list of names and the key, on this computer",
        str(Path.home() / "kb-names"),
        key="names-folder",
        help="Choose a folder outside the catalog's folder: whoever gets the catalog must not get the names.",
    )
    acts = st.container(key="names-begin")
    files: list[NameFiles] = []
    is_read = _doing(lambda: files.append(NameFiles.within(folder)), "folder")
    is_read = is_read and _doing(partial(_review, files[0]), "list")  # takes in what was edited
    with acts:
        if button("Look for names", kind="primary", key="names-look", why=None) and is_read:
            _doing(partial(_look, files[0]), "look")


def _doing(act: Callable[[], None], what: str) -> bool:
    """Do something; say why it cannot be done, and return whether it could."""
    try:
        act()
    except KbError as error:
        notices.say("bad", wording.sentence(error))
        notices.show(f"names-notice-{what}")
        return False
    return True


def _look(files: NameFiles) -> None:
    with st.spinner("Reading all texts…"):
        new = files.add(data.query(possible_names))
    notices.say("good", f"{counted(new, 'new name')} in the list.")
    st.rerun()


def _review(files: NameFiles) -> None:
    """Show the list, and store what is decided in it."""
    review = files.review()
    if review is None:
        return
    config: dict[str, Any] = {
        "replace": st.column_config.SelectboxColumn(
            _TITLES["replace"], options=["", "yes", "no"], width="small"
        ),
        "example": st.column_config.TextColumn(_TITLES["example"], disabled=True, width="large"),
        "places": st.column_config.NumberColumn(_TITLES["places"], disabled=True, width="small"),
    }
    config |= {name: title for name, title in _TITLES.items() if name not in config}
    rows: Any = st.data_editor(
        table(review.base),
        key=f"names-editor-{review.turn}",
        column_config=config,
        num_rows="dynamic",
        hide_index=True,
        width="stretch",
        height=420,
        placeholder="",
    )
    names = edited(rows)
    if (done := files.take_in(names)) != "as shown":
        if done == "both":
            notices.say("good", "The file was changed elsewhere, too. The list has both changes.")
        st.rerun()
    _alike(files, names)
    templates.show("pseudonyms/count.html", key="names-count", **_counts(names), file=str(files.names))
    _act(files, names)


def _counts(names: list[ListedName]) -> dict[str, Any]:
    said = [each.decision for each in names]
    return {"total": len(said), "yes": said.count("yes"), "no": said.count("no"), "undecided": said.count("")}


def _alike(files: NameFiles, names: list[ListedName]) -> None:
    """Let one decision be that of all names of a kind that have none."""
    kinds = [_ANY, *sorted({each.kind for each in names if not each.decision and each.kind})]
    with st.container(horizontal=True, vertical_alignment="bottom", key="names-alike"):
        kind = st.selectbox("All without a decision", kinds, key="names-kind", width=240)
        wanted: Decision = ""
        if st.button("Replace them", key="names-all-yes"):
            wanted = "yes"
        if st.button("These are not names", key="names-all-no"):
            wanted = "no"
    if wanted:
        files.store(decided(names, None if kind == _ANY else kind, wanted), anew=True)
        st.rerun()


def _act(files: NameFiles, names: list[ListedName]) -> None:
    """Draw the buttons, then do what was asked: all of them stand there where that cannot be done."""
    who = viewer()
    why = None if who else WHO
    act: Callable[[NameFiles, list[ListedName], str], None] | None = None
    with st.container(horizontal=True, key="names-acts"):
        if button("Show what would change", key="names-try", why=why):
            act = partial(_replace, dry_run=True)
        is_sure = st.checkbox("Replace the names in the whole catalog now", key="names-sure")
        if button("Replace", key="names-do", why=why or (None if is_sure else "Tick the box first.")):
            act = partial(_replace, dry_run=False)
        if files.has_key() and button("Put the names back", key="names-back", why=why):
            act = _put_back
    if act is not None:
        act(files, names, who or "")
        st.rerun()


def _replace(files: NameFiles, names: list[ListedName], who: str, *, dry_run: bool) -> None:
    with st.spinner("Going through the whole catalog…"):
        run = try_whole if dry_run else change_whole
        done = run(pseudonymise, chosen(names), files.key, who=who, dry_run=dry_run)
    _tell(done, "Would replace" if dry_run else "Replaced")
    if not dry_run:
        text = f"The key: {files.key}. Keep it apart from the data. Backups still have the names."
        notices.say("good", text)


def _put_back(files: NameFiles, _names: list[ListedName], who: str) -> None:
    with st.spinner("Putting the names back…"):
        done = change_whole(take_back, files.key, who=who)
    _tell(done, "Put back")


def _tell(done: Pseudonymised, verb: str) -> None:
    where = f"{counted(done.places, 'place')} of {counted(done.documents, 'document')}"
    text = f"{verb}: {counted(done.names, 'name')} in {where}, and in {counted(done.cells, 'other cell')}."
    if done.widened:
        text += f" {counted(len(done.widened), 'coding')} took in a whole name."
    if done.left:
        left = ", ".join(f"{name} ({count})" for name, count in done.left[:5])
        text += f" Left, because written otherwise: {left}."
    if done.files:
        text += f" {counted(done.files, 'file')} of imported projects {_FILES[verb]}."
    if done.guessed:
        text += f" {counted(done.guessed, 'place')} written since {'was' if done.guessed == 1 else 'were'} "
        text += "put back by the list: please check them."
    if done.erased is False and verb != "Would replace":
        text += " Close the app and run `kb pseudonymise --erase` to remove them from the file as well."
    notices.say("good", text)


show()
