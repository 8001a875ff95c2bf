"""Folders as people have them: what cannot be read is told in one sentence each, and all the rest is read."""

from __future__ import annotations

import errno
import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from interview_files import TAXONOMY, ask, codings, text_of
from typer.testing import CliRunner

from ingest.files import reading
from kb.cli.registry import app
from kb.store.ingest.files import Report, ingest

GOLDEN = Path(__file__).parents[3] / "ingest" / "golden_pdf" / "traps.pdf"
SAID = {
    "first": "The schema changed in the night, and nobody had told the team about it.",
    "second": "We label scans by hand; two people each, then a third where they differ.",
    "third — é": "Customers stop buying umbrellas in May, so every forecast is off for weeks.",
    "fourth": "A provider sent prices without the currency, which nobody saw until autumn.",
    "fifth": "Half of the sensors on that roof freeze, and a frozen sensor says zero.",
    "seventh": "It ran on my laptop but the server had another version of the library.",
    "eighth": "Legal wants to know why it refused a loan; all I have is a number.",
    "ninth": "My predecessor left, and with her went whatever the columns used to mean.",
    "late": "They retrain each Sunday, whether or not anything new has been collected.",
}
HUGE = 400_000_000


def talk(name: str) -> bytes:
    """A short interview, unlike the others."""
    return f"Interviewer: What about the {name} one?\n\nInterviewee: {SAID[name]}\n".encode()


def packed(**parts: str) -> bytes:
    """A zip archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()


def a_pdf(objects: str, trailer: str) -> bytes:
    return f"%PDF-1.4\n{objects}\ntrailer\n<< /Root 1 0 R {trailer} >>\n%%EOF\n".encode()


def huge(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(HUGE)  # takes no room on the disk


ENCRYPTED = a_pdf(
    "1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj\n"
    "2 0 obj << /Type /Pages /Kids [] /Count 0 >> endobj\n"
    "3 0 obj << /Filter /Standard /V 1 /R 2 /Length 40 /P -4 /O ("
    + "a" * 32
    + ") /U ("
    + "b" * 32
    + ") >> endobj",
    "/Encrypt 3 0 R /ID [<00><00>]",
)
Make = Callable[[Path], object]


def content(data: bytes) -> Make:
    return lambda path: path.write_bytes(data)


BROKEN: dict[str, tuple[Make, str]] = {
    "Interview 21.txt": (content(b""), "the file is empty"),
    "Interview 22.txt": (content(b" \n\t\n "), "looks like white space only"),
    "Interview 23.pdf": (content(b"%PDF-1.7\n1 0 obj <<"), "cut off"),
    "Interview 24.pdf": (lambda path: path.write_bytes(GOLDEN.read_bytes()[:4000]), "cut off"),
    "Interview 25.pdf": (content(ENCRYPTED), "password"),
    "Interview 26.docx": (content(packed(mimetype="x")), "looks like a zip archive"),
    "Interview 27.docx": (content(packed(a="x" * 500)[:90]), ""),
    "Interview 28.txt": (content(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9), "looks like a picture"),
    "Interview 29.txt": (content(bytes(range(256)) * 99), "looks like binary data"),
    "Interview 30.txt": (huge, f"the file is too large: {HUGE:,} bytes"),
    "Interview 31.txt": (content(b'{"question": "What broke?"}'), "looks like JSON"),
    "Interview 32.doc": (content(b"\xd0\xcf\x11\xe0" + bytes(999)), "save it as .docx"),
    "Interview 33.txt": (content(b"a,b,c\n1,2,3\n4,5,6\n"), "looks like a table"),
}
"""What is wrong with a file, by its name, and words of the sentence that tells it."""

GOOD: dict[str, Make] = {
    "Interview 1.txt": content(talk("first")),
    "Interview 2.txt": content(b"\xef\xbb\xbf" + talk("second").replace(b"\n", b"\r\n")),
    "Interview 3.txt": content(talk("third — é").decode().encode("utf-16")),
    "Interview 4.docx": content(talk("fourth")),
    "Interview 5": content(talk("fifth")),
    "Interview 6.txt": lambda path: path.write_bytes(GOLDEN.read_bytes()),
    "Entretien nº 7 — é 🎉.txt": content(talk("seventh")),
    "north/Interview 8.txt": content(talk("eighth")),
    "south/Interview 8.txt": content(talk("ninth")),
}
"""Good files, however they are called and written: a byte order mark, a wrong suffix, two of one name."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Every broken file among the good ones."""
    made = tmp_path / "interviews"
    for name, make in {**GOOD, **{name: make for name, (make, _) in BROKEN.items()}}.items():
        (made / name).parent.mkdir(parents=True, exist_ok=True)
        make(made / name)
    (tmp_path / "taxonomy.yaml").write_text(TAXONOMY, "utf-8")
    return made


