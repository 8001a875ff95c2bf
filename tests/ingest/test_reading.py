"""The front door: any file in, a transcript or a reason out."""

import errno
import hashlib
import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import ingest
from ingest import formats
from ingest.files import reading, regular
from ingest.files.reading import find, read
from ingest.files.regular import UnreadableFileError
from ingest.formats import Claim, Format
from ingest.model import Parsed, Problem
from ingest.source import Source
from ingest.workers import processes
from ingest.workers.processes import read_all

DIALOGUE = "Interviewer: What broke?\n\nInterviewee: The schema, mostly.\n"


@pytest.fixture(autouse=True)
def only_formats_that_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    """A format whose module is not written yet is left out of the list, here only."""
    there = tuple(name for name in formats.MODULES if find_spec(f"ingest.formats.{name}"))
    monkeypatch.setattr(formats, "MODULES", there)


def write(folder: Path, name: str, content: str | bytes = DIALOGUE) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def reason(parsed: Parsed) -> str:
    assert parsed.transcript is None
    (problem,) = parsed.problems
    assert problem.severity == "error"
    assert "\n" not in problem.message
    return problem.message


def test_import_ingest_loads_no_reader_library() -> None:
    heavy = "pypdfium2 python_calamine docx charset_normalizer rapidfuzz sqlmodel pandas spacy"
    code = f"import ingest, sys; print([name for name in '{heavy}'.split() if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_transcript_knows_its_file(tmp_path: Path) -> None:
    path = write(tmp_path, "Interview 7.txt")
    parsed = ingest.read(str(path))
    assert parsed.transcript is not None
    assert parsed.transcript.title == "Interview 7"
    assert (parsed.path, parsed.format) == (path, "labelled_text")
    assert (parsed.size, parsed.sha256) == (len(DIALOGUE), hashlib.sha256(DIALOGUE.encode()).hexdigest())


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        pytest.param(
            "a.txt", b"WEBVTT\n\n00:01.000 --> 00:02.000\nhi\n", "subtitles", id="captions named .txt"
        ),
        pytest.param("a.srt", DIALOGUE.encode(), "labelled_text", id="a dialogue named .srt"),
        pytest.param("a.vtt", b"---\nmarp: true\n---\n# One\n", "slides", id="slides named .vtt"),
        pytest.param("a.xyz", b"Some words of plain prose.", "article", id="prose of no known suffix"),
        pytest.param(
            "a.txt",
            b"WEBVTT\n\n00:01.000 --> 00:02.000\nHost: hi\n\n00:03.000 --> 00:04.000\nGuest: ho\n",
            "subtitles",
            id="captions with names",
        ),
        pytest.param(
            "a.txt",
            b"# Interviewee\n\nYes.\n\nA-b-c\n\nMM-drift Q4.1\n\n# Interviewer\n\nSo?\n",
            "delve_text",
            id="a print-out named .txt",
        ),
    ],
)
def test_the_content_chooses_the_format(tmp_path: Path, name: str, content: bytes, expected: str) -> None:
    parsed = read(write(tmp_path, name, content))
    assert parsed.format == expected
    assert parsed.transcript is not None


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(b"", "the file is empty", id="empty"),
        pytest.param(b" \n\n", "looks like white space only", id="white space"),
        pytest.param(b"\x89PNG\r\n", "looks like a picture", id="a picture"),
        pytest.param(b"\0\1\2" * 99, "looks like binary data", id="binary"),
        pytest.param(b'{"a": 1}', "looks like JSON", id="JSON"),
        pytest.param(b"1,2,3\n4,5,6\n", "looks like a table", id="a table"),
    ],
)
def test_what_no_reader_recognises_is_refused_in_one_line(
    tmp_path: Path, content: bytes, message: str
) -> None:
    assert message in reason(read(write(tmp_path, "a.txt", content)))


def test_what_is_no_readable_file_is_refused_without_being_opened(tmp_path: Path) -> None:
    pipe, loop = tmp_path / "pipe.txt", tmp_path / "loop.txt"
    os.mkfifo(pipe)
    loop.symlink_to(loop)
    assert reason(read(tmp_path)) == "this is a folder, not a file"
    assert reason(read(pipe)) == "this is a pipe or a device, not a file"
    assert reason(read(loop)) == "the link leads in a circle"
    assert reason(read(tmp_path / "missing.txt")) == "there is no such file"
    assert reason(read("a\0b")) == "there is no such file"
    assert "too large" in reason(read(write(tmp_path, "a.txt"), largest=10))


def refuse(*_: object, **__: object) -> None:
    """What the system says to everybody but root, who runs tests in containers."""
    raise PermissionError(errno.EACCES, "Permission denied")


def test_a_file_without_permission_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, "a.txt")
    monkeypatch.setattr(Path, "open", refuse)
    assert "permission denied" in reason(read(path))


