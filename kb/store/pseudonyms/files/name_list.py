"""The list of names that a researcher reviews: a CSV file, one name a row, edited in any spreadsheet.

::

    replace,name,kind,pseudonym,places,example
    yes,Anna Weber,person,Person 1,12,… told Anna Weber that the schema …
    no,Kubernetes,organisation,,31,…
    ,Hofmann,person,Person 2,1,…

``replace`` is yes, no, or empty as long as nobody has decided.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from kb.errors import KbError

Decision = Literal["yes", "no", ""]
COLUMNS = ("replace", "name", "kind", "pseudonym", "places", "example")
_LARGEST = 20_000_000
_YES = frozenset({"yes", "y", "ja", "j", "x", "1", "true"})
_NO = frozenset({"no", "n", "nein", "0", "false"})
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class ListedName:
    """One row of the list; ``places`` is how often the name occurs, ``example`` one of the passages."""

    name: str
    kind: str
    pseudonym: str
    decision: Decision = ""
    places: int = 0
    example: str = ""


def read_list(path: Path) -> list[ListedName]:
    """Read a list, with commas or semicolons between its columns.

    Raises:
        KbError: it cannot be read, has other columns, or a row is not clear.
    """
    try:
        if not path.is_file():
            raise KbError(f"no list of names at {path}; `kb pseudonymise {path}` makes one")
        if path.stat().st_size > _LARGEST:
            raise KbError(f"{path} is too large for a list of names")
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise KbError(f"cannot read {path}: {error.strerror or error}") from error
    except UnicodeDecodeError:
        raise KbError(f"{path} is not in UTF-8; save it as “CSV UTF-8”") from None
    return parse_list(text, path.name)


def parse_list(text: str, called: str) -> list[ListedName]:
    """Return the rows of a list.

    Raises:
        KbError: it has other columns, or a row is not clear.
    """
    head = text.split("\n", 1)[0]
    divider = max(",;\t", key=head.count)
    try:
        rows = list(csv.DictReader(io.StringIO(text), delimiter=divider, strict=True))
    except csv.Error as error:
        raise KbError(f"{called} is not a CSV file: {error}") from error
    names = {(name or "").strip().casefold() for name in (rows[0] if rows else head.split(divider))}
    if missing := [name for name in COLUMNS[:4] if name not in names]:
        raise KbError(f"{called} has no column {missing[0]!r}; the columns are {', '.join(COLUMNS)}")
    found: dict[str, ListedName] = {}
    for number, row in enumerate(rows, start=2):
        one = _read(
            {(key or "").strip().casefold(): value for key, value in row.items()}, f"{called}, row {number}"
        )
        if one is not None and found.setdefault(one.name, one) != one:
            raise KbError(f"{called}, row {number}: {one.name!r} is in the list twice")
    return list(found.values())


def written(names: Iterable[ListedName]) -> str:
    """Return a list as CSV."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    for each in names:
        cells = (each.decision, each.name, each.kind, each.pseudonym, str(each.places), each.example)
        writer.writerow([_harmless(cell) for cell in cells])
    return file.getvalue()


def write_list(path: Path, names: Iterable[ListedName]) -> None:
    """Write a list whole; only its owner can read it. The mark at its beginning lets Excel know the letters.

    Raises:
        KbError: it cannot be written.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:  # noqa: PTH123  only os.open makes it readable for nobody else
            file.write(("\ufeff" + written(names)).encode())
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        raise KbError(f"cannot write {path}: {error.strerror or error}") from error
    finally:
        with suppress(OSError):
            part.unlink()


def merged(held: Sequence[ListedName], found: Iterable[ListedName]) -> list[ListedName]:
    """Return a list with what is found now; what a person wrote in it stays, also what is found no more."""
    new = {each.name: each for each in found}
    kept = [
        replace(each, places=new[each.name].places, example=new[each.name].example)
        if each.name in new
        else replace(each, places=0)
        for each in held
    ]
    known = {each.name for each in held}
    return [*kept, *(each for name, each in new.items() if name not in known)]


def chosen(names: Iterable[ListedName]) -> dict[str, str]:
    """Return the names to replace, each with its pseudonym.

    Raises:
        KbError: a name has no decision or no pseudonym yet, or there is nothing to replace.
    """
    names = list(names)
    open_ = [each.name for each in names if not each.decision]
    if open_:
        more = f" and {len(open_) - 1} more" if open_[1:] else ""
        raise KbError(f"{open_[0]!r}{more}: write yes or no into the column “replace” of each name first")
    wanted = {each.name: each.pseudonym for each in names if each.decision == "yes"}
    if not wanted:
        raise KbError("no name in the list is to be replaced; write yes into the column “replace”")
    for name, pseudonym in wanted.items():
        if not pseudonym:
            raise KbError(f"{name!r} has no pseudonym; write one into the column “pseudonym”")
    return wanted


def _read(row: dict[str, str | None], where: str) -> ListedName | None:
    cells = {name: " ".join(_plain(row.get(name) or "").split()) for name in COLUMNS}
    if not cells["name"]:
        return None
    said = cells["replace"].casefold()
    if said and said not in _YES | _NO:
        raise KbError(f"{where}: {cells['replace']!r} is neither yes nor no")
    decision: Decision = "yes" if said in _YES else "no" if said in _NO else ""
    places = int(cells["places"]) if cells["places"].isdecimal() else 0
    return ListedName(cells["name"], cells["kind"], cells["pseudonym"], decision, places, cells["example"])


def _harmless(cell: str) -> str:
    """Return a cell that no spreadsheet computes: it begins with an apostrophe then."""
    return f"'{cell}" if cell.startswith((*_FORMULA, "'")) else cell


def _plain(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith((*_FORMULA, "'")) else cell


def read_known(path: Path) -> list[str]:
    """Read names that a researcher keeps, one a line; lines that begin with # are notes.

    Raises:
        KbError: the file cannot be read.
    """
    try:
        if not path.is_file() or path.stat().st_size > _LARGEST:
            raise KbError(f"no list of names at {path}, or it is too large")
        lines = path.read_text("utf-8-sig").splitlines()
    except OSError as error:
        raise KbError(f"cannot read {path}: {error.strerror or error}") from error
    except UnicodeDecodeError:
        raise KbError(f"{path} is not in UTF-8; save it so") from None
    return [" ".join(line.split()) for line in lines if line.strip() and not line.startswith("#")]
