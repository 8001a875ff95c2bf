"""What the name of a file tells: that it is passed over or no transcript, and its place in a list."""

from __future__ import annotations

import re
from pathlib import PurePath

NO_TRANSCRIPTS = frozenset(
    """
    .yaml .yml .toml .ini .cfg .log .lock .bib .tex .css .js .ts .py .r
    .ipynb .sh .bat .xls .db .sqlite .sqlite3 .qdpx .qdc .graphml .gexf .parquet .pickle
    .pkl .npy .png .jpg .jpeg .gif .svg .webp .tif .tiff .bmp .ico .mp3 .wav .m4a .ogg .flac .aac
    .mp4 .mov .avi .mkv .webm .zip .gz .tgz .bz2 .xz .7z .rar .tar .exe .dll .so .pyc
    """.split()  # noqa: SIM905 - words read best as words
)
SELDOM_TRANSCRIPTS = frozenset({".json", ".xml", ".jsonl", ".csv", ".tsv", ".tab", ".xlsx", ".xlsm", ".ods"})
_ABOUT_THE_FOLDER = re.compile(
    r"(readme|licen[cs]e|changelog|contributing|notice|authors)(\..*)?", re.IGNORECASE
)
_OFFICE_LOCK = "~$"
_BESIDE_A_CATALOG = (".checksum", ".backups")


def is_silent(name: str) -> bool:
    """Whether a file or folder of this name is passed over without a word: hidden, a lock, a README.

    So is what stands beside a catalog: its checksum and its backups.
    """
    is_aside = name.startswith((".", _OFFICE_LOCK)) or name.endswith(_BESIDE_A_CATALOG)
    return is_aside or _ABOUT_THE_FOLDER.fullmatch(name) is not None


def is_no_transcript(name: str) -> bool:
    """Whether a file's suffix says that it is no transcript: a recording, a picture, a program."""
    return PurePath(name).suffix.lower() in NO_TRANSCRIPTS


def natural(name: str) -> tuple[list[tuple[int, int, str]], str]:
    """Sort key: ``Interview 2`` before ``Interview 10``, without regard to case."""
    parts = re.findall(r"[0-9]+|[^0-9]+", name.casefold())
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts], name