def bring(folder: Path, *paths: Path, processes: int = 1) -> Report:
    taxonomy = folder.parent / "taxonomy.yaml"
    return ingest(folder.parent / "catalog.db", paths or [folder], taxonomy=taxonomy, processes=processes)


def faults(report: Report) -> dict[str, str]:
    """The one sentence for each file that was not read."""
    told = [(each.path.name, each.message) for each in report.problems if each.severity == "error"]
    assert len(dict(told)) == len(told)
    assert all("\n" not in message and "Error" not in message for _, message in told)
    return dict(told)


def names(folder: Path) -> list[str]:
    return [
        name for (name,) in ask(folder.parent / "catalog.db", "SELECT name FROM document ORDER BY sort_key")
    ]


@pytest.mark.parametrize("processes", [1, 2])
def test_every_good_file_is_read_and_every_other_is_told_in_a_sentence(folder: Path, processes: int) -> None:
    report = bring(folder, processes=processes)
    told = faults(report)
    assert sorted(told) == sorted(BROKEN)
    assert {name: message for name, message in told.items() if BROKEN[name][1] not in message} == {}
    assert len(report.added) == len(GOOD)
    sources = {path for (path,) in ask(folder.parent / "catalog.db", "SELECT path FROM source")}
    assert sources == {f"interviews/{name}" for name in GOOD}
    assert text_of(folder.parent / "catalog.db", "Interview 2").startswith(
        "What about the second one?\nWe label"
    )
    assert "third — é" in text_of(folder.parent / "catalog.db", "Interview 3")


def test_broken_files_are_told_again_until_they_are_good(folder: Path) -> None:
    first = bring(folder)
    again = bring(folder)
    assert faults(again) == faults(first)
    assert (again.read, again.added, again.changed) == (len(BROKEN), (), ())
    (folder / "Interview 21.txt").write_bytes(talk("late"))
    third = bring(folder)
    assert third.added == ("Interview 21",)
    assert sorted(faults(third)) == sorted(set(BROKEN) - {"Interview 21.txt"})


def test_a_file_that_breaks_later_leaves_what_it_said(folder: Path) -> None:
    bring(folder, folder / "Interview 1.txt")
    (folder / "Interview 1.txt").write_bytes(b"")
    report = bring(folder, folder / "Interview 1.txt")
    assert faults(report) == {"Interview 1.txt": "the file is empty"}
    assert "The schema changed" in text_of(folder.parent / "catalog.db", "Interview 1")


def test_two_interviews_of_one_name_are_two_and_the_person_is_told(folder: Path) -> None:
    report = bring(folder, folder / "north", folder / "south")
    assert names(folder) == ["Interview 8 (north)", "Interview 8 (south)"]
    told = [each.message for each in report.problems]
    assert any(
        "called 'Interview 8' like another interview, but the text is another one" in each for each in told
    )
    assert {each.severity for each in report.problems} == {"warning"}


def refusing(real: Callable[..., object], name: str) -> Callable[..., object]:
    """What the system does, but for one file or folder that may not be opened."""

    def refuse(path: str | Path, *rest: object, **more: object) -> object:
        if Path(path).name == name:
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, *rest, **more)

    return refuse


def test_a_folder_without_permission_is_told_and_the_others_are_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "listdir", refusing(os.listdir, "north"))
    report = bring(folder)
    assert faults(report)["north"] == "the folder could not be opened: Permission denied"
    assert len(report.added) == len(GOOD) - 1


