"""Draw the README's picture: what ``kb issue unstable-external-data`` prints, as SVG without any web font.

``python tools/picture.py`` builds the demo catalog in a temporary folder, runs the command in a terminal of
100 columns and writes ``docs/pictures/issue.svg``.
"""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

PICTURE = Path(__file__).parent.parent / "docs" / "pictures" / "issue.svg"
COMMAND = ("issue", "unstable-external-data", "--quotes", "2", "--context", "0")
COLUMNS = 100
PAPER = TerminalTheme(
    (252, 251, 248),
    (34, 34, 34),
    [
        (34, 34, 34),
        (163, 45, 45),
        (31, 95, 102),
        (150, 100, 20),
        (40, 80, 150),
        (110, 60, 130),
        (31, 95, 102),
        (90, 90, 90),
    ],
)


def main() -> None:
    """Build the demo catalog, run the command, draw what it prints."""
    with tempfile.TemporaryDirectory() as folder:
        database = str(Path(folder) / "catalog.db")
        kb = [sys.executable, "-m", "kb"]
        subprocess.run([*kb, "demo", "--folder", folder], check=True, capture_output=True)
        printed = in_terminal([*kb, *COMMAND, "--database", database])
    console = Console(record=True, width=COLUMNS, file=open(os.devnull, "w"))  # noqa: PTH123, SIM115
    console.print(Text.from_ansi(f"$ kb {' '.join(COMMAND[:2])}\n\n{printed}"))
    svg = console.export_svg(title="kb issue unstable-external-data", theme=PAPER)
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_text(without_web_fonts(svg), encoding="utf-8")
    print(PICTURE.name, PICTURE.stat().st_size, "bytes")


def in_terminal(command: list[str]) -> str:
    """Return what a command prints when it believes that a person looks at it."""
    ours, theirs = pty.openpty()
    environment = os.environ | {"COLUMNS": str(COLUMNS), "TERM": "xterm-256color"}
    process = subprocess.Popen(command, stdout=theirs, stderr=subprocess.DEVNULL, env=environment)
    os.close(theirs)
    pieces = []
    while True:
        try:
            piece = os.read(ours, 65_536)
        except OSError:  # how a terminal says that nobody writes to it any more
            break
        if not piece:
            break
        pieces.append(piece)
    process.wait()
    return b"".join(pieces).decode("utf-8").replace("\r\n", "\n")


def without_web_fonts(svg: str) -> str:
    """Take out the fonts that Rich would have a browser fetch from elsewhere."""
    plain = re.sub(r"@font-face\s*{.*?}", "", svg, flags=re.DOTALL)
    plain = re.sub(r"<!--.*?-->", "", plain, flags=re.DOTALL)
    return plain.replace("Fira Code, monospace", "ui-monospace, Menlo, Consolas, monospace")


if __name__ == "__main__":
    main()
