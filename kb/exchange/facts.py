"""What a thing of a project says, as JSON that keeps only what is not usual, and back."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import MISSING, fields
from typing import Any, TypeVar

from kb.exchange.dialects import Reading
from kb.exchange.model import Value
from kb.exchange.positions import Dialect
from kb.exchange.text_form import TextForm

_T = TypeVar("_T")
_APART = frozenset({"codings", "selections", "guid", "text"})
"""Fields that are things of their own, or stand in columns."""
_OF_TABLE: dict[type[Any], dict[str, Any]] = {}
_VALUES: dict[str, Callable[[Any], Any]] = {
    "form": lambda read: None if read is None else TextForm(**read),
    "reading": lambda read: (
        None if read is None else Reading(**{**read, "dialect": Dialect(**read["dialect"])})
    ),
    "values": lambda read: tuple(Value(**each) for each in read),
}


def packed(thing: Any, **more: Any) -> str:
    """Return the fields of a thing of the model that differ from what is usual, and ``more``."""
    said = {
        name: value
        for name, usual in _fields(type(thing)).items()
        if (value := getattr(thing, name)) != usual and value is not None
    }
    return _ENCODER.encode({**said, **more})


def unpacked(table: type[_T], guid: str, facts: str) -> tuple[_T, dict[str, Any]]:
    """Return the thing, and what else was packed with it."""
    read = json.loads(facts)
    known = _fields(table)
    given = {name: _value(name, value) for name, value in read.items() if name in known}
    made: Any = table
    return made(guid=guid, **given), {name: value for name, value in read.items() if name not in known}


def _fields(table: type[Any]) -> dict[str, Any]:
    """The fields of a thing, and what each usually is."""
    if table not in _OF_TABLE:
        _OF_TABLE[table] = _usual(table)
    return _OF_TABLE[table]


def _usual(table: type[Any]) -> dict[str, Any]:
    usual = ((each, each.default_factory) for each in fields(table) if each.name not in _APART)
    return {
        each.name: made() if made is not MISSING else None if each.default is MISSING else each.default
        for each, made in usual
    }


def _value(name: str, value: Any) -> Any:
    if name in _VALUES:
        return _VALUES[name](value)
    if isinstance(value, list):
        return tuple(tuple(each) if isinstance(each, list) else each for each in value)
    return value


def _plain(value: Any) -> Any:
    return {each.name: getattr(value, each.name) for each in fields(value)}


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_plain)
