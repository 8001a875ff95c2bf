"""Deliberate faults (``make faults``) take minutes each; that each can still be put in is seen at once."""

from __future__ import annotations

from pathlib import Path

from tools.faults import faults

ROOT = Path(__file__).parents[2]


def test_every_fault_stands_once_in_its_file_and_has_its_tests() -> None:
    found = faults()
    assert len(found) > 90
    assert [problem for each in found if (problem := each.problem(ROOT))] == []
