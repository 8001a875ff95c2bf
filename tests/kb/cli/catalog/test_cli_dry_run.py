"""``kb ingest --dry-run``: what each file would be read as, before anything is stored."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import run

TALK = "".join(
    f"Interviewer: What broke on day {n}?\n\nRosa: The schema, on that very day.\n\n" for n in range(4)
)
DOUBTFUL = TALK + "Interviewer:\n\nInterviewer: And then?\n\nRosa: That is all.\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "130")
    (tmp_path / "Interview 4.txt").write_text(TALK)
    (tmp_path / "Interview 5.txt").write_text(DOUBTFUL)
    (tmp_path / "talk.vtt").write_text("WEBVTT\n\n01:00.000 --> 62:03.500\n<v Ann>It broke at night.\n")
    return tmp_path


def test_each_file_is_a_line_and_nothing_is_stored(folder: Path) -> None:
    before = sorted(folder.iterdir())
    answer = run("ingest", "--dry-run", str(folder))
    assert answer.code == 0, answer.err
    lines = {line.split("  ")[0]: line for line in answer.out.splitlines()}
    assert "labelled text   Interview 4   Rosa (interviewee) 55%, Interviewer 45%" in lines["Interview 4.txt"]
    assert "1:00–1:02:03" in lines["talk.vtt"]  # noqa: RUF001  a range
    assert lines["Interview 5.txt"].endswith(" 1")
    assert lines["Interview 4.txt"].endswith(" 0")
    assert sorted(folder.iterdir()) == before


@pytest.mark.usefixtures("folder")
def test_a_question_is_told_with_its_place() -> None:
    answer = run("ingest", "--dry-run", "Interview 5.txt")
    assert answer.code == 0
    assert answer.err.splitlines() == [
        "Interview 5.txt",
        "  warning: line 17: no text after the label 'Interviewer'",
    ]


def test_a_note_is_no_question(folder: Path) -> None:
    (folder / "Interview 6.txt").write_text(f"Transcript of the interview\n\n{TALK}[End of recording]\n")
    [row] = run("ingest", "--dry-run", "Interview 6.txt", "--format", "json").json
    assert row["questions"] == []
    assert row["notes"]


def test_json_gives_all_of_it(folder: Path) -> None:
    first, second, third = run("ingest", "--dry-run", str(folder), "--format", "json").json
    assert (first["title"], first["paragraphs"], first["codings"], first["unattributed"]) == (
        "Interview 4", 8, 0, 0.0,
    )  # fmt: skip
    assert first["speakers"][0] == {
        "name": "Rosa", "role": "interviewee", "share": 0.5455, "labels": ["Rosa"],
    }  # fmt: skip
    assert [each.partition(":")[0] for each in second["questions"]] == ["line 17"]
    assert (third["begins"], third["ends"]) == (60.0, 3723.5)


def test_a_file_that_cannot_be_read_is_a_line_with_its_reason_and_ends_with_1(folder: Path) -> None:
    (folder / "photo.txt").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    answer = run("ingest", "--dry-run", "photo.txt", "nowhere.txt", "--format", "json")
    assert answer.code == 1
    nowhere, photo = answer.json
    assert "a picture" in photo["errors"][0]
    assert nowhere["errors"] == ["there is no such file or folder"]
