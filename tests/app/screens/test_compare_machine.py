"""Compare with a machine: only where it is asked for, with how steady it is, and never before the blind."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from drawn_page import html, page_at, texts
from sqlmodel import Session, select

from kb.db import engine as db
from kb.db.tables import Coding, CodingPass, Document
from kb.queries.comparison.machine_runs import Stability
from kb.store.coding.codings import add_coding
from kb.store.coding.machine import MachineCoding, NewRun, store_part

WAITS = "Interview 9"
STEADY = Stability(again=1.0, reordered=0.9, renamed=0.25, paragraphs=30, pairs=4)


def document(session: Session, name: str) -> Document:
    return session.exec(select(Document).where(Document.name == name)).one()


def let_code(session: Session, name: str, *spans: tuple[int, int]) -> None:
    of = document(session, name)
    run = NewRun(name, "tiny", "tiny at http://localhost:8080/v1", "Imke", of.sha256, "", 49)
    found = [MachineCoding("MM-drift", *span) for span in spans]
    store_part(session, run, found, STEADY, batch=f"of {name}", done=49, refused=2, failed=0)


@pytest.fixture
def catalog(demo_catalog: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A catalog in which a machine coded two interviews, of which one coder has coded the second."""
    path = Path(shutil.copy(demo_catalog, tmp_path / "catalog.db"))
    engine = db.open_for_writing(path)
    with db.transaction(engine) as session:
        let_code(session, WAITS, (0, 20), (40, 60))
        alone = document(session, "Interview 2")
        for work in session.exec(select(CodingPass).where(CodingPass.document_id == alone.id)):
            for coding in session.exec(select(Coding).where(Coding.pass_id == work.id)):
                session.delete(coding)
        add_coding(session, document=alone, code="MM-drift", start=0, end=9, coder="Noor")
        let_code(session, "Interview 2", (0, 9))
    engine.dispose()
    monkeypatch.setenv("KB_DATABASE", str(path))
    return path


@pytest.mark.usefixtures("catalog")
def test_people_are_compared_unless_a_machine_is_asked_for_and_then_the_page_says_how_steady_it_is() -> None:
    usual = html(page_at(f"compare?document={WAITS}"))
    assert "is a machine" not in usual
    page = page_at(f"compare?document={WAITS}&passes=Noor,tiny")
    [told] = texts(page, "div.machine")
    assert "tiny is a machine (tiny at http://localhost:8080/v1, run by Imke)" in told
    assert "Refused, because they named no place in the text: 2." in told
    assert "Names of codes swapped, definitions kept0.25 not stable" in told
    assert "Same passages twice1.00" in told
    assert "only tiny" in html(page)


@pytest.mark.usefixtures("catalog")
def test_one_coder_can_be_compared_with_a_machine_and_a_blind_one_is_asked_first() -> None:
    page = page_at("compare?document=Interview 2", kb_coder="Imke")
    assert "passes=Noor%2Ctiny" in html(page)
    assert "is a machine" in html(page_at("compare?document=Interview 2&passes=Noor,tiny", kb_coder="Imke"))
    blind = page_at("compare?document=Interview 2&passes=Noor,tiny", kb_coder="Noor")
    assert "This page shows the codings of Felix and Imke and tiny" in texts(blind, "p.lede")[0]
    assert "is a machine" not in html(blind)
    blind.button(key="compare-see").click().run()
    assert "is a machine" in html(blind)
