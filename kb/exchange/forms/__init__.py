"""The forms that projects come in, one module each, and the one list of them.

A form is a module-level :class:`Form`. To add one: copy the neighbour that is most like it, and name it in
:data:`MODULES`. The content decides which form reads a file; where it tells nothing, as of one that is cut
off, the name does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from ingest.files.regular import UnreadableFileError, content
from kb.exchange.errors import ExchangeError, SeveralProjectsError
from kb.exchange.forms.parts.composed import Composed
from kb.exchange.forms.parts.folders import packed, refuse_unfinished
from kb.exchange.forms.parts.names import file_name
from kb.exchange.model import Project

__all__ = [
    "Form",
    "SeveralProjectsError",
    "folder_form",
    "form_named",
    "form_of",
    "forms",
    "is_project",
    "read",
    "read_bytes",
    "write",
]

LARGEST = 4_000_000_000
"""Bytes of a file that is opened."""


@dataclass(frozen=True, slots=True)
class Form:
    """How to recognise, read and write one form of project.

    ``claims`` looks at the bytes only and must be cheap. ``read`` makes a project of them, named after
    the file; what it cannot read at all is an :class:`ExchangeError`. ``write`` makes the bytes of a
    project; None for a form that is only read; one that is only written says so by ``is_read``. All are
    pure: no disk, no network.

    A file can hold several projects: then ``projects`` names them, ``read`` raises
    :class:`SeveralProjectsError`, and ``read_one`` reads the one that a person chose. A project can be a
    folder: then ``in_folder`` says of a path in it whether that file belongs to the project, and ``read``
    gets a zip archive of these; ``mark`` is the file by which such a folder is known.

    ``compose`` is instead of ``write`` for forms that say themselves what of a project they have no place
    for. The bytes of a project that is a folder are a zip of it.

    ``suffixes`` are for file dialogs and for files whose content tells nothing.
    """

    name: str
    title: str
    suffixes: frozenset[str]
    claims: Callable[[bytes], bool]
    read: Callable[[bytes, str], Project]
    write: Callable[[Project, str], bytes] | None = None
    projects: Callable[[bytes, str], tuple[str, ...]] | None = None
    read_one: Callable[[bytes, str, str], Project] | None = None
    in_folder: Callable[[str], bool] | None = None
    mark: str | None = None
    compose: Callable[[Project], Composed] | None = None
    is_read: bool = True
    keeps: Callable[[Project], Mapping[str, int]] | None = None
    """How many things of each kind ``write`` writes of a project, where that is not all that QDPX holds."""

    @property
    def is_written(self) -> bool:
        """Whether a project can be written in this form."""
        return self.write is not None or self.compose is not None

    def folder_of(self, project: Project) -> str | None:
        """Return what the folder of a project is called; None where a project is a file."""
        if self.in_folder is None:
            return None
        return f"{file_name(project.name) or 'project'}{min(self.suffixes, default='')}"


MODULES = (
    "qdpx",
    "qdc",
    "qualcoder",
    "taguette.project",
    "rqda",
    "qc",
    "web_annotation",
    "label_studio",
    "spacy_spans",
    "doccano",
    "codings_table",
    "codebook_table",
    "taguette.highlights",
    "taguette.codebook",
    "transcripts.word",
    "transcripts.page",
    "transcripts.vault",
)
"""The first that claims a file reads it."""


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
        raise ExchangeError(f"no format {name!r}; use one of {', '.join(known)}")
    return known[name]


def folder_form(path: Path) -> Form | None:
    """Return the form whose projects are folders like this one; None for any other folder."""
    return next((each for each in forms() if each.mark and (path / each.mark).is_file()), None)


def read(path: Path, project: str | None = None) -> Project:
    """Return the project that a file or a folder holds.

    Args:
        path: the file, or the folder of a program whose projects are folders.
        project: which one, by its name, of a file with several.

    Raises:
        SeveralProjectsError: the file holds several projects, and none is named.
        ExchangeError: the file is not there, is of no form that can be read, is damaged or is not safe.
    """
    form = folder_form(path) if path.is_dir() else None
    if form is not None and form.in_folder is not None:
        return form.read(packed(path, form.in_folder), path.name)
    refuse_unfinished(path)
    try:
        data = content(path, LARGEST)
    except UnreadableFileError as error:
        raise ExchangeError(f"cannot read {path.name!r}: {error}") from None
    return read_bytes(data, path.name, project)


def is_project(path: Path) -> bool:
    """Whether a file's content is that of a form; it says nothing about files that cannot be opened."""
    try:
        data = content(path, LARGEST)
    except UnreadableFileError:
        return False
    return any(each.claims(data) for each in forms())


def form_of(data: bytes, name: str) -> Form:
    """Return the form of the bytes of a file of this name.

    Raises:
        ExchangeError: it is of no form that can be read.
    """
    suffix = Path(name).suffix.lower()
    by_name = (each for each in forms() if data and suffix in each.suffixes)  # it says what is wrong
    form = next((each for each in forms() if each.claims(data)), next(by_name, None))
    if form is None:
        readable = ", ".join(_with_suffixes(each) for each in forms() if each.is_read)
        raise ExchangeError(
            f"cannot read {name!r}: its format is not known; kb imports: {readable}. "
            "`kb ingest` imports transcripts"
        )
    return form


def _with_suffixes(form: Form) -> str:
    """Name a form with the endings of its files; some projects are folders and have none."""
    return f"{form.title} ({', '.join(sorted(form.suffixes))})" if form.suffixes else form.title


def read_bytes(data: bytes, name: str, project: str | None = None) -> Project:
    """Return the project in the bytes of a file of this name; raises as :func:`read`."""
    form = form_of(data, name)
    if project is None:
        return form.read(data, name)
    if form.projects is None or form.read_one is None:
        raise ExchangeError(f"{name!r} holds one project; leave out the name of a project")
    names = form.projects(data, name)
    if project not in names:
        shown = ", ".join(f"“{each}”" for each in names)
        raise ExchangeError(f"{name!r} holds no project {project!r}, but {shown}")
    return form.read_one(data, name, project)


def write(project: Project, form: str, *, profile: str = "original") -> bytes:
    """Return the bytes of a project in a form.

    Raises:
        ExchangeError: there is no such form, or it is only read.
    """
    meant = form_named(form)
    if meant.compose is not None:
        return meant.compose(project).packed(meant.folder_of(project))
    writer = meant.write
    if writer is None:
        raise ExchangeError(f"{form} files are read, not written")
    return writer(project, profile)
