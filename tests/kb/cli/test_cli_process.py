"""The command line as a process of its own: pipes, signals, exit codes, and the whole way from files."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from small_catalog import make

from kb.cli import main

KB = [sys.executable, "-m", "kb"]


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*KB, *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=os.environ | environment,
        check=False,
    )


@pytest.mark.thorough
def test_the_catalog_is_the_one_that_is_named_else_that_of_the_environment(
    catalog: Path, tmp_path: Path
) -> None:
    assert run("issues", KB_DATABASE=str(catalog)).returncode == 0
    assert run("issues", "--database", str(catalog), KB_DATABASE="nowhere.db").returncode == 0
    missing = subprocess.run(
        [*KB, "issues"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env={k: v for k, v in os.environ.items() if k != "KB_DATABASE"}
        | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert (missing.returncode, missing.stdout) == (2, "")
    assert missing.stderr.startswith("no catalog at catalog.db; create one with `kb init")
    assert not (tmp_path / "catalog.db").exists()


@pytest.mark.parametrize("content", [b"not a database, but long enough to look like one" * 99, b""])
def test_a_file_that_is_no_catalog_is_told_in_one_line_and_left_alone(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "notes.db"
    file.write_bytes(content)
    asked = run("issues", "--database", str(file))
    assert (asked.returncode, asked.stdout) == (2, "")
    assert asked.stderr.count("\n") == 1
    assert file.read_bytes() == content


@pytest.mark.parametrize("form", ["table", "json", "jsonl", "csv"])
def test_a_reader_who_has_seen_enough_is_no_mistake(catalog: Path, form: str) -> None:
    process = subprocess.Popen(
        [*KB, "quotes", "--limit", "0", "--format", form, "--database", str(catalog)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    process.stdout.close()
    _, told = process.communicate(timeout=120)
    assert (process.returncode, told) == (0, b"")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGINT to one process")
def test_ctrl_c_ends_quietly(tmp_path: Path) -> None:
    code = (
        "import signal, sys, time\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a runner in the background ignores it
        "import kb.queries.evidence.issues as asked\n"
        "def slow(*_, **__): print('ready', flush=True); time.sleep(30)\n"
        "asked.issues = slow\n"
        "sys.argv = ['kb', 'issues', '--database', sys.argv[1]]\n"
        "from kb.cli import main; main()\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(make(tmp_path / "catalog.db"))],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=120)
    assert process.returncode == 130
    assert "Traceback" not in told


def test_what_a_pipe_cannot_encode_stops_nothing(catalog: Path) -> None:
    asked = run("quotes", "--database", str(catalog), "--format", "csv", PYTHONIOENCODING="ascii", LC_ALL="C")
    assert asked.returncode == 0
    assert "שלום 🎉" in asked.stdout


def test_transcripts_become_a_catalog_that_can_be_asked(tmp_path: Path) -> None:
    folder = tmp_path / "interviews"
    folder.mkdir()
    (folder / "Interview 1.txt").write_text(
        "Interviewer: What broke?\n\nInterviewee: The schema drifted overnight.\n\n"
        "Interviewer: And then?\n\nInterviewee: Nobody told us.\n",
        encoding="utf-8",
    )
    database = ("--database", str(tmp_path / "catalog.db"))
    first = run("ingest", str(folder), *database, "--format", "json")
    assert first.returncode == 0, first.stderr
    assert json.loads(first.stdout)["added"] == ["Interview 1"]
    again = run("ingest", str(folder), *database)
    assert "0 added, 0 changed, 1 unchanged" in again.stdout
    found = json.loads(run("search", "drift", *database, "--format", "json").stdout)
    assert [each["text"] for each in found] == ["The schema drifted overnight."]


def test_a_file_that_cannot_be_read_is_told_and_the_others_go_on(tmp_path: Path) -> None:
    (tmp_path / "Interview 1.txt").write_text("Interviewer: What?\n\nInterviewee: That.\n", encoding="utf-8")
    database = ("--database", str(tmp_path / "catalog.db"))
    done = run("ingest", str(tmp_path / "Interview 1.txt"), str(tmp_path / "nowhere.txt"), *database)
    assert done.returncode == 1
    assert "1 added" in done.stdout
    assert done.stderr.count("there is no such file or folder") == 1


@pytest.mark.parametrize(("given", "taken"), [(None, "1"), ("3", "3")])
def test_numbers_are_computed_in_one_thread_where_nobody_says_otherwise(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], given: str | None, taken: str
) -> None:
    monkeypatch.setattr(sys, "argv", ["kb", "--version"])
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    if given:
        monkeypatch.setenv("OPENBLAS_NUM_THREADS", given)
    with pytest.raises(SystemExit):
        main()
    assert capsys.readouterr().out.startswith("kb ")
    assert os.environ["OPENBLAS_NUM_THREADS"] == taken
