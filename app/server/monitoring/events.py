"""What is told of requests, pages and actions while the app runs; the log and the numbers listen.

An event says what was done, how it ended and how long it took. It has names of pages and of functions in it,
and nothing that somebody wrote, said or searched for.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal, cast

from kb.errors import KbError

Kind = Literal["request", "connection", "page", "action"]
DONE, REFUSED, FAILED = "done", "refused", "failed"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that the app did.

    ``name`` is a path without its query, a page or a function; ``outcome`` a status of HTTP, or one of
    ``done``, ``refused`` (a person was told why) and ``failed`` (the program did).
    """

    kind: Kind
    name: str
    outcome: str
    seconds: float
    error: BaseException | None = None


_listeners: list[Callable[[Event], None]] = []


def listen(listener: Callable[[Event], None]) -> None:
    """Let somebody be told of all that follows."""
    _listeners.append(listener)


def tell(event: Event) -> None:
    """Tell everybody who listens."""
    for listener in _listeners:
        listener(event)


@contextmanager
def watched(kind: Kind, name: str) -> Iterator[None]:
    """Tell of what is done within. Streamlit ends a page that it draws anew by what is no ``Exception``."""
    if not _listeners:
        yield
        return
    begun = time.perf_counter()
    outcome, error = DONE, cast("BaseException | None", None)
    try:
        yield
    except KbError as refusal:
        outcome, error = REFUSED, refusal
        raise
    except Exception as failure:
        outcome, error = FAILED, failure
        raise
    finally:
        tell(Event(kind, name, outcome, time.perf_counter() - begun, error))
