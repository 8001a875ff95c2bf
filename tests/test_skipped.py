"""Whoever has neither the corpus nor a browser is told in one line what was skipped, and why."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
NEED = (
    "tests/app/shell/test_frame.py::test_on_a_narrow_screen_the_drawer_closes_when_one_has_gone_to_a_page",
    "tests/ingest/formats/documents/test_slides.py::test_the_real_deck_keeps_the_talk_and_drops_the_machinery",
)


def test_a_run_says_in_one_line_what_was_skipped_and_why(tmp_path: Path) -> None:
    wanting = {name: value for name, value in os.environ.items() if not name.startswith(("KB_", "PYTEST_"))}
    wanting |= {"KB_CORPUS": str(tmp_path / "nowhere"), "PATH": str(tmp_path)}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"]
    done = subprocess.run(
        [*command, *NEED],
        cwd=ROOT,
        env=wanting,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    [line] = [line for line in done.stdout.splitlines() if line.startswith("Skipped ")]
    assert line.startswith("Skipped 2 tests (1: no browser: install chromium and playwright | 1: ")
    assert f"the corpus is not at {tmp_path / 'nowhere'}; set KB_CORPUS to where it lies" in line
