"""The list of pages: where each lies, what it is called, and in which order the header shows them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kb.db.rights import Right

_SCREENS = Path(__file__).parent / "screens"


@dataclass(frozen=True, slots=True)
class PageEntry:
    """A page: its file under ``screens/``, title, path, and whether the header shows it.

    ``title`` may hold words of the study, ``{Issues}``; ``parameters`` are the names that its address may
    have; ``right`` is what somebody needs for whom the header shows it.
    """

    name: str
    title: str
    path: str
    file: str
    parameters: str
    shown: bool = True
    right: Right = Right.READ

    def knows(self, name: str) -> bool:
        """Say whether the page reads a parameter of this name."""
        return name in self.parameters.split()


_LISTED = "stage aspect attribute coder q sort pass"
_THING = "id group pass role coder q attribute document code context list"
_TEXT = "document at coding passes code coder find suggest"
_FIGURES = (
    "figure pass of order base run threshold target count rows columns percent document parts level unit "
    "measure pairs by coefficient"
)
_NETWORK = "unit measure level stage pass min interviews view pair focus sort"

PAGES = (
    PageEntry("overview", "Overview", "", "overview/page.py", "count pass"),
    PageEntry("issues", "{Issues}", "issues", "evidence/issues.py", _LISTED),
    PageEntry("issue", "{Issue}", "issue", "evidence/issue.py", _THING, shown=False),
    PageEntry("fixes", "{Fixes}", "fixes", "evidence/fixes.py", _LISTED),
    PageEntry("fix", "{Fix}", "fix", "evidence/fix.py", _THING, shown=False),
    PageEntry(
        "documents",
        "Documents",
        "documents",
        "documents/page.py",
        "q status attribute survey set code sort edit view",
    ),
    PageEntry("read", "Read", "read", "coding/read.py", _TEXT, shown=False),
    PageEntry("code", "Code", "code", "coding/code.py", _TEXT),
    PageEntry("codebook", "Codebook", "codebook", "codebook/page.py", "code view q sort"),
    PageEntry("memos", "Memos", "memos", "memos/page.py", "q about author document code page"),
    PageEntry(
        "search", "Search", "search", "search/page.py", "q role document attribute sort pass page saved"
    ),
    PageEntry(
        "compare", "Compare", "compare", "compare/page.py", "document passes kind item view all page unit by"
    ),
    PageEntry("tasks", "Tasks", "tasks", "tasks/page.py", "view state who round day month"),
    PageEntry("network", "Network", "network", "network/page.py", _NETWORK),
    PageEntry("figures", "Figures", "figures", "figures/page.py", _FIGURES),
    PageEntry(
        "history", "History", "history", "history/page.py", "who what since from until document code page"
    ),
    PageEntry("import", "Import", "import", "importing/page.py", "", right=Right.EXCHANGE),
    PageEntry("people", "People", "people", "people/page.py", "", shown=False, right=Right.MANAGE),
    PageEntry("pseudonymise", "Pseudonymise", "pseudonymise", "pseudonyms/page.py", "", shown=False),
    PageEntry("export", "Export", "export", "exporting/page.py", "what pass", right=Right.EXCHANGE),
)
"""Every page, in the order of the header.

A new page is a package under ``screens/`` whose ``page.py`` ends in a call of ``show()``, and a line here.
"""


def file_of(name: str) -> Path:
    """Return the file of a page."""
    return _SCREENS / next(place.file for place in PAGES if place.name == name)


def at(path: str) -> PageEntry:
    """Return the page of a path, the first one if there is none."""
    return next((entry for entry in PAGES if entry.path == path.strip("/")), PAGES[0])
