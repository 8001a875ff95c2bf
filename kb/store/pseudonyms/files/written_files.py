"""Whether names are left in files that are to be passed on: texts, and what is packed in zip archives.

Words in pictures and PDFs are not found; nor are names that are cut by the markup of a Word file.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from ingest.zip_damage import DAMAGED, LOCKED
from kb.errors import KbError
from kb.store.pseudonyms.replacing import names_left

_LARGEST = 500_000_000


def names_in_files(paths: Iterable[Path], names: Mapping[str, str]) -> list[tuple[Path, str, int]]:
    """Return each file, each name in it as written there, and how often; names of files count, too.

    Raises:
        KbError: a file cannot be read.
    """
    found = []
    for file in _files(paths):
        counts = names_left([str(file), *_texts(file)], names)
        found += [(file, name, count) for name, count in sorted(counts.items())]
    return found


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(each for each in path.rglob("*") if each.is_file())
        elif path.is_file():
            yield path
        else:
            raise KbError(f"no file or folder {path}")


def _texts(file: Path) -> Iterator[str]:
    try:
        if not zipfile.is_zipfile(file):
            if file.stat().st_size > _LARGEST:
                raise KbError(f"{file} is too large to be looked through")
            yield _decoded(file.read_bytes())
            return
        with zipfile.ZipFile(file) as packed:
            members = packed.infolist()
            if sum(each.file_size for each in members) > _LARGEST:
                raise KbError(f"{file} is too large to be looked through")
            for member in members:
                yield member.filename
                yield _decoded(packed.read(member))
    except (*DAMAGED, LOCKED) as error:
        raise KbError(f"cannot look through {file}: {error}") from error


def _decoded(data: bytes) -> str:
    form = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"
    return data.decode(form, "replace")
