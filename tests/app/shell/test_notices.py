"""What an action came to stays long enough to be read, however often the page draws itself meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from app.shell import notices


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], list[str]]]:
    """Draw a page, and return the sentences on top of it."""
    state: dict[str, Any] = {}
    shown: list[str] = []
    monkeypatch.setattr(notices.st, "session_state", state)
    monkeypatch.setattr(
        notices.templates, "show", lambda *_, notices, **__: shown.extend(text for _, text in notices)
    )

    def draw(page: str) -> list[str]:
        shown.clear()
        notices.show(page)
        return list(shown)

    return draw


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [100.0]
    monkeypatch.setattr(notices.time, "monotonic", lambda: now[0])
    return now


def test_a_sentence_outlives_redraws_and_then_goes(
    drawn: Callable[[str], list[str]], clock: list[float]
) -> None:
    notices.say("good", "Saved.")
    assert drawn("documents") == ["Saved."]
    clock[0] += notices.SECONDS / 2
    assert drawn("documents") == ["Saved."]
    clock[0] += notices.SECONDS
    assert drawn("documents") == []


def test_another_page_and_another_action_take_it_away(
    drawn: Callable[[str], list[str]], clock: list[float]
) -> None:
    notices.say("good", "Saved.")
    notices.say("bad", "Not all of it.")
    assert drawn("documents") == ["Saved.", "Not all of it."]
    notices.say("good", "Undone.")
    assert drawn("documents") == ["Undone."]
    assert drawn("compare") == []
    assert clock == [100.0]
