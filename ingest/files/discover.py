"""Which files of the folders a person names are worth reading, in an order that stays the same.

Hidden files and a folder's README are passed over silently; recordings and other files that are no
transcripts are counted in one note a folder. So are tables and JSON, which seldom are transcripts: one that
is has to be named. A file that is named itself is always taken. A zip archive is looked into like a folder.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from ingest.files import zipped
from ingest.files.names import NO_TRANSCRIPTS, SELDOM_TRANSCRIPTS, is_silent, natural
from ingest.model import Problem


def find(paths: Iterable[str | Path]) -> tuple[list[Path], list[Problem]]:
    """Return the files behind ``paths`` (folders walked), each once, and what was wrong."""
    walk = _Walk()
    for path in map(Path, paths):
        walk.named(path)
    return walk.files, walk.problems


@dataclass
class _Walk:
    """What was found so far, and which folders were seen: a link may lead back to one."""

    files: list[Path] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    taken: set[tuple[int, int]] = field(default_factory=set)
    seen: set[tuple[int, int]] = field(default_factory=set)

    def named(self, path: Path) -> None:
        """Take a file or a folder that a person named."""
        if zipped.archive_of(path) is not None:  # a file within an archive
            self.files.append(path)
            return
        try:
            is_folder = path.is_dir()
            path.stat()
        except FileNotFoundError:
            self._problem(path, "there is no such file or folder")
        except (OSError, ValueError) as error:
            self._problem(path, f"could not be opened: {getattr(error, 'strerror', None) or error}")
        else:
            if is_folder:
                left_out: Counter[str] = Counter()
                self._folder(path, left_out)
                self._note(path, left_out)
            elif zipped.is_archive(path):
                self._archive(path, left_out := Counter(), named=True)
                self._note(path, left_out)
            else:
                self._take(path)

    def _archive(self, path: Path, left_out: Counter[str], *, named: bool = False) -> None:
        """Take the files in an archive as of a folder; of one that is named itself, tables and JSON, too."""
        identity = _identity(path)
        if identity in self.taken:
            return
        self.taken.add(identity)
        files, fault = zipped.files_in(path)
        if fault:
            self._problem(path, fault)
        not_taken = NO_TRANSCRIPTS if named else NO_TRANSCRIPTS | SELDOM_TRANSCRIPTS
        for file in sorted(files, key=lambda file: natural(str(file))):
            suffix = file.suffix.lower()
            if suffix in not_taken:
                left_out[suffix] += 1
            else:
                self.files.append(file)

    def _folder(self, folder: Path, left_out: Counter[str]) -> None:
        try:
            identity = _identity(folder)
            names = os.listdir(folder)  # noqa: PTH208 - names, not paths, are what is sorted
        except OSError as error:
            self._problem(folder, f"the folder could not be opened: {error.strerror}")
            return
        if identity in self.seen:
            return
        self.seen.add(identity)
        for name in sorted(names, key=natural):
            if not is_silent(name):
                self._entry(folder / name, left_out)

    def _entry(self, path: Path, left_out: Counter[str]) -> None:
        try:
            if path.is_dir():
                self._folder(path, left_out)
            elif zipped.is_archive(path):
                self._archive(path, left_out)
            elif path.suffix.lower() in NO_TRANSCRIPTS | SELDOM_TRANSCRIPTS:
                left_out[path.suffix.lower()] += 1
            elif path.is_file():
                self._take(path)
            else:
                self._problem(path, "left out: a broken link, a pipe or a device", severe=False)
        except OSError as error:
            self._problem(path, f"could not be opened: {error.strerror}")

    def _take(self, path: Path) -> None:
        identity = _identity(path)
        if identity not in self.taken:
            self.taken.add(identity)
            self.files.append(path)

    def _note(self, folder: Path, left_out: Counter[str]) -> None:
        kinds = [f"{count} {suffix}" for suffix, count in sorted(left_out.items())]
        if kinds:
            also = (
                ""
                if left_out.keys().isdisjoint(SELDOM_TRANSCRIPTS)
                else " (a table, JSON or XML is read when it is named itself)"
            )
            message = f"left out files that are not transcripts: {', '.join(kinds)}{also}"
            self._problem(folder, message, severe=False)

    def _problem(self, path: Path, message: str, *, severe: bool = True) -> None:
        self.problems.append(Problem(path, "", message, "error" if severe else "warning"))


def _identity(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_dev, status.st_ino
