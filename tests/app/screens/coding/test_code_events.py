"""What the page of coding is sent and sends: only what changed, each action once, to its document."""

from __future__ import annotations

import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from coding_page import TWO, Page, reading, stored
from sqlmodel import select

from app import data as catalog
from app.screens.coding import component
from app.screens.coding.component import parts
from app.server import presence
from kb.db.tables import Change


def test_what_somebody_else_changed_is_told_and_moves_nothing(page: Callable[..., Page]) -> None:
    read = page("read", coder=None, document=TWO)
    before = read.data["focus"]
    page(coder="Jon", document=TWO).do(
        "code", start=3000, end=3040, codes=["monitoring"], new=False, invivo=False
    )
    read.test.run()
    assert "<bdi>Jon</bdi> changed 1 coding." in read.html
    assert read.data["focus"] == before
    clicked = {"do": "meanwhile", "paragraph": "4", "id": "3"}
    read.test.session_state["transcript-meanwhile"] = {"do": [clicked]}
    read.test.run()
    assert read.data["focus"]["paragraph"] == 4
    assert "changed 1 coding" not in read.html


def test_who_else_has_the_document_open_is_shown(
    page: Callable[..., Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presence, "_visits", {})
    here = page(document=TWO)
    assert "open in Code, too" not in here.html
    presence.enter("another", catalog.location(), TWO, "Jon", str)
    here.test.run()
    assert "<bdi>Jon</bdi> has this open in Code, too." in here.html
    [token] = [each.token for session, each in presence._visits.items() if session != "another"]
    news = presence._visits[next(each for each in presence._visits if each != "another")].news
    assert f'data-news="{news()}" data-ask="/_kb/news?of={token}"' in here.html


def test_after_a_coding_only_what_changed_is_sent(page: Callable[..., Page]) -> None:
    here, before = page(document=TWO), dict[str, Any]()
    opened = parts.update(here.data, (), before)
    kept = set(opened["sent"])
    here.do("code", start=0, end=9, codes=["MM-drift"], new=False, invivo=False)
    update = parts.update(here.data, kept, before)
    assert not update["sent"], "neither text nor codebook nor all codings"
    change = update["changes"][update["parts"]["codings"]]
    assert change["base"] == opened["parts"]["codings"]
    assert [(row["start"], row["end"], row["code"]) for row in change["rows"]] == [(0, 9, "MM-drift")]
    assert not change["gone"]
    assert len(json.dumps(update)) < 2500
    assert len(json.dumps(opened)) > 10_000
    here.do("remove", coding=change["rows"][0]["id"])
    assert parts.update(here.data, kept, before)["parts"] == opened["parts"]


def test_what_changes_in_the_codebook_is_sent(page: Callable[..., Page]) -> None:
    here = page(document=TWO)
    opened = parts.update(here.data, ())
    here.do("code", start=0, end=9, codes=["a new code"], new=True, invivo=False)
    update = parts.update(here.data, set(opened["sent"]))
    sent = update["sent"][update["parts"]["codes"]]
    assert "a new code" in {code["name"] for code in sent}
    assert len(update["counts"]) == len(sent)
    assert not any("count" in code for code in sent)


def test_a_browser_that_lacks_a_part_is_sent_it(page: Callable[..., Page]) -> None:
    opened = parts.update(page(document=TWO).data, ["something else"])
    assert set(opened["sent"]) == set(opened["parts"].values())


def test_what_cannot_be_stored_now_is_not_answered_as_done_and_stored_once_when_it_can(
    page: Callable[..., Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, span = page(document=TWO), {"start": 100, "end": 140, "codes": ["monitoring"]}
    with monkeypatch.context() as patch:

        def full(*_: Any, **__: Any) -> None:
            raise catalog.CatalogError("the disk is full")

        patch.setattr(catalog, "execute", full)
        code.do("code", id="one", **span)
    assert (code.answer["event"], code.answer["unsaved"]) == ("one", "the disk is full")
    assert stored() == []
    for _ in range(2):
        code.do("code", id="one", **span)
        assert (code.answer["event"], code.answer["unsaved"]) == ("one", None)
    page(document=TWO).do("code", id="one", **span)  # after the server has forgotten that it has answered
    assert stored() == [(100, 140)]
    with reading() as session:
        assert (
            len(session.exec(select(Change.id).where(Change.batch == "one", Change.noun == "coding")).all())
            == 1
        )


def test_what_somebody_else_did_is_not_stored_as_ones_own(page: Callable[..., Page]) -> None:
    code = page(document=TWO)
    code.do("code", start=100, end=140, codes=["monitoring"], coder="Noor")
    assert code.answer["unsaved"] == "Noor did this; choose Noor in the header to save it"
    assert stored() == []


def test_an_action_is_of_the_document_that_it_was_done_in(page: Callable[..., Page]) -> None:
    code = page(document="Interview 3")
    code.do(
        "code",
        start=100,
        end=140,
        codes=["monitoring"],
        document=TWO,
        version=page(document=TWO).data["version"],
    )
    assert code.data["codings"] == []
    assert [(each["start"], each["end"]) for each in page(document=TWO).data["codings"]] == [(100, 140)]


def test_all_that_is_done_before_one_says_who_one_is_waits(page: Callable[..., Page]) -> None:
    code = page(coder=None, document=TWO)
    for start in (100, 300):
        code.do("code", id=f"at {start}", start=start, end=start + 40, codes=["monitoring"])
    assert code.data["answers"] == []
    code.test.session_state["kb_coder"] = "Mara"
    code.test.run()
    assert stored() == [(100, 140), (300, 340)]
    assert [each["event"] for each in code.data["answers"]] == ["at 100", "at 300"]


def test_an_event_that_comes_when_its_view_is_gone_breaks_no_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who goes to another page while one is under way; the browser says it again where the view is."""
    callbacks: list[Callable[[], None]] = []
    shown = SimpleNamespace(show=lambda *_, on_said_change: callbacks.append(on_said_change))
    monkeypatch.setattr(component, "_transcript", lambda: shown)
    monkeypatch.setattr(component, "st", SimpleNamespace(session_state={}))
    monkeypatch.setattr(parts, "update", lambda *_: {})
    heard: list[Any] = []
    component.transcript("transcript", {}, heard.append)  # type: ignore[typeddict-item]
    callbacks[0]()
    component.st.session_state["transcript"] = {"said": {"events": [{"id": "1"}]}}
    callbacks[0]()
    assert heard == [{"id": "1"}]
