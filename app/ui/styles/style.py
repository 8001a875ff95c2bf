"""The style of the app: the CSS files of ``ui/styles/``, then each page's own, joined once.

The order is the order of precedence: of two rules that weigh the same, the later one counts. The colours come
from :mod:`kb.codebook.theme`, those of codes from :mod:`kb.codebook.palette`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from kb.codebook import theme
from kb.codebook.palette import PALETTE

_APP = Path(__file__).parent.parent.parent
_SHARED = ("tokens", "frame", "views", "tools", "lists", "quotes")
_PAGES = (
    "overview",
    "evidence",
    "coding",
    "documents",
    "search",
    "history",
    "memos",
    "codebook",
    "compare",
    "figures",
    "network",
    "importing",
    "exporting",
    "pseudonyms",
    "people",
    "tasks",
)
_WITH_TOKENS = ".stApp, [data-testid='stPopoverBody'], [role='dialog'], [data-testid='stToast'], .kb-sheet"
"""Where variables are set: the app, and what Streamlit hangs outside it."""


@cache
def style() -> str:
    """Return the style of every page as an HTML element."""
    files = (
        *(_APP / "ui" / "styles" / f"{name}.css" for name in _SHARED),
        *(_APP / "screens" / page / "style.css" for page in _PAGES),
    )
    return "\n".join(
        (
            "<style>",
            f"{_WITH_TOKENS} {{ {theme.css()} }}",
            code_colours(),
            *(file.read_text(encoding="utf-8") for file in files),
            "</style>",
        )
    )


def code_colours() -> str:
    """Return the rules for the colours of codes: ``--c0`` and so on, and a class ``.k0`` that takes it."""
    colours = "; ".join(
        f"--c{index}: light-dark({light}, {dark})" for index, (_, light, dark) in enumerate(PALETTE)
    )
    classes = " ".join(f".k{index} {{ --k: var(--c{index}) }}" for index in range(len(PALETTE)))
    return f"{_WITH_TOKENS} {{ {colours} }}\n{classes}"
