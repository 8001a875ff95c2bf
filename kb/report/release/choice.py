"""What a person says of the release: whose words, under which names, and what is withheld in any case."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ingest.files.regular import UnreadableFileError, content
from kb.errors import KbError
from kb.store.pseudonyms.files.key_file import read_key
from kb.store.pseudonyms.files.name_list import read_list

ALL = "all"
LARGEST = 1_000_000
"""Bytes of a list of names; a larger file is not one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseChoice:
    """What is released.

    ``words`` is ``all``, an attribute of cases (``consent: yes``) or None: nobody's words. ``own_names``
    shows documents and coders under their names instead of numbers. ``withhold`` are names and words that
    must not be in any file; ``allow`` are names that the catalog knows and that may be.
    """

    words: str | None = None
    own_names: bool = False
    withhold: tuple[str, ...] = ()
    allow: tuple[str, ...] = ()


def names_in(path: Path) -> tuple[str, ...]:
    """Return the names and words of a list, one a line; blank lines and those that begin with # are none.

    The list (``.csv``) and the key (``.json``) of ``kb pseudonymise`` are such lists, too: of the list, what
    is not decided to stay.

    Raises:
        KbError: the file cannot be read, is no text, or holds no name.
    """
    if path.suffix.lower() == ".json":
        return tuple(read_key(path).names)
    if path.suffix.lower() == ".csv":
        return tuple(each.name for each in read_list(path) if each.decision != "no")
    try:
        text = content(path, LARGEST).decode("utf-8-sig")
    except UnreadableFileError as error:
        raise KbError(f"cannot read the list of names {path}: {error}") from None
    except UnicodeDecodeError:
        raise KbError(f"the list of names {path} is not UTF-8 text; write one name per line") from None
    lines = (" ".join(line.split()) for line in text.splitlines())
    found = tuple(dict.fromkeys(line for line in lines if line and line[0] != "#"))
    if not found:
        raise KbError(f"the list of names {path} contains no name; write one name per line")
    if wrong := [each for each in found if not any(map(str.isalnum, each))]:
        raise KbError(f"{path}: {wrong[0]!r} has neither a letter nor a digit; write one name per line")
    return found
