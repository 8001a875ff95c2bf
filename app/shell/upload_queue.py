"""The files that were dropped and wait on Documents: read one after the other, stored only when accepted.

The session keeps them, with their bytes, in memory. A file that is open in the preview stays in its place.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import count
from pathlib import PurePath, PurePosixPath

import streamlit as st

from app import data as catalog
from app.shell import notices
from app.shell.recipes import recipes
from ingest.files import sandbox
from ingest.files.archive import is_archive, unpacked
from ingest.files.choices import Choices
from ingest.files.names import is_no_transcript, is_silent
from ingest.model import Parsed, Problem
from ingest.summary import FileSummary, summarize
from kb.store.ingest import upload as uploads
from kb.store.ingest.upload import FOLDER, KnownInterview

LARGEST_MB = 50
_QUEUE, _OPEN, _LEFT_OUT = "documents-queue", "documents-open", "documents-left-out"
_SECONDS = 1.0
"""How long files are read before the list is drawn again."""
_numbers = count(1)


@dataclass
class Item:
    """A file that waits: its bytes, what was read of it, and the document it is a version of.

    ``failure`` says why it could not be stored, or not be read.
    """

    name: str
    data: bytes
    parsed: Parsed | None = None
    summary: FileSummary | None = None
    known: KnownInterview | None = None
    choices: Choices | None = None
    failure: str = ""
    number: int = field(default_factory=lambda: next(_numbers))

    def take(self, parsed: Parsed) -> None:
        """Keep what was read of the file, and see whether the catalog has its text already."""
        self.parsed, self.summary, self.failure = parsed, summarize(parsed), ""
        look_up(self)

    @property
    def questions(self) -> list[Problem]:
        """What a person should look at before the file is stored."""
        if self.parsed is None:
            return []
        found = [each for each in self.parsed.problems if each.severity == "warning"]
        asked = []
        if self.known is not None:
            asked.append(f"this text is similar to {self.known.document}; is it a coding pass of it?")
        if uploads.needs_coder(self.parsed):
            asked.append("the codings name nobody; who made them?")
        return [*(Problem(self.parsed.path, "", each, "warning") for each in asked), *found]

    @property
    def state(self) -> str:
        """``unread``, ``failed``, ``asks`` or ``ready``."""
        if self.parsed is None:
            return "failed" if self.failure else "unread"
        if self.failure or not (self.summary and self.summary.is_read):
            return "failed"
        return "asks" if self.questions else "ready"

    @property
    def reason(self) -> str:
        """Why it failed."""
        return self.failure or "; ".join(self.summary.errors if self.summary else ())


def items() -> list[Item]:
    """Return the files that wait, in the order in which they were dropped."""
    queue: list[Item] = st.session_state.setdefault(_QUEUE, [])
    return queue


def add(files: Iterable[tuple[str, bytes]], *, of_folder: bool = False) -> None:
    """Put files into the list; archives are taken apart.

    Of a folder or an archive, hidden files and files that are no transcripts are left out and told.
    """
    if not items():
        st.session_state.pop(_LEFT_OUT, None)
    there = {(item.name, item.data) for item in items()}
    passed_over: Counter[str] = Counter()
    for name, data, failure, is_inside in _taken_apart(files):
        short = PurePath(name.replace("\\", "/")).name or "transcript"
        sifted = (is_inside or of_folder) and not failure
        if sifted and is_silent(short):
            passed_over["hidden or about the folder"] += 1
        elif sifted and is_no_transcript(short):
            passed_over[PurePath(short).suffix.lower()] += 1
        elif (short, data) in there:
            passed_over["already in the list"] += 1
        else:
            there.add((short, data))
            items().append(Item(short, data, failure=failure))
    if passed_over:
        told = ", ".join(f"{number} {what}" for what, number in sorted(passed_over.items()))
        st.session_state[_LEFT_OUT] = f"Files that were left out: {told}."
        if not items():  # no list stands there that could say it
            notices.say("good", str(st.session_state.pop(_LEFT_OUT)))


def left_out() -> str:
    """Say which files were left out of what was dropped last; it is told as long as files wait."""
    return str(st.session_state.get(_LEFT_OUT, ""))


def _taken_apart(files: Iterable[tuple[str, bytes]]) -> Iterable[tuple[str, bytes, str, bool]]:
    """Yield each file with why it cannot be read, if that is known, and whether it was in an archive."""
    for name, data in files:
        if not is_archive(name, data):
            yield name, data, "", False
            continue
        found, problems = unpacked(name, data)
        for path, inside in found:
            yield path, inside, "", True
        for problem in problems:
            yield str(PurePosixPath(problem.path)), b"", problem.message, True


def read_some(told: Callable[[Item], None]) -> bool:
    """Read files for about a second; return whether any are left to read."""
    until = time.monotonic() + _SECONDS
    known = recipes()
    for item in items():
        if item.state != "unread":
            continue
        if time.monotonic() > until:
            return True
        told(item)
        path = f"{FOLDER}/{item.name}"
        item.take(sandbox.read_apart(path, item.data, recipes=known, largest=LARGEST_MB * 1_000_000))
    return False


def look_up(item: Item) -> None:
    """See whether the catalog has the text of a file already."""
    item.known = catalog.query(uploads.known, item.parsed) if item.parsed else None


def remove(item: Item) -> None:
    """Take a file out of the list."""
    st.session_state[_QUEUE] = [each for each in items() if each.number != item.number]


def find(number: str) -> Item | None:
    """Return the file with a number, if it is still in the list."""
    return next((each for each in items() if str(each.number) == number), None)


def set_open(item: Item) -> None:
    """Remember which file of the list is open in the preview."""
    st.session_state[_OPEN] = item.number


def opened() -> Item | None:
    """Return the file of the list that is open in the preview."""
    return find(str(st.session_state.get(_OPEN)))


def close(parsed: Parsed | None, choices: Choices | None = None) -> None:
    """Put the file that is open back into the list as it was read last; without a reading, it is done."""
    item = opened()
    st.session_state.pop(_OPEN, None)
    if item is not None and parsed is None:
        remove(item)
        for each in items():
            look_up(each)
    elif item is not None and parsed is not None:
        item.choices = choices
        item.take(parsed)
