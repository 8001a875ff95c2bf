"""Somebody's copy of this project and the catalog, as one project: in the process apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from kb.db import engine as db
from kb.exchange.archive.container import write_zip
from kb.exchange.archive.difference import differences
from kb.exchange.archive.errors import ArchiveError
from kb.exchange.archive.from_catalog import study_of
from kb.exchange.archive.merge import Merged, merge
from kb.exchange.archive.reading import read_archive_bytes, read_files
from kb.exchange.archive.records import shown
from kb.exchange.archive.study import Study
from kb.exchange.archive.writing import files_of
from kb.store.exchange.files.outcome import MergeOutcome

_SPAN = re.compile(r"(\d+), (\d+)")
MERGED = "merged.zip"
"""What the merged project is called in the folder of the order."""


def merge_copy(order: Mapping[str, Any], data: bytes) -> MergeOutcome:
    """Merge a copy into the catalog as it is now; the merged project is written once all is decided.

    ``base`` is how many of the bytes are what both were made from; the others are the copy. ``decided`` says
    by the key of a conflict whose version stands: ``a`` is the catalog, ``b`` the copy.

    Raises:
        ArchiveError: one of both archives does not hold, or what is merged does not.
    """
    base = read_archive_bytes(data[: order["base"]], order["base_name"])
    theirs = read_archive_bytes(data[order["base"] :], order["name"])
    ours = _catalog(order["database"])
    merged = merge(base, ours, theirs, decided=order["decided"])
    open_ones = [each for each in merged.conflicts if each.is_choice and each.key not in order["decided"]]
    changes = Counter(f"{each.kind} {each.change}" for each in differences(ours, merged.study))
    if not open_ones:
        files = dict(files_of(merged.study))
        try:
            read_files(files)
        except ArchiveError as error:
            message = f"these copies cannot be merged, and nothing was made: {error}"
            raise ArchiveError(message) from error
        (Path(order["folder"]) / MERGED).write_bytes(write_zip(files.items()))
    words = dict(_words(merged))
    return MergeOutcome(merged.conflicts, dict(changes), is_made=not open_ones, words=words)


def _words(merged: Merged) -> Iterator[tuple[str, tuple[str, str]]]:
    """The words that both have a coding on, where they do not agree which."""
    names = {row["id"]: row["name"] for row in merged.study.rows("document")}
    texts = {names[number]: text for number, text in merged.study.texts().items()}
    for each in merged.conflicts:
        spans = [_SPAN.fullmatch(side or "") for side in (each.a, each.b)]
        if each.kind == "coding" and each.document in texts and all(spans):
            text = texts[each.document]
            ours, theirs = (shown(text[int(span[1]) : int(span[2])]) for span in spans if span)
            yield each.key, (ours, theirs)


def _catalog(database: str) -> Study:
    engine = db.open_for_reading(database)
    try:
        with db.reading(engine) as session:
            return study_of(session)
    finally:
        engine.dispose()
