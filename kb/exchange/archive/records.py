"""A row as a line of JSON, and back: fields by their names, references by what is referred to.

::

    {"id": 7, "code": "Drift", "start": 32, "end": 54, "extent": "exact", "origin": "manual",
     "created": "2026-03-02T09:30:00Z", "paragraphs": [2, 2], "words": "the model drifted away"}

A field without a value is left out. What the file says by its place (document, pass) is not said again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from kb.exchange.archive.errors import ArchiveError
from kb.exchange.archive.schema import LABELS, Field, schema
from kb.exchange.archive.study import Row, Study
from kb.records import to_json

_LONGEST, _PART = 160, 80


class Names:
    """How the rows of a study are called where others refer to them."""

    def __init__(self, study: Study) -> None:
        self._names: dict[str, dict[int, str]] = {
            table: {row["id"]: row[label] for row in study.rows(table)} for table, label in LABELS.items()
        }
        coders = self._names["coder"]
        self._names["coding_pass"] = {
            row["id"]: pass_name(coders[row["coder_id"]], row["role"]) for row in study.rows("coding_pass")
        }

    def of(self, table: str, row_id: int) -> str | int:
        """Return the name of a row; its id where rows of its table have none."""
        return self._names.get(table, {}).get(row_id, row_id)


def pass_name(coder: str, role: str) -> str:
    """Return what a pass is called within its document."""
    return f"{coder}, {role}"


def encoder(table: str, names: Names, *, without: tuple[str, ...] = ()) -> Callable[[Row], dict[str, Any]]:
    """Return what makes a mapping for a line out of a row; ``without`` are fields that are said elsewhere."""
    fields = [each for each in schema()[table].fields if each.name not in without]

    def encoded(row: Row) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for each in fields:
            value = row[each.name]
            if value is None:
                continue
            if each.reference is not None:
                value = names.of(each.reference, value)
            elif each.type == "moment":
                value = value.isoformat().replace("+00:00", "Z")
            found[each.called] = value
        return found

    return encoded


def shown(words: str) -> str:
    """Return the words of a coding as its line has them: the beginning and the end of very long ones."""
    return words if len(words) <= _LONGEST else f"{words[:_PART]} … {words[-_PART:]}"


def as_lines(records: list[dict[str, Any]]) -> bytes:
    """Return mappings as lines of JSON."""
    return "".join(f"{to_json(each)}\n" for each in records).encode()


def as_object(record: Mapping[str, Any]) -> bytes:
    """Return a mapping as JSON over several lines, a field a line."""
    return f"{to_json(record, indent=2)}\n".encode()


@dataclass(frozen=True, slots=True)
class Line:
    """A mapping that was read, and where it stands."""

    data: dict[str, Any]
    file: str
    number: int

    def fault(self, what: str) -> ArchiveError:
        """Return the error that this line has."""
        return ArchiveError(what, self.file, self.number)


def read_lines(data: bytes, file: str) -> list[Line]:
    """Return the lines of a file.

    Raises:
        ArchiveError: a line is no JSON object, or cut off.
    """
    text = decoded(data, file)
    if text and not text.endswith("\n"):
        raise ArchiveError("the last line is cut off", file, text.count("\n") + 1)
    lines = enumerate(text.split("\n")[:-1], start=1)
    return [Line(_object(each, file, number), file, number) for number, each in lines]


def read_object(data: bytes, file: str) -> Line:
    """Return the object that a file is; raises as :func:`read_lines`."""
    return Line(_object(decoded(data, file), file, None), file, 1)


def decoded(data: bytes, file: str) -> str:
    """Return a file's text.

    Raises:
        ArchiveError: it is not UTF-8.
    """
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        number = data.count(b"\n", 0, error.start) + 1
        raise ArchiveError("this is not UTF-8", file, number) from None


def _object(text: str, file: str, number: int | None) -> dict[str, Any]:
    if text.startswith(("<<<<<<<", "=======", ">>>>>>>")):
        raise ArchiveError(
            "git could not merge this; bring the copies together with `kb merge`", file, number
        )
    try:
        found = _DECODER.decode(text)
    except _DoubleError as error:
        raise ArchiveError(f"the field {error} is there twice", file, number) from None
    except (ValueError, RecursionError) as error:
        at = number or getattr(error, "lineno", None)
        raise ArchiveError("this line is damaged: it is not JSON", file, at) from None
    if not isinstance(found, dict):
        raise ArchiveError("this line is damaged: it is not a JSON object", file, number)
    return found


class _DoubleError(Exception):
    """A field that is there twice."""


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        raise _DoubleError(next(repr(each) for each in names if names.count(each) > 1))
    return found


_DECODER = json.JSONDecoder(object_pairs_hook=_without_doubles)

Find = Callable[[str, str, int | None], int | None]
"""The id of a row by its table, its name and the document it is in."""


def decoder(table: str, find: Find, *, extra: tuple[str, ...] = ()) -> Callable[[Line, Row], Row]:
    """Return what makes a row of a line and of what its place says; ``extra`` are names beyond the fields."""
    fields = schema()[table].fields
    known = {each.called for each in fields} | set(extra)

    def decoded_row(line: Line, place: Row) -> Row:
        if unknown := line.data.keys() - known:
            name = min(unknown)
            raise line.fault(
                f"the field {name!r} is not known here; is the archive from a newer kb? Update kb"
            )
        row: Row = {}
        for each in fields:
            if each.name in place:
                row[each.name] = place[each.name]
            elif (value := line.data.get(each.called)) is None:
                if each.required:
                    raise line.fault(f"the field {each.called!r} is missing")
                row[each.name] = each.default
            else:
                row[each.name] = _value(each, value, line, place, find)
        if "id" in row and type(row["id"]) is not int:
            raise line.fault("the field 'id' is missing")
        return row

    return decoded_row


def _value(field: Field, value: Any, line: Line, place: Row, find: Find) -> Any:
    if field.reference is not None and isinstance(value, str):
        found = find(field.reference, value, place.get("document_id"))
        if found is None:
            raise line.fault(f"there is no {field.called} {value!r} in this archive")
        return found
    if field.type == "moment":
        return _moment(field, value, line)
    if field.type == "json":
        return value
    if field.type is float and type(value) is int:
        return float(value)
    if type(value) is not field.type:
        raise line.fault(f"the field {field.called!r} cannot be {to_json(value)}")
    if field.values and value not in field.values:
        raise line.fault(
            f"the field {field.called!r} cannot be {value!r}; it is one of {', '.join(field.values)}"
        )
    return value


def _moment(field: Field, value: Any, line: Line) -> datetime:
    try:
        found = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise line.fault(f"the field {field.called!r} is not a date and time: {to_json(value)}") from None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
