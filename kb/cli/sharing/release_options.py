"""The options of what may leave the catalog, for ``kb publish`` and ``kb deposit``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from kb.report.release.choice import ReleaseChoice

Released = Annotated[
    str | None,
    typer.Option(
        "--released",
        metavar="WHOSE",
        help="Whose words are released: all, or those with an attribute ('consent: yes').  [default: none]",
        show_default=False,
    ),
]
Withhold = Annotated[
    Path | None,
    typer.Option(
        "--withhold",
        metavar="FILE",
        dir_okay=False,
        help="Names and words that must not be in any file, one a line.",
        show_default=False,
    ),
]
Allow = Annotated[
    list[str] | None,
    typer.Option(
        "--allow",
        metavar="WORD",
        help="A name in the catalog that may be in the files.  (can be repeated)",
        show_default=False,
    ),
]
Names = Annotated[
    bool, typer.Option("--names", help="Show documents and coders under their own names.", show_default=False)
]


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
