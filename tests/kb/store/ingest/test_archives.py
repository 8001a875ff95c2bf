"""Archives on the command line: looked into like folders, by a path that goes on into them."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from ingest import read
from ingest.files import archive, reading
from kb.store.ingest.dry_run import dry_run
from kb.store.ingest.files import ingest

TALK = (
    "Interviewer: What broke?\nNoor: The schema changed overnight.\nInterviewer: Who saw it?\nNoor: I did.\n"
)
OTHER = "I: Where do bees go?\nP: To the meadow behind the mill.\nI: And in winter?\nP: They stay at home.\n"
TABLE = "Speaker,Text\nInterviewer,What broke?\nNoor,The schema did.\nInterviewer,When?\nNoor,At night.\n"


def zip_file(path: Path, files: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as written:
        for name, content in files.items():
            written.writestr(name, content)
    return path


def names(paths: list[Path]) -> list[str]:
    found, _ = reading.find(paths)
    return [path.as_posix().partition(".zip/")[2] for path in found]


def test_a_file_in_an_archive_has_a_path_and_is_read(tmp_path: Path) -> None:
    talks = zip_file(tmp_path / "talks.zip", {"March/Interview 2.txt": TALK, "__MACOSX/x.txt": "x"})
    found, problems = reading.find([talks])
    assert (found, problems) == ([talks / "March" / "Interview 2.txt"], [])
    parsed = read(found[0])
    assert parsed.transcript is not None
    assert parsed.transcript.title == "Interview 2"
    assert reading.find([found[0]])[0] == found, "it can be named itself"


def test_an_archive_in_a_folder_is_looked_into_as_the_folder_is(tmp_path: Path) -> None:
    zip_file(tmp_path / "talks.zip", {"a.txt": TALK, "b.csv": TABLE, "c.mp3": b"x", "d.zip": b"x"})
    assert names([tmp_path]) == ["a.txt"]
    [note] = reading.find([tmp_path])[1]
    assert note.message.startswith("left out files that are not transcripts: 1 .csv, 1 .mp3, 1 .zip")
    assert names([tmp_path / "talks.zip"]) == ["a.txt", "b.csv"], "of one that is named, tables are read"


def test_an_archive_that_has_not_changed_is_not_read_again(tmp_path: Path) -> None:
    talks = zip_file(tmp_path / "talks.zip", {"Interview 1.txt": TALK, "Interview 2.txt": OTHER})
    first = ingest(tmp_path / "catalog.db", [talks], processes=1)
    assert (first.added, first.read) == (("Interview 1", "Interview 2"), 2)
    again = ingest(tmp_path / "catalog.db", [talks], processes=1)
    assert (again.unchanged, again.read) == (2, 0)
    zip_file(talks, {"Interview 1.txt": TALK, "Interview 2.txt": OTHER + "I: Why?\n"})
    changed = ingest(tmp_path / "catalog.db", [talks], processes=1)
    assert (changed.changed, changed.read) == (("Interview 2",), 1)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        pytest.param(b"PK\x03\x04 and then nothing", "the archive is damaged; make it again", id="cut off"),
        pytest.param(b"", "the archive is damaged; make it again", id="empty"),
    ],
)
def test_a_broken_archive_is_told_and_the_rest_goes_on(tmp_path: Path, content: bytes, told: str) -> None:
    (tmp_path / "broken.zip").write_bytes(content)
    (tmp_path / "talk.txt").write_text(TALK)
    report = ingest(tmp_path / "catalog.db", [tmp_path], processes=1)
    assert report.added == ("talk",)
    [problem] = report.problems
    assert problem.message.startswith(told)
    assert problem.severity == "error"


def test_what_would_fill_the_memory_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    talks = zip_file(tmp_path / "talks.zip", {"a.txt": TALK, "b.txt": TALK, "c.jpg": b"x"})
    monkeypatch.setattr(archive, "MOST_FILES", 1)
    rows, problems = dry_run([talks], processes=1)
    assert [problem.message for problem in problems] == ["holds 2 files; the limit is 1"]
    assert [row.is_read for row in rows] == [False]


def test_names_never_lead_out_of_the_archive(tmp_path: Path) -> None:
    talks = zip_file(tmp_path / "talks.zip", {"../../a.txt": TALK, "/etc/b.txt": TALK, "C:\\d\\c.txt": TALK})
    assert names([talks]) == ["a.txt", "d/c.txt", "etc/b.txt"]


def test_a_name_in_unicode_that_does_not_say_so_is_read() -> None:
    entry = zipfile.ZipInfo("Gespr\xe4ch.txt".encode().decode("cp437"))
    assert archive.name_of(entry) == "Gespr\xe4ch.txt"