def test_a_file_that_lost_its_permission_is_told_and_keeps_what_it_said(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(folder, folder / "Interview 1.txt", folder / "Interview 2.txt")
    monkeypatch.setattr(Path, "open", refusing(Path.open, "Interview 1.txt"))
    report = bring(folder, folder / "Interview 1.txt", folder / "Interview 2.txt")
    assert faults(report) == {"Interview 1.txt": "the file may not be read: permission denied"}
    assert names(folder) == ["Interview 1", "Interview 2"]


def test_a_file_that_vanishes_while_others_are_read_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = reading.find

    def find(paths: list[Path]) -> object:
        found = real(paths)
        (folder / "Interview 2.txt").unlink()
        return found

    monkeypatch.setattr(reading, "find", find)
    report = bring(folder, folder / "Interview 1.txt", folder / "Interview 2.txt")
    assert faults(report) == {"Interview 2.txt": "there is no such file"}
    assert report.added == ("Interview 1",)


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="file names are always Unicode there")
def test_a_file_name_that_is_no_text_does_not_stop_the_run(folder: Path) -> None:
    odd = os.fsencode(folder / "north") + b"/Gespr\xe4ch.txt"
    with open(odd, "wb") as file:  # noqa: PTH123  a path of bytes
        file.write(talk("late"))
    report = bring(folder, folder / "north")
    assert sorted(report.added) == [r"Gespr\xe4ch", "Interview 8"]
    again = bring(folder, folder / "north")
    assert (again.read, again.added, again.changed) == (0, (), ())


def test_links_that_lead_nowhere_or_in_a_circle_and_pipes_are_told(folder: Path) -> None:
    (folder / "north" / "gone.txt").symlink_to(folder / "nowhere.txt")
    (folder / "north" / "circle").symlink_to(folder / "north", target_is_directory=True)
    os.mkfifo(folder / "north" / "pipe.txt")
    report = bring(folder, folder / "north")
    assert {each.path.name for each in report.problems} == {"gone.txt", "pipe.txt"}
    assert report.added == ("Interview 8",)


def test_an_empty_folder_is_an_empty_catalog(tmp_path: Path) -> None:
    (tmp_path / "interviews").mkdir()
    (tmp_path / "taxonomy.yaml").write_text(TAXONOMY, "utf-8")
    report = bring(tmp_path / "interviews")
    assert (report.files, report.added, report.problems) == (0, (), ())
    assert codings(tmp_path / "catalog.db") == []


def test_a_mistyped_folder_makes_no_catalog(tmp_path: Path) -> None:
    (tmp_path / "interviews").mkdir()
    report = ingest(tmp_path / "catalog.db", [tmp_path / "interviews", tmp_path / "interview"])
    assert [each.path.name for each in report.problems] == ["interview"]
    assert [each.name for each in tmp_path.iterdir()] == ["interviews"]


def test_where_no_file_can_be_read_no_catalog_is_made(tmp_path: Path) -> None:
    database, broken = tmp_path / "catalog.db", tmp_path / "in" / "Interview 1.txt"
    broken.parent.mkdir()
    broken.write_bytes(b"")
    report = ingest(database, [broken.parent])
    assert [each.severity for each in report.problems] == ["error"]
    assert [each.name for each in tmp_path.iterdir()] == ["in"]
    broken.with_name("Interview 2.txt").write_bytes(talk("second"))
    assert ingest(database, [broken.parent]).added == ("Interview 2",)
    assert ingest(database, [broken.parent]).added == ()


def test_the_command_tells_each_file_in_a_line_and_ends_with_one(folder: Path) -> None:
    database = folder.parent / "catalog.db"
    command = [sys.executable, "-m", "kb", "ingest", str(folder), "--database", str(database)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert f"{len(GOOD)} added" in done.stdout
    lines = done.stderr.splitlines()
    for name, (_, words) in BROKEN.items():
        at = next(at for at, line in enumerate(lines) if line.endswith(name))
        assert lines[at + 1].startswith("  error: "), name
        assert words in lines[at + 1]


def test_a_file_named_on_the_command_line_that_may_not_be_read_costs_only_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "first.txt").write_bytes(talk("first"))
    (tmp_path / "second.txt").write_bytes(talk("second"))
    opens = Path.open

    def refuse_first(path: Path, *arguments: object, **options: object) -> object:
        if path.name == "first.txt":
            raise PermissionError(errno.EACCES, "Permission denied")
        return opens(path, *arguments, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", refuse_first)
    allows = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: "first" not in str(path) and allows(path, mode))
    files = [str(tmp_path / name) for name in ("first.txt", "second.txt")]
    monkeypatch.setenv("KB_DATABASE", str(tmp_path / "catalog.db"))
    result = CliRunner().invoke(app, ["ingest", *files, "--processes", "1", "--format", "json"])
    assert result.exit_code == 1, result.exception
    assert json.loads(result.stdout)["added"] == ["second"]
    assert "permission denied" in result.stdout
