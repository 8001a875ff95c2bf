"""Who codes blind sees nothing of what others coded in the same document, on any page, until they ask.

The other coder's pass has words that are nowhere else: the name of a code, a memo, words that lost their
place, words that only they coded. Every page, and every file that a page offers, is searched for them.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
import streamlit as st
from drawn_page import leave_figures_blank, offered_files, page_at, text
from sqlmodel import Session, col, select
from streamlit.testing.v1 import AppTest

from app import page_registry
from app.screens.figures import registry
from kb.db import engine as db
from kb.db.tables import (
    Code,
    CodingPass,
    Document,
    Issue,
    IssueCode,
    Memo,
    Paragraph,
    UnplacedCoding,
)
from kb.store.coding.codings import add_coding
from kb.store.memos import note_on_coding

INTERVIEW, MARA, OLAF = "Interview 2", "Mara", "Olaf"
CODE, MEMO, LOST = "quokka-drift", "numbat at dusk", "a wombat that left"
LEFT_OUT = "Left out: 4 passes you are blind to"
"""Of Felix, Noor, Imke, who moderates, and Olaf."""
SHORTEST = 60
"""Characters of a paragraph that is long enough to be told by some of them."""


@pytest.fixture(scope="module")
def coded(demo_catalog: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """A catalog in which Mara and Olaf code one interview: an issue, words that only Olaf coded so."""
    path = Path(shutil.copy(demo_catalog, tmp_path_factory.mktemp("blind") / "catalog.db"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KB_DATABASE", str(path))
        leave_figures_blank(patch)
        st.cache_resource.clear()
        engine = db.open_for_writing(path)
        with db.transaction(engine) as session:
            issue_and_words = code_by_two(session)
        engine.dispose()
        yield issue_and_words
    st.cache_resource.clear()


def code_by_two(session: Session) -> tuple[str, str]:
    """Mara codes a paragraph; Olaf codes two, with a code of his own and one of an issue."""
    of = session.exec(select(Document).where(Document.name == INTERVIEW)).one()
    query = select(Paragraph).where(Paragraph.document_id == of.id).order_by(col(Paragraph.position))
    long = [each for each in session.exec(query) if len(each.text) > SHORTEST]
    carries = (
        select(Issue.key, Code.name)
        .join(IssueCode, col(IssueCode.issue_id) == Issue.id)
        .join(Code, col(Code.id) == IssueCode.code_id)
        .order_by(col(Issue.position))
    )
    issue, code = session.exec(carries).all()[0]

    def put(coder: str, name: str, paragraph: Paragraph) -> int:
        span = {"start": paragraph.start, "end": paragraph.end}
        return add_coding(session, document=of, coder=coder, code=name, **span).id

    put(MARA, "Drift", long[1])
    put(OLAF, code, long[-1])
    note_on_coding(session, put(OLAF, CODE, long[-2]), MEMO, who=OLAF)
    theirs = session.exec(select(CodingPass).order_by(col(CodingPass.id).desc())).first()
    theirs_code = session.exec(select(Code).where(Code.name == CODE)).one()
    assert theirs is not None
    session.add(Memo(document_id=of.id, text=f"{MEMO}, again", author=OLAF))
    owned = {"document_id": of.id, "pass_id": theirs.id, "code_id": theirs_code.id}
    session.add(UnplacedCoding(words=LOST, reason="the words are gone", **owned))
    return issue, max(re.findall(r"[a-z ,]+", long[-1].text), key=len)


def drawn(address: str) -> AppTest:
    return page_at(address, kb_coder=MARA, kb_lost=True)


def all_of(app: AppTest) -> str:
    """Return everything that a page sends to the browser."""
    return "\n".join(str(each.proto) for each in app._tree if hasattr(each, "proto"))


def addresses(issue: str, words: str) -> list[str]:
    """Every page, and what somebody would open who looks for the other coder's work."""
    of = quote(INTERVIEW)
    return [
        *(each.path for each in page_registry.PAGES),
        *(f"{page}?id={issue}&pass=all" for page in ("issue",)),
        *(f"{page}?document={of}&passes=all" for page in ("read", "code")),
        f"read?document={of}&coder={OLAF}",
        f"search?q={quote(words)}",
        f"search?q={quote(words)}&as=question",
        f"compare?document={of}",
        "compare?view=agreement",
        f"history?document={of}",
        *(f"figures?figure={key}&pass=all&least=1" for key in registry.KINDS),
        f"figures?figure=density&interview={of}&pass=all",
    ]


def secrets_in(address: str, patch: pytest.MonkeyPatch, secrets: tuple[str, ...]) -> set[str]:
    """Return what a page and its files tell of some words; the report, which takes long, is made once."""
    files = offered_files(patch)
    app = drawn(address)
    page = all_of(app)
    assert LEFT_OUT in page, (address, re.findall("Left out.*", page))
    makes = {"CSV", "Markdown"} if address == "figures" or "figures" not in address else {"CSV"}
    said = [page, *(files[title]().decode() for title in sorted(makes & files.keys()))]
    return {secret for secret in secrets if any(secret in each for each in said)}


def test_who_codes_blind_finds_nothing_of_the_other_coder_on_any_page_or_in_any_file(
    coded: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    issue, words = coded
    found = {}
    for address in addresses(issue, words):
        # The transcript itself is there to be read and searched, whoever coded what in it.
        is_transcript = address.startswith(("read", "code?", "code", "search")) and address != "codebook"
        secrets = (CODE, MEMO, LOST) if is_transcript else (CODE, MEMO, LOST, words)
        if told := secrets_in(address, monkeypatch, secrets):
            found[address] = told
    assert not found


@pytest.mark.usefixtures("coded")
def test_a_code_that_is_only_used_where_one_is_blind_is_not_known_by_its_name() -> None:
    assert "did you mean 'Drift'" in text(drawn(f"search?q=code:{CODE}"))


def test_once_they_ask_everything_is_there(coded: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    issue, words = coded
    files = offered_files(monkeypatch)
    app = drawn("codebook")
    app.button(key="kb-left-out-show").click().run()
    assert not app.exception
    assert CODE in all_of(app)
    assert LEFT_OUT not in all_of(app)
    assert CODE in files["CSV"]().decode()
    assert CODE in all_of(drawn("history"))
    assert words in all_of(drawn(f"issue?id={issue}&pass=all"))
    shown = all_of(drawn(f"read?document={quote(INTERVIEW)}&passes=all"))
    assert CODE in shown
    assert LOST in shown
    assert "looked at the codings of others" in text(drawn("history"))
