"""The catalog written in a form of another tool, with what had no place in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from kb import __version__
from kb.exchange.forms import Form, form_named, read_bytes, write
from kb.exchange.lint import lint
from kb.exchange.model import Problem
from kb.exchange.report import LossRow
from kb.queries.exchange.project import export_loss, loss_in, project_of

_CHECKED = ("qdpx", "qdc")
"""Forms that can be checked against a schema; what is written in others is read again."""


@dataclass(frozen=True, slots=True)
class Written:
    """A file for another tool: its bytes, how many things of each kind are in it or left out, its faults."""

    content: bytes
    loss: tuple[LossRow, ...]
    faults: Sequence[Problem] = ()


def written(session: Session, form: str, *, name: str, profile: str = "original") -> Written:
    """Return the whole catalog as a file of a form.

    Args:
        session: what is asked.
        form: the name of the form.
        name: what the project is called, if it was not imported.
        profile: the program that it is written for.

    Raises:
        ExchangeError: there is no such form or profile, or the form is only read.
    """
    project = project_of(session, name=name, origin=f"Interview KB {__version__}")
    content = write(project, form, profile=profile)
    meant = form_named(form)
    loss = loss_in(meant, export_loss(session, project), project)
    return Written(content, loss, _faults(meant, content))


def _faults(form: Form, content: bytes) -> Sequence[Problem]:
    if form.name in _CHECKED:
        return lint(content, f"export.{form.name}")
    return read_bytes(content, f"export.{form.name}").problems if form.is_read else ()
