"""Read and Code, blind: who codes a document sees nothing of the others there until they ask."""

from __future__ import annotations

import json
from collections.abc import Callable

from coding_page import TWO, Page, reading
from sqlmodel import select

from kb.db.tables import Change


def test_who_codes_blind_is_sent_nothing_of_the_others_until_they_ask(page: Callable[..., Page]) -> None:
    code = page(document=TWO, passes="all")
    assert code.data["codings"] == []
    view_of = code.test.session_state
    view_of["transcript-bar"] = {"do": [{"do": "passes", "passes": "all", "id": "1"}]}
    code.test.run()
    assert {each["coder"] for each in code.data["codings"]} == {"Noor", "Imke"}
    with reading() as session:
        told = session.exec(select(Change.who).where(Change.noun == "passes_shown")).all()
    assert told == ["Mara"]


def test_who_codes_a_document_reads_it_blind_until_they_ask_and_that_is_written_down(
    page: Callable[..., Page],
) -> None:
    page(document=TWO).do("code", start=100, end=140, codes=["monitoring"], new=False, invivo=False)
    read = page("read", document=TWO, passes="all")
    assert {each["coder"] for each in read.data["codings"]} == {"Mara"}
    assert sum(code["count"] for code in read.data["codes"]) == 1
    assert "Noor" not in json.dumps(read.data)
    read.test.session_state["transcript-bar"] = {"do": [{"do": "passes", "passes": "all", "id": "1"}]}
    read.test.run()
    assert {each["coder"] for each in read.data["codings"]} == {"Mara", "Noor", "Imke"}
    with reading() as session:
        told = session.exec(select(Change.who).where(Change.noun == "passes_shown")).all()
    assert told == ["Mara"]


def test_who_does_not_code_a_document_reads_what_everybody_coded(page: Callable[..., Page]) -> None:
    page(document="Interview 3").do("code", start=100, end=140, codes=["monitoring"], new=False, invivo=False)
    for coder in ("Mara", None):
        read = page("read", coder=coder, document=TWO)
        assert {each["coder"] for each in read.data["codings"]} == {"Noor", "Imke"}
    with reading() as session:
        assert session.exec(select(Change.who).where(Change.noun == "passes_shown")).all() == []


def test_a_blind_coder_does_not_see_when_others_coded(page: Callable[..., Page]) -> None:
    page(coder="Jon", document=TWO).do(
        "code", start=100, end=140, codes=["monitoring"], new=False, invivo=False
    )
    assert "Saved " not in page(document=TWO).html


def test_who_is_blind_is_not_told_what_others_changed(page: Callable[..., Page]) -> None:
    code = page(document=TWO)
    page(coder="Jon", document=TWO).do(
        "code", start=100, end=140, codes=["monitoring"], new=False, invivo=False
    )
    code.test.run()
    assert "changed 1 coding" not in code.html
