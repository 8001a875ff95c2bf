"""The catalog written in a form of another tool, with what had no place in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlmodel import Session

from kb import __version__
from kb.exchange.forms import Form, form_named, read_bytes, write
from kb.exchange.forms.parts.composed import Composed
from kb.exchange.lint import lint
from kb.exchange.model import Problem, Project
from kb.exchange.report import LossRow
from kb.queries.exchange.project import export_loss, loss_in, project_of

_CHECKED = ("qdpx", "qdc")
"""Forms that can be checked against a schema; what is written in others is read again."""


@dataclass(frozen=True, slots=True)
class Written:
    """A file for another tool: its bytes, how many things of each kind are in it or left out, its faults.

    Of a project that is a folder the bytes are a zip, and ``files`` those of the folder by their names in it.
    """

    content: bytes
    loss: tuple[LossRow, ...]
    faults: Sequence[Problem] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)


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
    meant, whole = form_named(form), export_loss(session, project)
    if meant.compose is not None:
        return _composed(meant, meant.compose(project), whole, project)
    content = write(project, form, profile=profile)
    return Written(content, loss_in(meant, whole, project), _faults(meant, content))


def _composed(form: Form, made: Composed, whole: Sequence[LossRow], project: Project) -> Written:
    content = made.packed(form.folder_of(project))
    faults = (*made.problems, *_faults(form, content))
    files = made.files if form.in_folder else {}
    return Written(content, loss_in(form, whole, project, made.kept), faults, files)


def _faults(form: Form, content: bytes) -> Sequence[Problem]:
    if form.name in _CHECKED:
        return lint(content, f"export.{form.name}")
    return read_bytes(content, f"export.{form.name}").problems if form.is_read else ()
