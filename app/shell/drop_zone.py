"""Where transcripts are dropped: they are read, and wait on Documents until somebody decides about them.

The file is read in a process of its own (:mod:`ingest.files.sandbox`). Its bytes stay in memory until it
is kept or discarded; nothing is written to the disk before it is in the catalog.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

import streamlit as st

from app import data as catalog
from app.shell import notices, upload_queue
from app.shell.recipes import recipes
from app.shell.upload_queue import LARGEST_MB
from app.ui import templates, wording
from app.viewer import Right
from ingest import formats
from ingest.files import sandbox
from ingest.files.archive import is_archive
from ingest.files.choices import Choices
from ingest.files.recipes import Recipe
from ingest.model import Parsed
from ingest.source import Source
from kb.errors import KbError
from kb.store.demo import ingest_demo
from kb.store.ingest.upload import FOLDER

WAITING = "documents-waiting"
"""Where the session keeps the upload that waits for a decision."""
_ROUND = "documents-round"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that somebody dropped: its bytes, what was read from them, and how a person chose to read it."""

    parsed: Parsed
    data: bytes
    choices: Choices | None = None

    @property
    def name(self) -> str:
        """What the file is called."""
        return self.parsed.path.name


def suffixes() -> list[str]:
    """Return the suffixes of the files that can be read."""
    return sorted({suffix for each in formats.formats() for suffix in each.suffixes})


def waiting() -> Upload | None:
    """Return the upload that waits for a decision."""
    upload: Upload | None = st.session_state.get(WAITING)
    return upload


def drop_zone(*, is_elsewhere: bool = False) -> None:
    """Show where to drop files; a single one that can be read is shown at once, others wait in a list.

    Both are on the page of documents; ``is_elsewhere`` leads there.
    """
    number = st.session_state.setdefault(_ROUND, 0)
    with st.container(key="documents-drop"):
        dropped = st.file_uploader(
            "Add transcripts",
            accept_multiple_files=True,
            max_upload_size=LARGEST_MB,
            key=f"documents-upload-{number}",
            label_visibility="collapsed",
        )
    with st.popover("Add a folder", key="documents-folder"):
        folder = st.file_uploader(
            "Choose a folder",
            accept_multiple_files="directory",
            max_upload_size=LARGEST_MB,
            key=f"documents-folder-{number}",
        )
    if not dropped and not folder:
        return
    st.session_state[_ROUND] = number + 1
    files = [(each.name, each.getvalue()) for each in dropped]
    alone = len(files) == 1 and not folder and not upload_queue.items()
    if not (alone and _shown_at_once(*files[0])):
        upload_queue.add(files)
        upload_queue.add(((each.name, each.getvalue()) for each in folder), of_folder=True)
    if is_elsewhere:
        templates.go(templates.address("documents"))
    st.rerun()


def _shown_at_once(name: str, data: bytes) -> bool:
    """Read a single file; one that has words, or that a person may read as another format, is shown."""
    short = PurePath(name.replace("\\", "/")).name or "transcript"
    if is_archive(short, data):
        return False
    upload = read(f"{FOLDER}/{short}", data, followed=recipes())
    if has_words(upload.parsed) or _may_be_another_format(upload):
        st.session_state[WAITING] = upload
        return True
    return False


def build_demo(who: str | None) -> None:
    """Fill this catalog with the invented interviews; one process, since a page cannot start others."""
    try:
        catalog.require_right(Right.EDIT)
        ingest_demo(None, processes=1, who=who)
    except KbError as error:
        notices.say("bad", wording.sentence(error))


def read(
    name: str, data: bytes, choices: Choices | None = None, *, followed: Sequence[Recipe] = ()
) -> Upload:
    """Read a file, as the format it says to be, as a person chooses or as a recipe says."""
    largest = LARGEST_MB * 1_000_000
    parsed = sandbox.read_apart(name, data, choices=choices, recipes=followed, largest=largest)
    return Upload(parsed, data, choices)


def has_words(parsed: Parsed) -> bool:
    """Say whether something was read from a file, or is once a person says which columns hold it."""
    has_text = parsed.transcript is not None and bool(parsed.transcript.paragraphs)
    return has_text or parsed.survey is not None


def _may_be_another_format(upload: Upload) -> bool:
    """Whether the file is text that only no reader, or more than one, takes for its own."""
    is_unclaimed = bool(upload.data) and upload.parsed.format is None
    return is_unclaimed and Source(upload.parsed.path, upload.data).is_text


def reasons(parsed: Parsed) -> str:
    """Say why a file cannot be read."""
    return "; ".join(problem.message for problem in parsed.problems) or "it contains no text"
