"""An ingest that is killed: every document is as before or complete, and the next run finishes."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from interview_files import TAXONOMY, ask, bytes_of, codings, text_of
from sqlalchemy import event
from sqlalchemy.engine import Engine

from kb.db import engine as db
from kb.store.ingest.files import ingest

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="kills processes that it forks")

TURNS = 30
KILLS = 16
TOPICS = ("sensor", "schema", "label", "dashboard")

State = dict[str, Any]


def write(folder: Path, number: int, *, name: str = "Zentra", more: str = "") -> None:
    """An interview as a plain file, one that Bea coded and one that Cleo moderated."""
    topic = TOPICS[number % len(TOPICS)]
    said = [
        f"In week {n} the {topic} number {n * number} broke at {name} and nobody looked at it{more}."
        for n in range(1, TURNS)
    ]
    plain = "\n\n".join(
        f"Interviewee: {each}" if n % 2 else f"Interviewer: {each}" for n, each in enumerate(said)
    )
    coded = "\n\n".join(
        f"# {'Interviewee' if n % 2 else 'Interviewer'}\n\n{each}\n\n{topic}-broke"
        for n, each in enumerate(said)
    )
    files = {
        f"Interview {number}.txt": plain,
        f"codings/Interview {number} - Bea.md": coded,
        f"moderation/Interview {number} - Cleo.md": coded.replace(f"{topic}-broke", "nobody-looks"),
    }
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(f"{text}\n", "utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three interviews in three files each, and a taxonomy."""
    made = tmp_path / "interviews"
    for number in (1, 2, 3):
        write(made, number)
    (tmp_path / "taxonomy.yaml").write_text(TAXONOMY, "utf-8")
    return made


def bring(database: Path, folder: Path, *files: str) -> None:
    paths = [folder / file for file in files] or [folder]
    ingest(database, paths, taxonomy=folder.parent / "taxonomy.yaml", who="Ann", processes=1)


def documents(database: Path) -> State:
    """Each document with its words, codings, files and passes; nothing where there is no catalog yet."""
    try:
        db.open_for_reading(database).dispose()
    except db.NoCatalogError:
        return {}
    held = codings(database)
    found: State = {}
    for name, number in ask(database, "SELECT name, id FROM document"):
        found[name] = {
            "text": text_of(database, name),
            "codings": [each for each in held if each[0] == name],
            "speakers": ask(
                database, "SELECT name, role FROM speaker WHERE document_id = ? ORDER BY 1", number
            ),
            "files": ask(
                database, "SELECT path, sha256 FROM source WHERE document_id = ? ORDER BY 1", number
            ),
            "passes": ask(
                database, "SELECT coder_id, role FROM coding_pass WHERE document_id = ? ORDER BY 2", number
            ),
            "found": ask(
                database,
                "SELECT count(*) FROM paragraph_search s JOIN paragraph ON paragraph.id = s.rowid "
                "WHERE paragraph_search MATCH 'broke' AND document_id = ?",
                number,
            ),
        }
    return found


def at_statement(number: int, doing: Callable[[], object]) -> bool:
    """Do something in a process that kills itself before its n-th statement; say whether it came to that."""
    child = os.fork()
    if child == 0:
        try:
            count = 0

            @event.listens_for(Engine, "before_cursor_execute")
            def _count(*_: object) -> None:
                nonlocal count
                count += 1
                if count == number:
                    os.kill(os.getpid(), signal.SIGKILL)

            doing()
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def statements(doing: Callable[[], object]) -> int:
    """How many statements something takes."""
    count = 0

    def _count(*_: object) -> None:
        nonlocal count
        count += 1

    event.listen(Engine, "before_cursor_execute", _count)
    try:
        doing()
    finally:
        event.remove(Engine, "before_cursor_execute", _count)
    return count


