"""Files within a zip archive are taken out in memory; what would fill it is refused."""

from __future__ import annotations

import io
import zipfile

import pytest

from ingest.files import archive
from ingest.files.archive import is_archive, unpacked


def packed(**files: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as written:
        for name, data in files.items():
            written.writestr(name.replace("__", "/"), data)
    return held.getvalue()


def test_files_are_taken_out_and_what_is_hidden_is_passed_over() -> None:
    data = packed(**{"a__b.txt": b"one", ".DS_Store": b"x", "MACOSX__c.txt": b"", "a__README.md": b"r"})
    files, problems = unpacked("talks.zip", data)
    assert files == [("a/b.txt", b"one"), ("MACOSX/c.txt", b"")]
    assert problems == []


def test_a_word_file_is_no_archive_of_files() -> None:
    assert is_archive("Talks.ZIP", packed(a=b"1"))
    assert not is_archive("talk.docx", packed(a=b"1"))


@pytest.mark.parametrize(
    ("data", "told"),
    [
        pytest.param(
            b"PK\x03\x04 and then nothing",
            archive.BROKEN,
            id="damaged",
        ),
        pytest.param(packed(a=b"x" * 2000), "holds more than 1,000 bytes", id="too large"),
    ],
)
def test_what_cannot_be_taken_out_is_told(data: bytes, told: str) -> None:
    files, [problem] = unpacked("talks.zip", data, largest=1000)
    assert files == []
    assert problem.message == told


def test_too_many_files_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_FILES", 1)
    _, [problem] = unpacked("talks.zip", packed(a=b"1", b=b"2"))
    assert problem.message == "holds 2 files; the limit is 1"


def test_a_damaged_file_costs_only_itself() -> None:
    data = packed(a=b"first " * 50, b=b"second")
    broken = data.replace(data[31:36], b"\xff\xff\xff\xff\xff", 1)
    files, [problem] = unpacked("talks.zip", broken)
    assert files == [("b", b"second")]
    assert (str(problem.path), problem.message) == ("a", "is damaged in the archive")


def test_what_has_no_name_is_passed_over() -> None:
    data = packed(a=b"one", nameless=b"two").replace(b"nameless", b"\0ameless")
    assert unpacked("talks.zip", data) == ([("a", b"one")], [])
