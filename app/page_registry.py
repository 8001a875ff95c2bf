"""The list of pages: where each lies, what it is called, and in which order the header shows them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

_SCREENS = Path(__file__).parent / "screens"


@dataclass(frozen=True, slots=True)
class PageEntry:
    """A page: its file under ``screens/``, its title, its path, and whether the header shows it."""

    name: str
    title: str
    path: str
    file: str
    shown: bool = True


PAGES = (
    PageEntry("overview", "Overview", "", "overview/page.py"),
    PageEntry("issues", "Issues", "issues", "evidence/issues.py"),
    PageEntry("issue", "Issue", "issue", "evidence/issue.py", shown=False),
    PageEntry("fixes", "Fixes", "fixes", "evidence/fixes.py"),
    PageEntry("fix", "Fix", "fix", "evidence/fix.py", shown=False),
    PageEntry("documents", "Documents", "documents", "documents/page.py"),
    PageEntry("read", "Read", "read", "coding/read.py", shown=False),
    PageEntry("code", "Code", "code", "coding/code.py"),
    PageEntry("codebook", "Codebook", "codebook", "codebook/page.py"),
    PageEntry("search", "Search", "search", "search/page.py"),
    PageEntry("compare", "Compare", "compare", "compare/page.py"),
    PageEntry("network", "Network", "network", "network/page.py"),
    PageEntry("figures", "Figures", "figures", "figures/page.py"),
    PageEntry("history", "History", "history", "history/page.py"),
)
"""Every page, in the order of the header.

A new page is a package under ``screens/`` whose ``page.py`` ends in a call of ``show()``, and a line here.
"""


def file_of(name: str) -> Path:
    """Return the file of a page."""
    return _SCREENS / next(place.file for place in PAGES if place.name == name)