def test_a_folder_without_permission_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "listdir", refuse)
    files, [problem] = reading.find([tmp_path])
    assert files == []
    assert problem.path == tmp_path
    assert problem.message == "the folder could not be opened: Permission denied"


def made(name: str, claim: Claim, parse: Callable[[Source], Parsed] | None = None) -> Format:
    return Format(
        name, name, frozenset({".txt"}), lambda _: claim, parse or (lambda source: Parsed(source.path, None))
    )


def use(monkeypatch: pytest.MonkeyPatch, *entries: Format) -> None:
    monkeypatch.setattr(formats, "formats", lambda: entries)


def test_two_readers_that_are_certain_are_a_problem_that_names_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, made("one", Claim.CERTAIN), made("two", Claim.CERTAIN), made("three", Claim.POSSIBLE))
    assert reason(read(write(tmp_path, "a.txt"))) == "more than one reader claims this file: one, two"


def boom(_: Source) -> Parsed:
    raise ValueError("on line 3\nof many")


def test_a_readers_bug_is_a_problem_of_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, made("one", Claim.CERTAIN, boom))
    assert reason(read(write(tmp_path, "a.txt"))) == "could not be read: ValueError: on line 3 of many"


@pytest.mark.parametrize("error", [MemoryError, KeyboardInterrupt])
def test_what_is_nobodys_bug_passes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: type[BaseException]
) -> None:
    def stop(_: Source) -> Parsed:
        raise error

    use(monkeypatch, made("one", Claim.CERTAIN, stop))
    with pytest.raises(error):
        read(write(tmp_path, "a.txt"))


def test_a_hopeless_file_does_not_report_every_line(tmp_path: Path) -> None:
    problems = read(write(tmp_path, "a.txt", "Interviewer: So?\nInterviewee:\n" * 500)).problems
    assert len(problems) == 101
    assert problems[-1].message == "and 400 more problems like these"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(content=st.binary(max_size=300), suffix=st.sampled_from([".txt", ".md", ".vtt", ".pdf", ""]))
def test_no_bytes_raise_and_every_offset_meets_its_words(tmp_path: Path, content: bytes, suffix: str) -> None:
    parsed = read(write(tmp_path, f"a{suffix}", content))
    assert parsed.transcript or parsed.problems
    for paragraph in parsed.transcript.paragraphs if parsed.transcript else ():
        assert parsed.transcript is not None
        assert parsed.transcript.text[paragraph.start : paragraph.end] == paragraph.text


def test_walks_folders_in_the_order_people_count(tmp_path: Path) -> None:
    for name in (
        "Interview 10.txt",
        "interview 2.txt",
        "b/Interview 1.txt",
        ".hidden.txt",
        "README.md",
        "LICENSE",
        "~$a.docx",
    ):
        write(tmp_path, name)
    write(tmp_path, "notes.csv")
    write(tmp_path, "b/talk.mp3")
    files, problems = find([tmp_path, tmp_path / "interview 2.txt"])
    assert [str(file.relative_to(tmp_path)) for file in files] == [
        "b/Interview 1.txt",
        "interview 2.txt",
        "Interview 10.txt",
    ]
    assert [(problem.path, problem.message, problem.severity) for problem in problems] == [
        (
            tmp_path,
            (
                "left out files that are not transcripts: 1 .csv, 1 .mp3"
                " (a table, JSON or XML is read when it is named itself)"
            ),
            "warning",
        )
    ]


def test_a_file_that_is_named_itself_is_always_taken(tmp_path: Path) -> None:
    path = write(tmp_path, "data.json")
    assert find([path]) == ([path], [])


def test_what_cannot_be_walked_is_a_problem_and_the_rest_goes_on(tmp_path: Path) -> None:
    path = write(tmp_path, "deep/a.txt")
    (tmp_path / "deep" / "back").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "broken.txt").symlink_to(tmp_path / "nowhere")
    files, problems = find([tmp_path / "missing", tmp_path])
    assert files == [path]
    assert [(problem.path.name, problem.severity) for problem in problems] == [
        ("missing", "error"),
        ("broken.txt", "warning"),
    ]


def many(folder: Path) -> list[Path]:
    """Enough for several processes, and more than two of them are handed at first; one is no short text."""
    return [write(folder, f"Interview {at}.txt", DIALOGUE * (900 if at else 2_000)) for at in range(8)]


@pytest.mark.parametrize("processes", [1, 2])
def test_many_files_come_back_in_their_order(tmp_path: Path, processes: int) -> None:
    files = many(tmp_path)
    files.insert(3, tmp_path / "missing.txt")
    parsed = list(read_all(files, processes))
    assert [one.path for one in parsed] == files
    assert [one.transcript is None for one in parsed] == [file.name == "missing.txt" for file in files]


