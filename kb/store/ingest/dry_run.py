"""What ``kb ingest`` would make of files: they are read, and nothing is stored."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from ingest.files import reading
from ingest.files.choices import Choices
from ingest.files.recipes import Recipe
from ingest.model import Parsed, Problem
from ingest.summary import FileSummary, joined_labels, summarize
from ingest.workers import Workers
from ingest.workers.processes import Processes
from kb.store.ingest.named_files import as_typed, spelled
from kb.store.ingest.survey.choices import is_meant

Progress = Callable[[str, int, int], None]


def dry_run(
    paths: Sequence[Path],
    *,
    processes: int | None = None,
    workers: Workers | None = None,
    progress: Progress | None = None,
    recipes: Sequence[Recipe] = (),
    choices: Choices | None = None,
) -> tuple[tuple[FileSummary, ...], tuple[Problem, ...]]:
    """Read files and say what would come of each; no catalog is opened.

    Args:
        paths: files, and folders to walk.
        processes: how many processes read files; without a number, one for each processor.
        workers: who reads the files, instead; see :func:`kb.workers.workers_at`.
        progress: is told how far the work has come.
        recipes: what a person put right in other files, see :mod:`ingest.files.recipes`.
        choices: how a person says that the files are to be read.

    Returns:
        What was made of each file that was named or found, and every problem, also those of folders.
    """
    files, problems = reading.find(paths)
    rows = [
        FileSummary(str(each.path), errors=(each.message,)) for each in problems if each.severity == "error"
    ]
    chosen = {file: choices for file in map(Path, files) if choices and is_meant(file, choices)}
    read = (workers or Processes(processes)).read_all(files, recipes=recipes, choices=chosen)
    for done, parsed in enumerate(map(spelled, read), start=1):
        rows.append(summarize(parsed))
        problems += (*parsed.problems, *_joined(parsed))
        if progress:
            progress("reading", done, len(files))
    return tuple(rows), tuple(dict.fromkeys(map(as_typed, problems)))


def _joined(parsed: Parsed) -> list[Problem]:
    """Tell of labels that are taken for one person, and how they are taken apart."""
    told = joined_labels(parsed.transcript) if parsed.transcript else ()
    how = "to take a label apart: kb recipes keep NAME FILE --apart LABEL"
    return [Problem(parsed.path, "", f"{each}; {how}", "note") for each in told]
