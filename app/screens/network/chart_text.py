"""Names as ECharts draws them: never a template, never markup, and as long as there is room."""

from __future__ import annotations

import textwrap
import unicodedata


def literal(text: str) -> str:
    """Return text that ECharts draws as it stands: one line, no template, nothing that turns letters."""
    drawn = "".join(" " if _is_hidden(each) else each for each in text)
    return " ".join(drawn.split()).replace("{", "{\u2060")


def _is_hidden(letter: str) -> bool:
    """Whether it is a control or format character; joiners belong to many scripts."""
    return unicodedata.category(letter) in {"Cc", "Cf", "Zl", "Zp"} and letter not in "\u200c\u200d"


def shorten(text: str, most: int) -> str:
    """Return a title of so many characters at most."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def wrapped(title: str, wide: int = 21) -> str:
    """Return a title on two lines at most."""
    lines = textwrap.wrap(" ".join(title.split()), wide, break_long_words=True)
    if len(lines) > 2:  # noqa: PLR2004
        lines = [
            lines[0],
            shorten(f"{lines[1]}…{lines[2]}", wide) if len(lines[1]) == wide else f"{lines[1]}…",
        ]
    return "\n".join(literal(line) for line in lines)
