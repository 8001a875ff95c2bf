"""Reading all Delve print-outs, against merely walking the objects of their pages."""

from __future__ import annotations

from pathlib import Path

from bench.measure import best, goal, line
from ingest import reading
from ingest.formats.pdf.pages import walk_page_objects


def run(folder: Path, _keep: Path) -> None:
    """Print reading against walking, in one process and in several."""
    print("Reading every Delve print-out")
    files = [path for path in reading.find([folder])[0] if path.suffix == ".pdf"]
    walked = best(_walk, files)
    read = best(_read, files, 1)
    several = best(_read, files, None)
    line(f"walk the page objects of {len(files)} files", walked, f"{walked.value:,} objects")
    line("read them, one process", read, "ratio " + goal(read.cpu / walked.cpu, 1.5))
    line(
        "read them, as many processes as processors", several, f"{read.wall / several.wall:.1f} times as fast"
    )


def _walk(files: list[Path]) -> int:
    return sum(walk_page_objects(path.read_bytes()) for path in files)


def _read(files: list[Path], processes: int | None) -> int:
    return sum(
        len(each.transcript.paragraphs) for each in reading.read_all(files, processes) if each.transcript
    )
