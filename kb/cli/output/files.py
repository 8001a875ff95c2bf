"""Results as files: written completely or not at all, in the format that the file's ending names."""

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
        help="Write to FILE: a figure (.svg, .png, .pdf) or data (.csv, .json, .jsonl).",
    ),
]


def form_of(out: Path | None, form: Form | None) -> str:
    """Return the format to write: that of ``--format``, else that of the file's ending.

    A figure is written whatever ``--format`` says: only the ending can ask for one.

    Raises:
        BadParameter: neither names a format.
    """
    if out is None:
        return form or "table"
    ending = out.suffix.lower().removeprefix(".")
    if form in _TEXTS and ending not in _PICTURES:
        return form
    if ending not in (*_TEXTS, *_PICTURES):
        raise typer.BadParameter(f"{out.name} must end in one of .{', .'.join((*_PICTURES, *_TEXTS))}")
    return ending


def write_rows(
    out: Path, form: str, *, figure: Callable[[], Figure], rows: Sequence[Any], of: type | Sequence[str]
) -> None:
    """Write a figure or rows to a file, and say so.

    Raises:
        KbError: the file cannot be written.
    """
    with open_whole(out) as file:
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
def open_whole(out: Path) -> Iterator[IO[bytes]]:
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
    with open_whole(out) as file:
        file.write(text.encode())
    render.note(f"written: {out}")


def write_object(out: Path, value: Any) -> None:
    """Write one object as JSON to a file, and say so."""
    from kb.records import to_json

    with open_whole(out) as file:
        file.write((to_json(value, indent=2) + "\n").encode())
    render.note(f"written: {out}")


def write_bytes(out: Path, content: bytes) -> None:
    """Write a file that is made already, and say so."""
    with open_whole(out) as file:
        file.write(content)
    render.note(f"written: {out}")
