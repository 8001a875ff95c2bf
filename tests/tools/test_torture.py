"""The tools of torture work: each kind in its smallest form, and a fault that is put in is found."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from ingest import formats
from kb.db import engine as db
from kb.exchange import forms
from tools.torture import catalogs
from tools.torture.figures import Figure, table
from tools.torture.fuzz import runs, targets, worker
from tools.torture.fuzz.mutate import LARGEST, mutated
from tools.torture.fuzz.samples import Samples, samples
from tools.torture.kills import actions, all_or_nothing, trials
from tools.torture.kills.victims import Ack, Victim, catalog_in
from tools.torture.kinds import KINDS
from tools.torture.plan import Plan

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the torture forks processes")


@pytest.fixture
def plan(tmp_path: Path) -> Callable[..., Plan]:
    def make(part: str = "", rounds: int = 1) -> Plan:
        return Plan(tmp_path / "scratch", rounds=rounds, part=part, is_quiet=True)

    (tmp_path / "scratch").mkdir()
    return make


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Samples:
    return samples(tmp_path_factory.mktemp("samples"))


def missed(figures: list[Figure]) -> list[str]:
    return [table("", [each]) for each in figures if each.is_missed]


def value(figures: list[Figure], name: str) -> float:
    [figure] = [each for each in figures if each.name == name]
    return figure.value


def test_a_figure_above_its_most_is_missed_and_says_what_repeats_it() -> None:
    figure = Figure("lost", 2, 0, faults=("--only kills --seed 7",))
    assert figure.is_missed
    assert "at most 0   MISSED" in table("kills", [figure])
    assert "--seed 7" in table("kills", [figure])
    assert not Figure("lost", 0, 0).is_missed
    assert not Figure("kills", 9).is_missed
    assert not Figure("lost", 9, 0, skipped="no server").is_missed


def test_every_kind_can_be_loaded() -> None:
    assert all(callable(each.run) for each in KINDS)


_WAITS = """
import sys, time
from multiprocessing import get_context
from tools.torture import __main__ as torture

class Waits:
    name, about = "waits", ""
    def run(plan):
        plan.folder("left")
        child = get_context("fork").Process(target=time.sleep, args=(600,))
        child.start()
        print(child.pid, flush=True)
        time.sleep(600)

