"""Which files of the folders a person names are worth reading, in an order that stays the same.

Hidden files and a folder's README are passed over silently; recordings, tables and other files that are no
transcripts are counted in one note a folder. A file that is named itself is always taken.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from ingest.model import Problem

_NO_TRANSCRIPTS = frozenset(
    """
    .json .jsonl .csv .tsv .yaml .yml .toml .xml .ini .cfg .log .lock .bib .tex .css .js .ts .py .r
    .ipynb .sh .bat .xls .xlsx .ods .db .sqlite .sqlite3 .qdpx .qdc .graphml .gexf .parquet .pickle
    .pkl .npy .png .jpg .jpeg .gif .svg .webp .tif .tiff .bmp .ico .mp3 .wav .m4a .ogg .flac .aac
    .mp4 .mov .avi .mkv .webm .zip .gz .tgz .bz2 .xz .7z .rar .tar .exe .dll .so .pyc
    """.split()  # noqa: SIM905 - words read best as words
)
_ABOUT_THE_FOLDER = re.compile(
    r"(readme|licen[cs]e|changelog|contributing|notice|authors)(\..*)?", re.IGNORECASE
)
_OFFICE_LOCK = "~$"


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
            else:
                self._take(path)

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
            if not name.startswith((".", _OFFICE_LOCK)) and not _ABOUT_THE_FOLDER.fullmatch(name):
                self._entry(folder / name, left_out)

    def _entry(self, path: Path, left_out: Counter[str]) -> None:
        try:
            if path.is_dir():
                self._folder(path, left_out)
            elif path.suffix.lower() in _NO_TRANSCRIPTS:
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
        if left_out:
            kinds = ", ".join(f"{count} {suffix}" for suffix, count in sorted(left_out.items()))
            self._problem(folder, f"left out files that are no transcripts: {kinds}", severe=False)

    def _problem(self, path: Path, message: str, *, severe: bool = True) -> None:
        self.problems.append(Problem(path, "", message, "error" if severe else "warning"))


def natural(name: str) -> tuple[list[tuple[int, int, str]], str]:
    """Sort key: ``Interview 2`` before ``Interview 10``, without regard to case."""
    parts = re.findall(r"[0-9]+|[^0-9]+", name.casefold())
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts], name


def _identity(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_dev, status.st_ino
