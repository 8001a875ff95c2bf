"""Where a transcript is dropped: it is read, and waits on Documents until somebody decides about it.

The file is read in a process of its own (:mod:`ingest.sandbox`). Its bytes stay in memory until it is kept or
discarded; nothing is written to the disk before it is in the catalog.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath

import streamlit as st

from app import page_registry
from app.shell import notices
from app.ui import wording
from ingest import formats, sandbox
from ingest.model import Parsed
from ingest.source import Source
from kb.errors import KbError
from kb.package_data import samples_folder
from kb.store.ingest.files import ingest
from kb.store.ingest.upload import FOLDER

LARGEST_MB = 50
WAITING = "documents-waiting"
"""Where the session keeps the upload that waits for a decision."""
_ROUND = "documents-round"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that somebody dropped: its bytes, and what was read from them."""

    parsed: Parsed
    data: bytes

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


def drop_zone() -> None:
    """Show where to drop a file; one that can be read waits on Documents, of another is told why not."""
    number = st.session_state.setdefault(_ROUND, 0)
    with st.container(key="documents-drop"):
        dropped = st.file_uploader(
            "Add a transcript",
            type=[suffix.lstrip(".") for suffix in suffixes()],
            max_upload_size=LARGEST_MB,
            key=f"documents-upload-{number}",
            label_visibility="collapsed",
        )
    if dropped is None:
        return
    name = PurePath(dropped.name.replace("\\", "/")).name or "transcript"
    upload = read(f"{FOLDER}/{name}", dropped.getvalue())
    st.session_state[_ROUND] = number + 1
    if has_words(upload.parsed) or _may_be_another_format(upload):
        st.session_state[WAITING] = upload
        st.switch_page(page_registry.file_of("documents"))
    notices.say("bad", f"{name} was not added: {reasons(upload.parsed)}.")
    st.rerun()


def build_demo(who: str | None) -> None:
    """Fill this catalog with the invented interviews; one process, since a page cannot start others."""
    try:
        ingest(None, [samples_folder()], processes=1, who=who)
    except KbError as error:
        notices.say("bad", wording.sentence(error))


def read(name: str, data: bytes, as_format: str | None = None) -> Upload:
    """Read a file, as the format it says to be or as one that is chosen."""
    return Upload(sandbox.read_apart(name, data, as_format=as_format, largest=LARGEST_MB * 1_000_000), data)


def has_words(parsed: Parsed) -> bool:
    """Say whether something was read from a file."""
    return parsed.transcript is not None and bool(parsed.transcript.paragraphs)


def _may_be_another_format(upload: Upload) -> bool:
    """Whether the file is text that only no reader, or more than one, takes for its own."""
    is_unclaimed = bool(upload.data) and upload.parsed.format is None
    return is_unclaimed and Source(upload.parsed.path, upload.data).is_text


def reasons(parsed: Parsed) -> str:
    """Say why a file cannot be read."""
    return "; ".join(problem.message for problem in parsed.problems) or "there are no words in it"
