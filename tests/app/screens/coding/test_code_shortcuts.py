"""Keyboard shortcuts: the list, the documentation and what the handlers do are the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.ui.components.scripts import SHORTCUTS

ROOT = Path(__file__).parents[4]


@pytest.mark.parametrize("part", SHORTCUTS)
def test_the_documentation_has_the_shortcuts_of_the_list(part: str) -> None:
    documented = (ROOT / "docs" / "app.md").read_text(encoding="utf-8")
    shown = [row for row in SHORTCUTS[part] if "show" in row]
    table = [f"| {', '.join(f'`{key}`' for key in row['show'])} | {row['says']} |" for row in shown]
    assert "\n".join(["| key | does |", "|---|---|", *table, ""]) in documented


@pytest.mark.parametrize(
    ("parts_of_app", "script"),
    [
        pytest.param(("coding",), "screens/coding/component/keys.js", id="coding"),
        pytest.param(("compare", "lists"), "ui/components/view/view.js", id="lists and Compare"),
    ],
)
def test_handlers_do_what_the_list_of_shortcuts_says(parts_of_app: tuple[str, ...], script: str) -> None:
    actions = re.search(
        r"const ACTIONS = \{\n(.*?)\n\};", (ROOT / "app" / script).read_text(encoding="utf-8"), re.DOTALL
    )
    assert actions
    names = set(re.findall(r"^  (\w+)", actions[1], re.MULTILINE))
    named: set[str] = set()
    for part in parts_of_app:
        pressed = [row for row in SHORTCUTS[part] if {"key", "digit", "alt", "control"} & row.keys()]
        named |= {row["does"] for row in pressed}
        keys = [
            str((row.get("key"), row.get("control"), row.get("alt"), row.get("digit"))) for row in pressed
        ]
        assert len(set(keys)) == len(keys), "one key, one meaning"
    assert names == named
