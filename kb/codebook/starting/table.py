r"""Codebooks that are tables: a row for each code, its columns known by their headings.

The headings are those of kb's own export, of Taguette, QualCoder and MAXQDA, and what people write::

    theme,code,definition
    Staffing,Short nights,Use when a shift has too few people.
    Staffing,Agency staff,

A name with ``>`` or ``\`` in it is a path: ``Staffing > Agency staff``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.formats.parts.grid.delimited import Row, UnclosedError, dialect, rows
from kb.codebook.starting.tree import ForeignCode
from kb.errors import KbError

HEADINGS = {
    "code": ("code", "codes", "tag", "name", "code name", "label", "node", "subcode"),
    "parent": ("parent", "theme", "category", "group", "family", "code group", "parent code", "under"),
    "definition": ("definition", "description", "comment", "memo", "code memo", "meaning", "when to use"),
    "kind": ("kind", "type"),
    "cues": ("cues", "keywords", "cue"),
    "aliases": ("aliases", "alias", "synonyms", "also"),
}
"""What each column may be called, whatever its case; the first name is the one to use."""
MOST = 20_000
"""Codes that a table may have; the largest codebooks in print have some hundred."""

_STEPS = re.compile(r"\s*(?:\\|>)\s*")
_PARTS = re.compile(r"\s*[;|]\s*")


class CodebookError(KbError):
    """A codebook that cannot be read; the message says what it lacks."""


def read_table(text: str, name: str) -> list[ForeignCode]:
    """Return the codes of a table of codes.

    Raises:
        CodebookError: it is no table, or none of its columns holds codes; ``name`` is that of the file.
    """
    how = dialect(text)
    try:
        found = rows(text, how) if how else _lines(text)
    except UnclosedError as error:
        raise CodebookError(f"{name}, line {error.line}: {error}") from None
    if not found:
        raise CodebookError(f"{name} has no rows")
    columns = _columns(found[0].cells)
    if "code" not in columns:
        known = ", ".join(HEADINGS["code"][:4])
        raise CodebookError(f"{name}: no column is headed {known}; its first row must have the headings")
    if len(found) > MOST:
        raise CodebookError(f"{name} has {len(found):,} rows; a codebook can have {MOST:,}")
    return list(_codes(found[1:], columns))


def _lines(text: str) -> list[Row]:
    """A table of one column."""
    return [Row(at, [line]) for at, line in enumerate(text.splitlines(), 1) if line.strip()]


def _columns(heads: Sequence[str]) -> dict[str, int]:
    """Which column holds what; of two that could, the one whose heading comes first in the list."""
    written = [" ".join(each.replace("_", " ").split()).casefold().strip("\ufeff*: ") for each in heads]
    found: dict[str, int] = {}
    for what, names in HEADINGS.items():
        at = next((written.index(name) for name in names if name in written), None)
        if at is not None:
            found[what] = at
    return found


def _codes(found: Sequence[Row], columns: dict[str, int]) -> Iterator[ForeignCode]:
    paths: dict[str, tuple[str, ...]] = {}
    for row in found:
        cells = {what: row.cells[at].strip() for what, at in columns.items() if at < len(row.cells)}
        path = _path(cells.get("code", ""))
        above = _path(cells.get("parent", ""))
        if not path and not above:
            continue
        if above:
            path = (*paths.get(above[-1], above), *path)
        paths.setdefault(path[-1], path)
        yield ForeignCode(
            path,
            cells.get("definition", ""),
            cells.get("kind", "").casefold(),
            tuple(filter(None, _PARTS.split(cells.get("cues", "")))),
            tuple(filter(None, _PARTS.split(cells.get("aliases", "")))),
        )


def _path(cell: str) -> tuple[str, ...]:
    return tuple(filter(None, _STEPS.split(cell)))
