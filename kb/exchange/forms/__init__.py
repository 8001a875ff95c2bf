"""The forms that projects come in, one module each, and the one list of them.

A form is a module-level :class:`Form`. To add one: copy the neighbour that is most like it, and name it in
:data:`MODULES`. The content decides which form reads a file; where it tells nothing, as of one that is cut
off, the name does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from ingest.files.regular import UnreadableFileError, content
from kb.exchange.errors import ExchangeError
from kb.exchange.model import Project

LARGEST = 4_000_000_000
"""Bytes of a file that is opened."""


@dataclass(frozen=True, slots=True)
class Form:
    """How to recognise, read and write one form of project.

    ``claims`` looks at the bytes only and must be cheap. ``read`` makes a project of them, named after the
    file; what it cannot read at all is an :class:`ExchangeError`. ``write`` makes the bytes of a project;
    None for a form that is only read. Both are pure: no disk, no network.
    """

    name: str
    title: str
    suffixes: frozenset[str]
    claims: Callable[[bytes], bool]
    read: Callable[[bytes, str], Project]
    write: Callable[[Project, str], bytes] | None = None


MODULES = ("qdpx", "qdc")


def forms() -> tuple[Form, ...]:
    """Every form, each from its own module."""
    return tuple(import_module(f"kb.exchange.forms.{name}").FORM for name in MODULES)


def form_named(name: str) -> Form:
    """Return the form of this name.

    Raises:
        ExchangeError: there is none.
    """
    known = {each.name: each for each in forms()}
    if name not in known:
        raise ExchangeError(f"no form {name!r}; use one of {', '.join(known)}")
    return known[name]


def read(path: Path) -> Project:
    """Return the project that a file holds.

    Raises:
        ExchangeError: the file is not there, is of no form that can be read, is damaged or is not safe.
    """
    try:
        data = content(path, LARGEST)
    except UnreadableFileError as error:
        raise ExchangeError(f"cannot read {path.name!r}: {error}") from None
    return read_bytes(data, path.name)


def read_bytes(data: bytes, name: str) -> Project:
    """Return the project in the bytes of a file of this name; raises as :func:`read`."""
    suffix = Path(name).suffix.lower()
    by_name = (each for each in forms() if data and suffix in each.suffixes)  # it says what is wrong
    form = next((each for each in forms() if each.claims(data)), next(by_name, None))
    if form is None:
        readable = ", ".join(f"{each.title} ({'/'.join(sorted(each.suffixes))})" for each in forms())
        raise ExchangeError(f"cannot read {name!r}: it is none of {readable}")
    return form.read(data, name)


def write(project: Project, form: str, *, profile: str = "original") -> bytes:
    """Return the bytes of a project in a form.

    Raises:
        ExchangeError: there is no such form, or it is only read.
    """
    writer = form_named(form).write
    if writer is None:
        raise ExchangeError(f"{form} files are read, not written")
    return writer(project, profile)
