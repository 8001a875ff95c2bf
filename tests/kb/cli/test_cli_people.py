"""``kb people``: who may sign in, and what is told of it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from command_line import run


@pytest.fixture
def database(demo_catalog: Path, tmp_path: Path) -> tuple[str, str]:
    return ("--database", str(shutil.copy(demo_catalog, tmp_path)))


def test_as_long_as_nobody_is_an_owner_it_is_said(database: tuple[str, str]) -> None:
    first = run("people", "invite", "Ann Weber", "--role", "coder", *database)
    assert first.out.startswith("http://localhost:8501/invitation?token=")
    assert "nobody is an owner yet" in first.err
    account = ("--account", "ben@example.org", "--role", "moderator")
    assert "nobody is an owner yet" in run("people", "add", "Ben", *account, *database).err
    assert "owner yet" not in run("people", "invite", "Olga", "--role", "owner", *database).err
    assert "owner yet" not in run("people", "invite", "Ann Weber", *database).err
    rows = run("people", "list", "--format", "json", *database).json
    assert [(row["name"], row["role"], row["state"]) for row in rows] == [
        ("Ann Weber", "coder", "invited"),
        ("Ben", "moderator", "can sign in"),
        ("Olga", "owner", "invited"),
    ]


def test_what_cannot_be_is_refused_in_a_sentence(database: tuple[str, str]) -> None:
    assert "role" in run("people", "invite", "Ann", *database).err
    wrong = run("people", "invite", "Ann", "--role", "owner", "--link", "kb.example.org", *database)
    assert wrong.code != 0
    assert "https://kb.example.org" in wrong.err
    assert run("people", "invite", "Ann", "--role", "owner", *database).code == 0
    for order in (("role", "Ann", "--role", "coder"), ("end", "Ann")):
        assert "'Ann' is the only owner" in run("people", *order, *database).err
