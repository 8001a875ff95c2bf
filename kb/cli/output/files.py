"""Answers as files: written whole or not at all, in the form that the file's ending says."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any, cast

import typer

from kb.cli.options import Form
from kb.cli.output import render

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_TEXTS: tuple[Form, ...] = ("csv", "json", "jsonl")
_PICTURES = ("svg", "png", "pdf")

Out = Annotated[
    Path | None,
    typer.Option(
        "--out",
        metavar="FILE",
        dir_okay=False,
        help="Write here, as FILE ends: a figure (.svg, .png, .pdf) or data (.csv, .json, .jsonl).",
    ),
]


def form_of(out: Path | None, form: Form) -> str:
    """Return the form that is asked for: the file's ending goes before ``--format``.

    Raises:
        BadParameter: the ending says nothing.
    """
    if out is None:
        return form
    ending = out.suffix.lower().removeprefix(".")
    if ending not in (*_TEXTS, *_PICTURES):
        raise typer.BadParameter(f"{out.name} does not end in one of .{', .'.join((*_PICTURES, *_TEXTS))}")
    return ending


def write(
    out: Path, form: str, *, figure: Callable[[], Figure], rows: Sequence[Any], of: type | Sequence[str]
) -> None:
    """Write a figure or rows to a file, and say so.

    Raises:
        KbError: the file cannot be written.
    """
    with whole(out) as file:
        if form in _PICTURES:
            from kb.figures import style

            style.save(figure(), file, cast("style.Form", form))
        else:
            text = TextIOWrapper(file, encoding="utf-8", newline="")
            render.rows(rows, of=of, columns=(), form=cast("Form", form), file=text)
            text.flush()
            text.detach()
    render.note(f"written: {out}")


@contextmanager
def whole(out: Path) -> Iterator[IO[bytes]]:
    """Give a file that appears under its name only when it is complete.

    Raises:
        KbError: the file cannot be written.
    """
    part = out.with_name(f".{out.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(out)
    except OSError as error:
        from kb.errors import KbError

        raise KbError(f"cannot write {out}: {error.strerror or error}") from error
    finally:
        with suppress(OSError):
            part.unlink()


def write_text(out: Path, text: str) -> None:
    """Write text to a file, and say so.

    Raises:
        KbError: the file cannot be written.
    """
    with whole(out) as file:
        file.write(text.encode())
    render.note(f"written: {out}")


def write_answer(out: Path, value: Any) -> None:
    """Write one object as JSON to a file, and say so."""
    from kb.records import to_json

    with whole(out) as file:
        file.write((to_json(value, indent=2) + "\n").encode())
    render.note(f"written: {out}")


def write_bytes(out: Path, content: bytes) -> None:
    """Write a file that is made already, and say so."""
    with whole(out) as file:
        file.write(content)
    render.note(f"written: {out}")