def moments(number: int) -> list[int]:
    """Moments all over a run, the same every time: each part of it has one."""
    random = Random(number)  # noqa: S311  moments, no secret
    return [random.randint(1 + part * number // KILLS, (part + 1) * number // KILLS) for part in range(KILLS)]


def test_a_first_ingest_may_be_killed_before_any_statement(folder: Path, tmp_path: Path) -> None:
    whole = tmp_path / "whole.db"
    number = statements(lambda: bring(whole, folder))
    expected = documents(whole)
    assert list(expected) == ["Interview 1", "Interview 2", "Interview 3"]
    seen = set()
    early, late = moments(number)[: KILLS // 2], moments(number)[KILLS // 2 :]
    for moment in early[::4] + late:  # tables are made first
        database = tmp_path / f"killed-{moment}.db"
        assert at_statement(moment, lambda: bring(database, folder))  # noqa: B023  it runs at once
        left = documents(database)
        assert left == {name: expected[name] for name in left}, moment
        seen.add(len(left))
        bring(database, folder)
        assert documents(database) == expected, moment
    assert seen == {0, 1, 2, 3}


@pytest.mark.thorough
def test_an_ingest_of_changed_files_may_be_killed_before_any_statement(folder: Path, tmp_path: Path) -> None:
    """Every document shows its old text or its new one, with every code on the words it was on."""
    before = tmp_path / "before.db"
    bring(before, folder)
    old = documents(before)
    for number in (1, 2, 3):
        write(folder, number, name="Company 1", more=", or so they say")
    whole = _copy(before, tmp_path / "whole.db")
    number = statements(lambda: bring(whole, folder))
    new = documents(whole)
    seen = set()
    for moment in moments(number)[::2]:
        database = _copy(before, tmp_path / f"killed-{moment}.db")
        assert at_statement(moment, lambda: bring(database, folder))  # noqa: B023
        left = documents(database)
        assert all(each in (old[name], new[name]) for name, each in left.items()), moment
        seen.add(sum(left[name] == new[name] for name in new))
        bring(database, folder)
        assert documents(database) == new, moment
        assert b"zentra" not in bytes_of(database), moment
    assert seen == {0, 1, 2, 3}


def _copy(database: Path, copy: Path) -> Path:
    shutil.copy(database, copy)
    return copy


@pytest.mark.thorough
def test_the_command_may_be_killed_at_any_time(folder: Path, tmp_path: Path) -> None:
    whole = tmp_path / "whole.db"
    command = [
        sys.executable,
        "-m",
        "kb",
        "ingest",
        str(folder),
        "--taxonomy",
        str(tmp_path / "taxonomy.yaml"),
    ]
    start = time.monotonic()
    subprocess.run([*command, "--database", str(whole)], check=True, capture_output=True)
    took = time.monotonic() - start
    expected = documents(whole)
    random = Random(5)  # noqa: S311
    for number in range(4):
        database = tmp_path / f"killed-{number}.db"
        with subprocess.Popen(
            [*command, "--database", str(database)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        ) as process:
            time.sleep(took * random.uniform(0.5, 1.0))  # the first half is starting up
            os.killpg(process.pid, signal.SIGKILL)
        left = documents(database)
        assert left == {name: expected[name] for name in left}
        bring(database, folder)
        assert documents(database) == expected


def test_ctrl_c_while_storing_leaves_every_document_whole(folder: Path, tmp_path: Path) -> None:
    database = tmp_path / "catalog.db"

    def interrupt(what: str, done: int, _all: int) -> None:
        if (what, done) == ("storing", 2):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ingest(database, [folder], taxonomy=tmp_path / "taxonomy.yaml", processes=1, progress=interrupt)
    assert list(documents(database)) == ["Interview 1", "Interview 2"]
    report = ingest(database, [folder], taxonomy=tmp_path / "taxonomy.yaml", processes=1)
    assert (report.read, report.added, report.unchanged) == (3, ("Interview 3",), 2)


def test_a_full_disk_in_the_middle_keeps_what_was_stored_and_the_next_run_finishes(
    folder: Path, tmp_path: Path
) -> None:
    whole, database = tmp_path / "whole.db", tmp_path / "catalog.db"
    bring(whole, folder)
    bring(database, folder, "Interview 1.txt")
    room = sum(ask(each, "PRAGMA page_count")[0][0] for each in (database, whole)) // 2

    def limit(connection: Any, _record: object) -> None:
        connection.execute(f"PRAGMA max_page_count={room}")

    event.listen(Engine, "connect", limit)
    try:
        with pytest.raises(db.CatalogError, match="the disk is full"):
            bring(database, folder)
    finally:
        event.remove(Engine, "connect", limit)
    expected = documents(whole)
    left = documents(database)
    assert 0 < len(left) < len(expected)
    bring(database, folder)
    assert _without_order(documents(database)) == _without_order(expected)


def _without_order(state: State) -> State:
    """Documents without what depends on which file came first."""
    return {
        name: {what: each for what, each in held.items() if what != "passes"} for name, held in state.items()
    }
