"""What the tables of a catalog hold, as an archive sees it: fields, references, and how rows are called.

All of it is read from the tables themselves: a new column or table is in the archive without a word here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Float,
    Integer,
    TypeDecorator,
    UniqueConstraint,
    inspect,
)
from sqlalchemy.types import TypeEngine
from sqlmodel import SQLModel

from kb.db import tables
from kb.db.tables.people import PRIVATE

LABELS: Mapping[str, str] = {
    "aspect": "key",
    "code": "name",
    "coder": "name",
    "document": "name",
    "fix": "key",
    "issue": "key",
    "participant": "name",
    "source": "path",
    "speaker": "name",
    "stage": "key",
    "survey": "path",
}
"""What rows are called where others refer to them; a pass by its coder and role, all others by their ids."""

_COMPUTED = {("paragraph", "spaced")}
_UNDECLARED = {("source", "survey_id"): "survey"}
"""References that the tables do not declare."""
_TYPES = ((Boolean, bool), (Integer, int), (Float, float), (DateTime, "moment"), (JSON, "json"))
_ONE_OF = re.compile(r"^(\w+) IN \((.*)\)$")


@dataclass(frozen=True, slots=True)
class Field:
    """A column: ``name`` in the program, ``called`` in the archive, ``reference`` the table it leads to.

    ``type`` is a type of Python, or ``moment`` or ``json``. ``default`` is what an archive without the field
    means; ``required`` says that it must have it. ``values`` are all that may be, if there is a list.
    """

    name: str
    called: str
    column: str
    type: Any
    nullable: bool
    reference: str | None
    required: bool
    default: Any
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its fields, those that identify a row, and those that no two rows share."""

    name: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    unique: tuple[tuple[str, ...], ...]

    @property
    def of_document(self) -> Field | None:
        """The field that says which document a row belongs to."""
        return next((each for each in self.fields if each.reference == "document"), None)


@cache
def schema() -> dict[str, Table]:
    """Return every table by its name, those first that others refer to; but for those that let people in."""
    models = {str(each.__tablename__): each for each in _models()}
    every = (each.name for each in SQLModel.metadata.sorted_tables)
    return {name: _table(models[name]) for name in every if name not in PRIVATE}


def _models() -> list[type[SQLModel]]:
    return [getattr(tables, name) for name in tables.__all__]


def _table(model: type[SQLModel]) -> Table:
    mapper = inspect(model)
    name = str(model.__tablename__)
    table: Any = mapper.local_table
    attributes = {each.columns[0].name: each.key for each in mapper.column_attrs}
    values = dict(_listed_values(table))
    fields = tuple(
        _field(name, attributes[each.name], each, values.get(each.name, ()))
        for each in table.columns
        if (name, each.name) not in _COMPUTED
    )
    unique = [
        tuple(attributes[each.name] for each in constraint.columns)
        for constraint in table.constraints
        if isinstance(constraint, UniqueConstraint)
    ]
    unique += [(attributes[each.name],) for each in table.columns if each.unique]
    key = tuple(attributes[each.name] for each in table.primary_key.columns)
    return Table(name, fields, key, tuple(sorted(set(unique))))


def _field(table: str, name: str, column: Column[Any], values: tuple[str, ...]) -> Field:
    reference = next((each.column.table.name for each in column.foreign_keys), None)
    reference = reference or _UNDECLARED.get((table, name))
    default = _default(column)
    return Field(
        name,
        name.removesuffix("_id") if reference else name,
        column.name,
        next((of for kind, of in _TYPES if isinstance(_stored_as(column), kind)), str),
        bool(column.nullable) or column.primary_key,
        reference,
        not column.nullable and default is None,
        default,
        values,
    )


def _stored_as(column: Column[Any]) -> TypeEngine[Any]:
    """The database's own type of a column."""
    return column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type


def _default(column: Column[Any]) -> Any:
    """What a row of an older archive has in a column that did not exist then."""
    made: Any = column.default
    if made is not None:
        return made.arg(None) if made.is_callable and isinstance(column.type, JSON) else _scalar(made)
    if column.server_default is not None and isinstance(column.type, Boolean):
        return str(column.server_default.arg) in {"true", "1"}  # type: ignore[attr-defined]
    return None


def _scalar(made: Any) -> Any:
    return made.arg if made.is_scalar else None


def _listed_values(table: Any) -> list[tuple[str, tuple[str, ...]]]:
    """The columns that a check limits to a list, and the list."""
    checks = (str(each.sqltext) for each in table.constraints if isinstance(each, CheckConstraint))
    found = (_ONE_OF.match(each) for each in checks)
    return [(each[1], tuple(re.findall(r"'([^']*)'", each[2]))) for each in found if each]
