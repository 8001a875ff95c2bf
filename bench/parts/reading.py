"""Reading print-outs, against walking the objects of their pages; texts, against splitting their words."""

from __future__ import annotations

import ctypes
import tempfile
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as c

from bench.measure import best, cost, goal, line
from ingest.files import reading
from ingest.workers.processes import read_all

_TEXTS = 1_000
_TURN = "Interviewer: What broke then?\n\nNoor: " + "It was the feed that stopped on a Monday. " * 6 + "\n\n"
_TALK = _TURN * (10_000 // len(_TURN.split()))
"""An interview of ten thousand words."""

_ANSWER = "It was the feed that stopped on a Monday. " * 6
_FORMS = {
    "talk.txt": ("", "Noor: {words}\n\n", ""),
    "talk.vtt": ("WEBVTT\n\n", "{time} --> {time}\nNoor: {words}\n\n", ""),
    "talk.csv": ("Speaker,Start,Text\n", "Noor,{time},{words}\n", ""),
    "talk.rtf": ("{{\\rtf1\\ansi ", "{{\\b Noor:}} {words}\\par\n", "}}"),
    "talk.html": ("<html><body>", "<p><b>Noor:</b> {words}</p>\n", "</body></html>"),
}
"""What stands above, around and below the turns in each form; every other turn is a question."""

_TURNS = 16_000
"""Turns of a file of some megabytes, beside which Python itself is small."""

_DEEPEST = 8
"""How deep groups of objects are nested at most, as for the reader."""


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
    _texts()
    _memory()


def _memory() -> None:
    """Print the memory that reading a file of megabytes takes, over its size."""
    print("Memory of reading one file, over its size")
    with tempfile.TemporaryDirectory() as folder:
        for name, form in _FORMS.items():
            few, many = (Path(folder) / f"{turns} {name}" for turns in (10, _TURNS))
            few.write_text(_written(form, 10), "utf-8")
            many.write_text(_written(form, _TURNS), "utf-8")
            more = cost(_read, [many], 1).megabytes - cost(_read, [few], 1).megabytes
            size = many.stat().st_size / 1e6
            print(f"  {many.suffix[1:]:5} {size:4.1f} MB: {more * 1.048576 / size:4.1f} times")


def _written(form: tuple[str, str, str], turns: int) -> str:
    above, turn, below = form
    said = (
        turn.replace("Noor", "Ida" if n % 2 else "Noor").format(
            time=f"{n // 900:02d}:{n // 15 % 60:02d}:{n * 4 % 60:02d}.000",
            words=f"What broke then? {n}" if n % 2 else f"{_ANSWER}{n}.",
        )
        for n in range(turns)
    )
    return above.format() + "".join(said) + below.format()


def _texts() -> None:
    """Print what a thousand text transcripts of ten thousand words take."""
    print("Reading text transcripts")
    with tempfile.TemporaryDirectory() as folder:
        texts = [Path(folder) / f"Interview {number}.txt" for number in range(_TEXTS)]
        for path in texts:
            path.write_text(_TALK, "utf-8")
        split = best(_split, texts)
        read = best(_read, texts, None)
        line(f"split {_TEXTS:,} texts into words", split, f"{split.value:,} words")
        times = f"{read.cpu / split.cpu:.0f} times the splitting"
        line("read them", read, f"{goal(read.wall, 60, ' s')}, {times}")


def _walk_page_objects(data: bytes) -> int:
    """Walk the objects the plain way, asking for text, matrix, font, size, colour, bounds; return how many.

    It makes nothing of them: the time it takes is the measure for readers of PDFs.
    """
    count = 0
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    size = ctypes.c_float()
    with pdfium.PdfDocument(data) as document:
        for page in document:
            words = page.get_textpage()
            for item in page.get_objects(max_depth=_DEEPEST):
                if item.type == c.FPDF_PAGEOBJ_TEXT:
                    length = c.FPDFTextObj_GetText(item.raw, words.raw, None, 0)
                    text = (c.FPDF_WCHAR * (length // 2))()
                    c.FPDFTextObj_GetText(item.raw, words.raw, text, length)
                    bytes(text)[: length - 2].decode("utf-16-le", "replace")
                    c.FPDFTextObj_GetFontSize(item.raw, size)
                    font = c.FPDFTextObj_GetFont(item.raw)
                    name = ctypes.create_string_buffer(c.FPDFFont_GetBaseFontName(font, None, 0))
                    c.FPDFFont_GetBaseFontName(font, name, len(name))
                item.get_matrix()
                c.FPDFPageObj_GetFillColor(item.raw, red, green, blue, alpha)
                item.get_bounds()
                count += 1
            words.close()
            page.close()
    return count


def _split(files: list[Path]) -> int:
    return sum(len(path.read_text("utf-8").split()) for path in files)


def _walk(files: list[Path]) -> int:
    return sum(_walk_page_objects(path.read_bytes()) for path in files)


def _read(files: list[Path], processes: int | None) -> int:
    return sum(len(each.transcript.paragraphs) for each in read_all(files, processes) if each.transcript)
