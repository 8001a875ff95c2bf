"""What may leave the catalog, and the folder that it is written to, for ``kb publish`` and ``kb deposit``."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kb.cli.output import render

if TYPE_CHECKING:
    from kb.report.release.choice import ReleaseChoice

Released = Annotated[
    str | None,
    typer.Option(
        "--released",
        metavar="WHOSE",
        help="Documents whose words may be included: all, or those of cases with an attribute "
        "('consent: yes').  [default: none]",
        show_default=False,
    ),
]
Withhold = Annotated[
    Path | None,
    typer.Option(
        "--withhold",
        metavar="FILE",
        dir_okay=False,
        help="A file of names and words that must not appear in the output, one per line.",
        show_default=False,
    ),
]
Allow = Annotated[
    list[str] | None,
    typer.Option(
        "--allow",
        metavar="WORD",
        help="A name in the catalog that may appear in the files. Can be repeated.",
        show_default=False,
    ),
]
Names = Annotated[
    bool, typer.Option("--names", help="Show documents and coders with their own names.", show_default=False)
]


def write_released(
    folder: Path, head: str, form: str, files: Iterable[tuple[str, bytes]], *, shown: Path
) -> None:
    """Write a folder as a whole, and say so; ``shown`` is the path that is told.

    Raises:
        KbError: see :func:`kb.report.release.write_folder`.
    """
    from kb.report.release import left_over, write_folder

    is_new = write_folder(folder, head, form, files)
    render.note(f"{'written' if is_new else 'unchanged'}: {shown}")
    for each in left_over(folder):
        render.note(f"left over from a stopped run, may contain words of documents; delete it: {each}")


def chosen(
    released: str | None, withhold: Path | None, allow: list[str] | None, *, names: bool
) -> ReleaseChoice:
    """Return what a person says of the release.

    Raises:
        KbError: the list of names cannot be read.
    """
    from kb.report.release.choice import ReleaseChoice, names_in

    return ReleaseChoice(
        words=released,
        own_names=names,
        withhold=names_in(withhold) if withhold else (),
        allow=tuple(allow or ()),
    )
