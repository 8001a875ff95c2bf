"""The architecture, kept: data flows one way; files are opened and lines printed only where it is said."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from importlinter import cli

ROOT = Path(__file__).parent.parent
PACKAGES = ("ingest", "kb", "app")


def modules(*packages: str) -> list[Path]:
    return [path for package in packages for path in sorted((ROOT / package).rglob("*.py"))]


def calls(path: Path) -> set[str]:
    """What a module calls: ``print``, ``open``, and of ``path.read_bytes`` the last word."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return {
        getattr(each, "id", None) or getattr(each, "attr", "")
        for each in functions
        if getattr(getattr(each, "value", None), "id", None) != "reading"  # the opener itself may be asked
    }


def test_imports_point_back_along_the_flow_of_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert cli.lint_imports() == cli.EXIT_STATUS_SUCCESS


def test_only_the_doors_print() -> None:
    printing = [path for path in modules(*PACKAGES) if "print" in calls(path)]
    doors = [path for path in printing if path.is_relative_to(ROOT / "kb" / "cli") or path.parts[-2] == "app"]
    assert printing == doors


def test_only_reading_opens_files_in_ingest() -> None:
    opening = {"open", "read_bytes", "read_text", "ZipFile", "PdfDocument", "Document"}
    openers = {str(path.relative_to(ROOT)) for path in modules("ingest") if calls(path) & opening}
    # A zip archive or a PDF in memory is opened, too; it is told apart by what it is opened from.
    in_memory = openers - {"ingest/reading.py"}
    assert in_memory <= {
        "ingest/formats/docx/package.py",
        "ingest/formats/docx/document.py",
        "ingest/formats/pdf/pages.py",
    }
    for name in in_memory:
        source = (ROOT / name).read_text(encoding="utf-8")
        assert "import Path\n" not in source
        assert "import os" not in source


@pytest.mark.parametrize("path", modules(*PACKAGES), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_module_says_what_it_is_for(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree)
