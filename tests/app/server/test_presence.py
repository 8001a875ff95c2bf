"""Who has a document open in Code: known while the page is connected, told to who has a token."""

from __future__ import annotations

import pytest
from guarded_app import coming
from starlette.testclient import TestClient
from streamlit.runtime.scriptrunner import get_script_run_ctx

from app.server import presence
from app.server.admission import Admission
from app.server.guard import Open
from kb.db.rights import NotSignedInError

ONE = ("one.db", "Interview 1")


@pytest.fixture(autouse=True)
def connected(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The sessions whose pages are connected, for a test to change."""
    there = {"a", "b", "c", "d"}
    monkeypatch.setattr(presence, "_visits", {})
    monkeypatch.setattr(presence, "_is_connected", there.__contains__)
    return there


def enter(session: str, name: str, document: str = "Interview 1", news: str = "n") -> str:
    return presence.enter(session, "one.db", document, name, lambda: news)


def test_who_is_in_a_document_is_told_until_they_leave_it(
    connected: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    enter("a", "Ann")
    enter("b", "ben")
    enter("c", "Ann")
    enter("d", "")
    assert presence.others("a", *ONE, "Ann") == ("ben",)
    assert presence.others("d", *ONE, "") == ("Ann", "ben")
    assert presence.others("d", "two.db", "Interview 1", "") == ()
    assert get_script_run_ctx(suppress_warning=True) is None
    presence.leave()  # no page is drawn: nobody leaves
    enter("b", "ben", "Interview 2")
    assert presence.others("a", *ONE, "Ann") == ()
    connected.discard("b")
    assert presence.others("a", "one.db", "Interview 2", "Ann") == ()
    enter("a", "Ann")
    assert set(presence._visits) == {"a", "c", "d"}, "whose connection has ended is forgotten"
    monkeypatch.setattr(presence, "get_script_run_ctx", lambda **_: type("Drawn", (), {"session_id": "a"}))
    presence.leave()
    assert set(presence._visits) == {"c", "d"}


def test_a_page_asks_with_its_token_and_nobody_without(connected: set[str]) -> None:
    del connected
    token = enter("a", "Ann", news="abc")
    assert enter("a", "Ann", news="def") == token
    client: TestClient = coming(Open())
    assert client.get(f"{presence.PATH}?of={token}").text == "def"
    for wrong in ("", "?of=", f"?of={token[:-1]}", "?of=%C3%A9"):
        answer = client.get(f"{presence.PATH}{wrong}")
        assert (answer.status_code, answer.text) == (204, "")
    assert coming(Admission("t" * 40, "a")).get(f"{presence.PATH}?of={token}").status_code == 403
    presence._visits.clear()  # the page was left while it asked: its browser has nothing to complain of
    assert client.get(f"{presence.PATH}?of={token}").status_code == 204


def test_who_is_not_signed_in_any_more_learns_nothing() -> None:
    def nobody() -> str:
        raise NotSignedInError

    token = presence.enter("a", *ONE, "Ann", nobody)
    assert coming(Open()).get(f"{presence.PATH}?of={token}").status_code == 503
