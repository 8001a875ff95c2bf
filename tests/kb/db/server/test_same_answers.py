"""Whatever is asked of a catalog on a server, it answers as the file does: the same, in the same order."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import run
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from kb.db import engine as db
from kb.db.tables import Document, Paragraph
from kb.errors import KbError
from kb.queries.search.paragraphs import search_paragraphs
from kb.store.recovery.move import move

QUESTIONS = """
status
check
history --limit 0
issues
issue drift
fixes
stages
codes
codes --unused
quotes --limit 0
quotes --issue drift --who Felix
search data --limit 0
search '"the model"' --limit 0
search 'data AND model'
search 'data NEAR model'
search 'dat* NOT model' --limit 0
search '"data quality" OR monit* OR café'
search "don't"
search 'code:MM-drift data'
search 'speaker:Nobody data'
ask "what do people do about data that changes under them?"
suggest "Interview 2"
agreement
agreement --unit sentence
moderation
network
network --level code
saturation
frequencies
frequencies --level code
crosstab
export codings
export codebook
export frequencies
issue nothing-of-the-kind
quotes --limit nonsense
""".strip().splitlines()


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_command_answers_alike(demo_catalog: Path, on_server: str, question: str) -> None:
    of_file, of_server = (
        run(*shlex.split(question), "--format", "json", "--database", str(each))
        for each in (demo_catalog, on_server)
    )
    assert of_server.code == of_file.code
    assert of_server.out == of_file.out
    assert of_server.err.replace(on_server, "C") == of_file.err.replace(str(demo_catalog), "C")


def test_a_catalog_goes_to_a_server_and_comes_back_the_same(
    on_server: str, demo_catalog: Path, tmp_path: Path
) -> None:
    move(on_server, str(tmp_path / "back.db"))
    for name, catalog in (("before", demo_catalog), ("after", tmp_path / "back.db")):
        assert run("export", "project", "--out", str(tmp_path / name), "--database", str(catalog)).code == 0
    before, after = (
        {each.relative_to(tmp_path / name): each.read_bytes() for each in (tmp_path / name).rglob("*.*")}
        for name in ("before", "after")
    )
    assert before == after
    assert len(before) > 50


WORDS = [
    "drift",
    "drifts",
    "drifting",
    "data",
    "the",
    "don't",
    "café",
    "cafe",
    "3d",
    "x_y",
    "模型",
    "é́",
    "\u0430",
    "ß",
]
TEXT = st.lists(st.sampled_from([*WORDS, "—", ",", "…", "\u200b", "👩‍👩‍👧"]), max_size=12).map(" ".join)
PHRASE = st.lists(st.sampled_from(WORDS), min_size=1, max_size=2).map(lambda said: f'"{" ".join(said)}"')
QUERY = st.lists(
    st.one_of(st.sampled_from(WORDS), PHRASE, st.sampled_from(["dri*", "d*", "caf*"])), min_size=1, max_size=3
).flatmap(lambda parts: st.sampled_from([" ", " OR ", " AND ", " NOT "]).map(lambda sign: sign.join(parts)))


@pytest.fixture(scope="module")
def both(new_database: Callable[[], str], tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """Two empty catalogs, one in a file and one on the server."""
    return str(tmp_path_factory.mktemp("both") / "catalog.db"), new_database()


@settings(max_examples=30)
@given(texts=st.lists(TEXT | st.text(max_size=20), min_size=1, max_size=6), query=QUERY)
def test_whatever_is_written_and_looked_for_is_found_and_ranked_alike(
    both: tuple[str, str], texts: list[str], query: str
) -> None:
    found = []
    for catalog in both:
        engine = db.open_for_writing(catalog)
        with Session(engine) as session:
            _write(session, texts)
            found.append(_found(session, query))
            session.rollback()
        engine.dispose()
    assert found[0] == found[1]


def _write(session: Session, texts: list[str]) -> None:
    document = Document(
        name="D", sort_key="D", kind="interview", length=0, sha256="", displayed_from="", display_reason=""
    )
    session.add(document)
    session.flush()
    for position, text in enumerate(texts):
        plain = text.replace("\x00", " ").encode("utf-8", "replace").decode()
        session.add(Paragraph(document_id=document.id or 0, position=position, start=0, end=0, text=plain))
        session.flush()


def _found(session: Session, query: str) -> object:
    try:
        page = search_paragraphs(session, query, limit=None)
    except KbError as error:
        return str(error)
    return [(each.paragraph, each.found) for each in page.passages], page.total
