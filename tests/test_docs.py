"""The documentation is true: every command it shows runs, and prints what is shown.

A ``console`` block holds commands after ``$`` and below each some of the lines it prints, in order; ``…``
stands for whatever is left out, in a line or between lines. A block headed ``file=NAME`` is that
file. The blocks of one page run one after the other in one folder. ``kb`` in them finds the real
corpus at ``../shared/corpus``.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import command_line
import pytest
from command_line import Answer

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"^```\w+ file=(\S+)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def examples(page: Path) -> Iterator[tuple[str, list[str]]]:
    """Each command of a page with the lines that are shown below it."""
    for block in BLOCK.findall(page.read_text(encoding="utf-8")):
        command, shown = "", []
        for line in block.splitlines():
            if line.startswith("$ "):
                if command:
                    yield command, shown
                command, shown = line[2:], []
            else:
                shown.append(line)
        if command:
            yield command, shown


def files(page: Path) -> Iterator[tuple[str, str]]:
    """Each file that a page shows whole, by its name."""
    yield from FILE.findall(page.read_text(encoding="utf-8"))


def run(command: str) -> Answer:
    words = shlex.split(command)
    assert words[0] == "kb", f"only kb commands can be shown: {command}"
    return command_line.run(*words[1:])


def missing(shown: list[str], printed: str) -> list[str]:
    """The lines that are shown and not printed, in that order, after the one before."""
    lines = iter(line.rstrip() for line in printed.splitlines())
    wanted = [line.rstrip() for line in shown if line.strip() not in {"", "…"}]
    return [line for line in wanted if not any(_fits(line, each) for each in lines)]


def _fits(shown: str, printed: str) -> bool:
    pattern = ".*".join(re.escape(part) for part in shown.split("…"))
    return re.fullmatch(pattern, printed) is not None


PAGES_WITH_EXAMPLES = [page for page in PAGES if page.exists() and any(examples(page))]


LONG = {"archive.md", "backups.md", "deposit.md", "privacy.md", "publish.md"}
"""What takes long, and has tests of its own beside its page."""


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(page, id=page.name, marks=[pytest.mark.thorough] if page.name in LONG else [])
        for page in PAGES_WITH_EXAMPLES
    ],
)
def test_examples_run_and_print_what_is_shown(
    page: Path, tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "here"
    folder.mkdir()
    if any("../shared/corpus" in command for command, _ in examples(page)):
        (tmp_path / "shared").mkdir()
        (tmp_path / "shared" / "corpus").symlink_to(request.getfixturevalue("corpus"))
        request.getfixturevalue("corpus_is_read")
    for name, text in files(page):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(folder)
    monkeypatch.delenv("KB_DATABASE", raising=False)
    monkeypatch.setenv("COLUMNS", "110")
    monkeypatch.setenv("NO_COLOR", "1")
    for command, shown in examples(page):
        answer = run(command)
        assert answer.code == 0, f"{command}\n{answer.err}"
        assert not missing(shown, answer.out), f"{command}\n{answer.out}"


def test_relative_links_lead_somewhere() -> None:
    for page in [*PAGES, *ROOT.glob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_files_that_are_named_are_there() -> None:
    for page in (ROOT / "ARCHITECTURE.md", ROOT / "CONTRIBUTING.md"):
        for line in page.read_text(encoding="utf-8").splitlines():
            if "(new)" in line or "(to come)" in line:
                continue
            for named in re.findall(r"`((?:app|bench|ingest|kb|tests|tools)/[^`\s]*)`", line):
                assert (ROOT / named).exists(), f"{page.name} names {named}"