torture.KINDS = [Waits]
sys.exit(torture.main(sys.argv[1:]))
"""


def test_a_run_that_is_ended_leaves_nothing_behind(tmp_path: Path) -> None:
    run = subprocess.Popen(
        [sys.executable, "-c", _WAITS, "--scratch", str(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert run.stdout
    assert run.stdout.readline().startswith("seed")
    forked = int(run.stdout.readline())
    assert list(tmp_path.iterdir())
    run.terminate()
    run.communicate(timeout=60)
    assert run.returncode == 128 + signal.SIGTERM
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(ProcessLookupError):
        os.kill(forked, 0)


# --- Fuzz -------------------------------------------------------------------------------------------------


def test_every_reader_and_importer_has_a_file_to_change(found: Samples) -> None:
    names = {each.name for each in targets.targets()}
    assert names >= {each.name for each in formats.formats()}
    assert names >= {f"import {each.name}" for each in forms.forms() if each.is_read}
    assert sorted(names - set(found)) == []


def test_the_same_seed_changes_a_file_in_the_same_way() -> None:
    data = b"Interviewer: What broke in 2019?\n" * 40
    made = [[mutated(data, Random(f"{seed}"), [b"other"]) for seed in range(200)] for _ in range(2)]  # noqa: S311
    assert made[0] == made[1]
    assert len(set(made[0])) > 150
    assert max(map(len, made[0])) <= LARGEST


def test_files_that_were_changed_are_read_or_refused(plan: Callable[..., Plan]) -> None:
    figures = runs.run(plan(part="rtf", rounds=12))
    assert missed(figures) == []
    assert value(figures, "changed files") == 12
    assert value(figures, "of them read") + value(figures, "of them refused in a sentence") == 12


def fails(_number: int, _data: bytes) -> None:
    raise IndexError("no such place")


def hangs(_number: int, _data: bytes) -> None:
    while True:
        pass


def swells(_number: int, _data: bytes) -> None:
    bytearray(500_000_000)


@pytest.mark.parametrize(
    ("read", "seconds", "figure"),
    [
        pytest.param(fails, 60, "failed in the program", id="an error"),
        pytest.param(hangs, 1, "took more than 1 s of the processor", id="no end"),
        pytest.param(swells, 60, "took more than 300 MB", id="much memory"),
    ],
)
def test_a_reader_that_fails_hangs_or_swells_is_found(
    read: Callable[[int, bytes], None],
    seconds: int,
    figure: str,
    plan: Callable[..., Plan],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(worker, "SECONDS", seconds)
    monkeypatch.setattr(runs, "samples", lambda _: {"bad": [b"some words"]})
    monkeypatch.setattr(runs, "targets", lambda: [targets.Target("bad", ".txt", lambda _: read)])
    figures = runs.run(plan(rounds=2))
    assert value(figures, figure) == 2
    assert len(missed(figures)) == 1


# --- Kills ------------------------------------------------------------------------------------------------


def test_who_codes_can_be_killed(plan: Callable[..., Plan]) -> None:
    figures = trials.run(plan(part="coding"))
    assert missed(figures) == []


def forgets(folder: Path, ack: Ack) -> None:
    """Say that each action is stored, and store all of them at the end."""
    for _ in range(actions.STEPS):
        ack()
    actions._act(actions._CODING, folder, lambda: None)


def test_what_was_told_too_early_is_lost(plan: Callable[..., Plan], monkeypatch: pytest.MonkeyPatch) -> None:
    honest = actions.victims()[0]
    liar = Victim("liar", honest.prepare, forgets)

    def known(victim: Victim, folder: Path) -> trials.Known:
        return left_alone(Victim(victim.name, victim.prepare, honest.work), folder)

    left_alone = trials._left_alone
    monkeypatch.setattr(actions, "victims", lambda: [liar])
    monkeypatch.setattr(trials, "_left_alone", lambda victim, folder: _as(liar, known(victim, folder)))
    figures = trials.run(plan(part="liar", rounds=3))
    assert value(figures, "lost, though it was told to be stored") > 0


def _as(victim: Victim, known: trials.Known) -> trials.Known:
    known.victim = victim
    return known


def test_a_half_written_catalog_is_found(plan: Callable[..., Plan], tmp_path: Path) -> None:
    known = trials._left_alone(actions.victims()[0], plan().folder("known"))
    folder = tmp_path / "left"
    catalogs.copy_of(catalog_in(known.begun), folder)
    assert trials._look(known, folder, 0) == []
    data = catalog_in(folder).read_bytes()
    catalog_in(folder).write_bytes(data[: len(data) // 2])
    assert {what for what, _ in trials._look(known, folder, 0)} >= {"damaged"}


def test_a_catalog_that_was_only_just_made_is_not_half_written(plan: Callable[..., Plan]) -> None:
    [archive] = [each for each in all_or_nothing.victims() if each.name == "import of an archive"]
    scratch = plan().scratch
    known = trials._left_alone(archive, scratch)
    left = scratch / "begun"
    db.open_for_writing(catalog_in(left)).dispose()
    assert trials._look(known, left, 0) == []


# --- The others -------------------------------------------------------------------------------------------


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("kind", "part"),
    [
        ("damage", ""),
        ("load", "file"),
        ("disk", "read-only"),
        ("disk", "held lock"),
        ("disk", "jumping time"),
    ],
)
def test_the_other_kinds_run_in_their_smallest_form(kind: str, part: str, plan: Callable[..., Plan]) -> None:
    [meant] = [each for each in KINDS if each.name == kind]
    figures = list(meant.run(plan(part=part, rounds=2)))
    assert figures
    assert missed(figures) == []
