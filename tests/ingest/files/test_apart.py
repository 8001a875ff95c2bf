"""Reading apart: whatever a file does to its reader, the process that asked goes on and says why."""

from __future__ import annotations

import io
import os
import pickle
import sys
import zipfile
from dataclasses import asdict
from pathlib import Path

import pytest

from ingest.files import sandbox
from ingest.files.choices import Choices
from ingest.files.reading import read_bytes
from ingest.files.sandbox import read_apart
from ingest.formats import formats
from ingest.model import Parsed

SAMPLES = Path(__file__).parents[3] / "transcripts"
PLAIN = (SAMPLES / "plain" / "Interview 08.txt").read_bytes()
BAD_READER = """
from pathlib import Path
import ingest.formats as formats
from ingest.formats import Claim, Format

def sniff(source):
    return Claim.CERTAIN if source.data.startswith(b"BAD ") else Claim.NO

def parse(source):
{body}

listed = formats.formats
formats.formats = lambda: (*listed(), Format("bad", "A bad reader", frozenset({{".bad"}}), sniff, parse))
"""


def reason(parsed: Parsed) -> str:
    assert parsed.transcript is None
    (problem,) = parsed.problems
    return problem.message


@pytest.fixture
def plant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> object:
    """Plant a reader of files that begin with ``BAD`` in every process that reads from now on."""

    def planted(body: str) -> None:
        lines = "\n".join(f"    {line}" for line in body.splitlines())
        (tmp_path / "sitecustomize.py").write_text(BAD_READER.format(body=lines), encoding="utf-8")
        monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    return planted


@pytest.mark.parametrize("name", ["Interview 08.txt", "Interview 03.vtt", "Interview 10.md"])
def test_a_file_is_read_apart_as_it_is_read_here(name: str) -> None:
    data = (SAMPLES / "plain" / name).read_bytes()
    assert read_apart(name, data) == read_bytes(name, data)


def test_an_empty_or_a_huge_file_is_refused_without_a_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "_COMMAND", ("no-such-program",))
    assert reason(read_apart("a.txt", b"")) == "the file is empty"
    assert "too large: 3 bytes" in reason(read_apart("a.txt", b"abc", largest=2))


def test_a_broken_pdf_says_so() -> None:
    data = next(SAMPLES.rglob("*.pdf")).read_bytes()
    for part in (b"%PDF-1.7 nothing", data[: len(data) // 2], data[:400] + bytes(range(256)) * 8):
        assert reason(read_apart("broken.pdf", part))


def test_a_word_file_that_swells_to_gigabytes_is_refused() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        types = b"<Types>wordprocessingml.document.main</Types>"
        archive.writestr("[Content_Types].xml", types)
        with archive.open("word/document.xml", "w", force_zip64=True) as part:
            for _ in range(150):
                part.write(bytes(1_000_000))
    assert len(bomb.getvalue()) < 200_000
    assert "fill the memory" in reason(read_apart("bomb.docx", bomb.getvalue()))


@pytest.mark.parametrize(
    ("body", "told"),
    [
        pytest.param("import os; os.abort()", "the reader crashed on this file", id="a crash"),
        pytest.param("import ctypes; ctypes.string_at(0)", "the reader crashed", id="a bad pointer"),
        pytest.param("import os; os._exit(0)", "the reader crashed on this file", id="a quiet end"),
        pytest.param("while True: pass", "longer than 2 seconds", id="an endless loop"),
        pytest.param("import time; time.sleep(60)", "longer than 2 seconds", id="an endless wait"),
        pytest.param("bytearray(4_000_000_000)", "too much memory", id="too much memory"),
        pytest.param("raise ValueError('no')", "could not be read: ValueError: no", id="a plain bug"),
    ],
)
def test_a_reader_that_goes_wrong_costs_only_its_file(plant: object, body: str, told: str) -> None:
    plant(body)  # type: ignore[operator]
    places = sandbox._AT_ONCE._value
    seconds = 2 if "2 seconds" in told else 120
    assert told in reason(read_apart("hostile.bad", b"BAD file", seconds=seconds))
    assert sandbox._AT_ONCE._value == places  # the next file is read as if nothing had been


def test_a_reader_leaves_nothing_on_the_disk(plant: object, tmp_path: Path) -> None:
    left = tmp_path / "left.txt"
    plant(f"Path({str(left)!r}).write_bytes(source.data)")  # type: ignore[operator]
    assert "could not be read" in reason(read_apart("a.bad", b"BAD file"))
    assert not left.exists() or left.read_bytes() == b""


def test_what_a_reader_prints_is_no_answer(plant: object) -> None:
    plant("print('words'); from ingest.model import Parsed; return Parsed(source.path, None)")  # type: ignore[operator]
    assert read_apart("a.bad", b"BAD file").format == "bad"


def test_an_answer_that_wants_to_run_something_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    class Evil:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return os.mkdir, (str(tmp_path / "pwned"),)

    monkeypatch.setattr(sandbox, "_asked", lambda *_: pickle.dumps(Evil()))
    assert "crashed" in reason(read_apart("a.txt", b"abc"))
    assert not (tmp_path / "pwned").exists()


def test_a_text_that_is_no_interview_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "MOST_TEXT", 1_000)
    order = {"name": "long.txt", "choices": asdict(Choices()), "recipes": [], "largest": 10_000}
    for length, refused in ((900, False), (1_100, True)):
        text = b"Interviewer: " + b"what broke? " * (length // 12)
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text)))
        parsed = sandbox._within_limits(order)
        assert isinstance(parsed, Parsed)
        assert (parsed.transcript is None) == refused
    assert "characters; that is not an interview" in reason(parsed)


def test_a_person_may_say_which_format_it_is() -> None:
    assert read_apart("Interview 08.txt", PLAIN).format == "labelled_text"
    assert read_apart("Interview 08.txt", PLAIN, as_format="article").format == "article"
    assert "no format is called 'foo'" in reason(read_apart("Interview 08.txt", PLAIN, as_format="foo"))


@pytest.mark.parametrize("name", [each.name for each in formats()])
def test_what_any_format_makes_of_a_file_can_be_answered(name: str) -> None:
    parsed = read_bytes("Interview 08.txt", PLAIN, as_format=name)
    assert parsed.transcript is not None or parsed.problems
    assert sandbox._Answer(io.BytesIO(pickle.dumps(parsed))).load() == parsed