NEEDS_FORK = pytest.mark.skipif(
    "fork" not in multiprocessing.get_all_start_methods(), reason="needs fork to plant a deadly reader"
)


def dies(source: Source) -> Parsed:
    if source.path.name == "Interview 4.txt":
        os.kill(os.getpid(), signal.SIGKILL)
    return Parsed(source.path, None)


def hangs(source: Source) -> Parsed:
    while source.path.name == "Interview 4.txt":
        pass
    return Parsed(source.path, None)


def swells(source: Source) -> Parsed:
    if source.path.name == "Interview 4.txt":
        bytearray(20_000_000_000)
    return Parsed(source.path, None)


@NEEDS_FORK
@pytest.mark.parametrize(
    ("reader", "why"),
    [
        pytest.param(dies, "the reader crashed on this file", id="a crash"),
        pytest.param(hangs, "it took longer than 0.2 seconds", id="no end"),
        pytest.param(
            swells,
            "it needs too much memory",
            id="no memory",
            marks=pytest.mark.skipif(sys.platform != "linux", reason="memory is limited on Linux only"),
        ),
    ],
)
def test_a_reader_that_takes_too_much_or_its_process_down_costs_only_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reader: Callable[[Source], Parsed], why: str
) -> None:
    use(monkeypatch, made("deadly", Claim.CERTAIN, reader))
    monkeypatch.setattr(processes, "_context", lambda: multiprocessing.get_context("fork"))
    monkeypatch.setattr(processes, "SECONDS", 0.2)
    files = many(tmp_path)
    parsed = list(read_all(files, 2))
    assert [one.path for one in parsed] == files
    assert [one.path.name for one in parsed if one.problems] == ["Interview 4.txt"]
    assert reason(parsed[4]) == f"could not be read: {why}"


def tells_its_process(source: Source) -> Parsed:
    return Parsed(source.path, None, (Problem(source.path, "", str(os.getpid())),))


@NEEDS_FORK
@pytest.mark.parametrize(("content", "apart"), [("PK\x03\x04", True), ("Interviewer: Hello.", False)])
def test_one_file_alone_has_the_same_limits_unless_it_is_short_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str, *, apart: bool
) -> None:
    use(monkeypatch, made("telling", Claim.CERTAIN, tells_its_process))
    monkeypatch.setattr(processes, "_context", lambda: multiprocessing.get_context("fork"))
    [parsed] = read_all([write(tmp_path, "a.txt", content)])
    assert (parsed.problems[0].message != str(os.getpid())) == apart


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes")
@pytest.mark.parametrize(
    ("name", "why"),
    [
        pytest.param("pipe", "this is a pipe or a device, not a file", id="pipe"),
        pytest.param("folder", "this is a folder, not a file", id="folder"),
        pytest.param("long", "the file is too large: 11 bytes, the limit is 10", id="long"),
        pytest.param("none", "there is no such file", id="none"),
        pytest.param("nul\0", "there is no such file", id="no name"),
    ],
)
def test_only_regular_files_of_a_limited_size_come_through_the_door(
    tmp_path: Path, name: str, why: str
) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    (tmp_path / "long").write_bytes(b"x" * 11)
    with pytest.raises(UnreadableFileError, match=why):
        regular.content(tmp_path / name, 10)


def test_the_real_corpus_reads_through_the_front_door(corpus: Path) -> None:
    files, problems = find([corpus / "plain", corpus / "seeds"])
    assert len(files) == 29
    assert problems == []
    every = list(read_all(files, 1))
    read_as = {one.path.name[:3]: one for one in every}
    assert [read_as[f"00{at}"].format for at in range(5)] == [
        "delve_text",
        "delve_text",
        "article",
        "article",
        "slides",
    ]
    others = [one for one in every if one.path.parent.name == "plain"]
    assert {one.format for one in others} == {"labelled_text"}
    for one in others:
        assert one.transcript is not None
        roles = {person.role for person in one.transcript.speakers}
        assert roles == {"interviewer", "interviewee"}, one.path.name


def test_the_bytes_of_a_file_are_read_as_the_file_is(tmp_path: Path) -> None:
    words = b"Interviewer: What broke?\n\nInterviewee: The schema changed.\n\n" * 3
    file = tmp_path / "Interview 1.txt"
    file.write_bytes(words)
    assert reading.read_bytes(file, words) == reading.read(file)
    assert sorted(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "the file is empty"),
        (b"x" * 11, "too large: 11 bytes, the limit is 10"),
        (b"\x00\x01", "no reader"),
    ],
)
def test_bytes_that_cannot_be_read_are_refused_as_a_file_is(data: bytes, reason: str) -> None:
    parsed = reading.read_bytes("upload/a.txt", data, largest=10)
    assert parsed.transcript is None
    assert reason in parsed.problems[0].message
