"""The architecture, kept: data flows one way; files are opened and lines printed only where it is said."""

from __future__ import annotations

import ast
import logging.config
from pathlib import Path

import pytest
from importlinter import cli

ROOT = Path(__file__).parent.parent
PACKAGES = ("ingest", "kb", "app")
MOST_ENTRIES = 14
"""More of them in one folder, and nobody sees at a glance where something is."""
LARGER = {
    "kb": "the layers, side by side",
    "app/screens": "a package for each page",
    "app/screens/figures": "a module for each figure",
    "ingest": "the parts of reading, and what all of them need",
    "app/screens/codebook/templates": "a template for each part of what is known of a code",
    "app/screens/documents/templates": "a template for each part of a page that reads any file",
    "kb/db": "the tables, the engines, and what each session may see and do",
    "kb/analysis": "a module or a folder for each analysis",
    "kb/queries": "a folder for each kind of question, and for what other tools are given",
    "kb/store": "what is written for each kind of thing, and the two ways of undoing it",
    "kb/db/migrations/versions": "a module for each change of the tables",
}
MOST_LINES = 300
MOST_LINES_OF_TESTS = 550


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
    monkeypatch.setattr(logging.config, "dictConfig", lambda _: None)  # it would silence other loggers
    assert cli.lint_imports() == cli.EXIT_STATUS_SUCCESS


def test_only_the_doors_print() -> None:
    printing = [path for path in modules(*PACKAGES) if "print" in calls(path)]
    doors = [path for path in printing if path.is_relative_to(ROOT / "kb" / "cli") or path.parts[-2] == "app"]
    assert printing == doors


def test_only_the_doors_open_files_in_ingest() -> None:
    opening = {"open", "read_bytes", "read_text", "ZipFile", "PdfDocument", "Document"}
    openers = {str(path.relative_to(ROOT)) for path in modules("ingest") if calls(path) & opening}
    # A zip archive or a PDF in memory is opened, too; it is told apart by what it is opened from.
    # A process looks at what it takes itself, and a worker at its own code.
    doors = {"ingest/files/regular.py", "ingest/files/reading.py", "ingest/files/zipped.py"}
    in_memory = openers - doors - {"ingest/workers/processes.py", "ingest/workers/same_program.py"}
    assert in_memory <= {
        "ingest/formats/parts/docx/package.py",
        "ingest/formats/parts/docx/document.py",
        "ingest/formats/parts/pdf/pages.py",
        "ingest/formats/parts/grid/workbook.py",
        "ingest/formats/parts/grid/opendocument.py",
        "ingest/formats/documents/odt.py",
        "ingest/files/archive.py",
        "ingest/files/refusals.py",
    }
    for name in in_memory:
        source = (ROOT / name).read_text(encoding="utf-8")
        assert "import Path\n" not in source
        assert "import os" not in source


@pytest.mark.parametrize("path", modules(*PACKAGES), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_module_says_what_it_is_for(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree)


def folders(*roots: str) -> list[Path]:
    """The folders of the project below these, without what Python leaves in them."""
    found = [ROOT / root for root in roots]
    for folder in found:
        found += (each for each in folder.iterdir() if each.is_dir() and each.name[0] not in "._")
    return sorted(found)


def test_no_folder_holds_more_than_can_be_seen_at_a_glance() -> None:
    many = {
        str(folder.relative_to(ROOT)): len(names)
        for folder in folders(*PACKAGES, "tests")
        if len(names := [each.name for each in folder.iterdir() if each.name[0] not in "._"]) > MOST_ENTRIES
    }
    assert many.keys() <= LARGER.keys(), "group them, or say in LARGER why not"


def longer(than: int, *packages: str) -> dict[str, int]:
    """The modules that have more lines than that, and how many."""
    lines = {path: path.read_text(encoding="utf-8").count("\n") for path in modules(*packages)}
    return {str(path.relative_to(ROOT)): count for path, count in lines.items() if count > than}


def test_no_module_is_longer_than_one_idea() -> None:
    long = longer(MOST_LINES, *PACKAGES)
    assert not [name for name in long if "/migrations/versions/" not in name]  # Alembic writes those


def test_no_module_of_tests_is_longer_than_one_story() -> None:
    assert not longer(MOST_LINES_OF_TESTS, "tests")
