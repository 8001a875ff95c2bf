"""What files are called: for the catalog as text, for a person as they would type it here."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path, PurePath

from ingest.model import Parsed, Problem


def in_unicode(name: str) -> str:
    r"""A name with the bytes that are no characters written out: ``Gespr\xe4ch``."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def name_in_catalog(file: Path, folder: Path) -> str:
    """How the catalog in a folder calls a file: relative to that folder, so that both can move together."""
    try:
        path = Path(os.path.relpath(file, folder))
    except ValueError:  # another drive on Windows
        path = file
    return in_unicode(path.as_posix())


def spelled(parsed: Parsed) -> Parsed:
    """What was read of a file whose name is no text (an old encoding), under a name that is."""
    path = PurePath(in_unicode(str(parsed.path)))
    if path == parsed.path:
        return parsed
    read = parsed.transcript
    return replace(
        parsed,
        path=path,
        transcript=read and replace(read, title=in_unicode(read.title)),
        problems=tuple(replace(each, path=path) for each in parsed.problems),
    )


def as_typed(problem: Problem) -> Problem:
    """The problem with its path as a person would type it here."""
    try:
        return replace(problem, path=Path(os.path.relpath(problem.path)))
    except ValueError:
        return problem
