"""Actions on the catalog as a whole, which open their own transaction and write its file anew."""

from __future__ import annotations

from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Engine

from app import data

_P = ParamSpec("_P")
_T = TypeVar("_T")


def change_whole(action: Callable[Concatenate[Engine, _P], _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
    """Run an action on the engine of the catalog; every answer that is kept is forgotten."""
    try:
        return try_whole(action, *args, **kwargs)
    finally:
        data.forget_answers()


def try_whole(action: Callable[Concatenate[Engine, _P], _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
    """Run an action that only says what it would change, on the engine of the catalog."""
    return action(data.whole(), *args, **kwargs)
