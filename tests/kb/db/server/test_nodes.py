"""A copy over several servers answers as the catalog does, and the servers do the work."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import postgresql_server
import pytest
from command_line import run
from sqlalchemy import column, distinct, event, table
from sqlmodel import Session, func, select

from kb.db import engine as db
from kb.db.failures import CatalogError
from kb.queries.documents.transcript import paragraphs
from kb.queries.filtering.filters import Filters
from kb.queries.progress.document_list import document_list
from kb.queries.quotes.quotes import quotes
from kb.queries.search.paragraphs import search_paragraphs
from kb.store.recovery.move import move

MANY = 3
QUESTIONS = """
status
quotes --issue drift --who Felix
search '"the model"' --limit 0
search 'dat* NOT model' --limit 0
search 'code:MM-drift data'
ask "what do people do about data that changes under them?"
agreement
network
saturation
frequencies --level code
history --limit 20
export codings
""".strip().splitlines()
Nodes = list[str]


@pytest.fixture(scope="module")
def servers(server: str) -> Iterator[Nodes]:
    del server  # without one there are no programs
    programs = postgresql_server.programs()
    assert programs
    with postgresql_server.nodes(programs, MANY) as urls:
        yield urls


@pytest.fixture(scope="module")
def spread(new_database: Callable[[], str], servers: Nodes, demo_catalog: Path) -> str:
    """The demo catalog, its large tables over three servers."""
    database = new_database()
    postgresql_server.let_ask_others(database)
    move(str(demo_catalog), database, nodes=[postgresql_server.new_database(each) for each in servers])
    return database


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_copy_over_nodes_answers_as_the_catalog(demo_catalog: Path, spread: str, question: str) -> None:
    of_file, of_nodes = (
        run(*shlex.split(question), "--format", "json", "--database", str(each))
        for each in (demo_catalog, spread)
    )
    assert (of_nodes.code, of_nodes.out) == (of_file.code, of_file.out)


def plans(session: Session, ask: Callable[[], Any]) -> str:
    """How the server answers the statements of a question that ask nodes, and what it asks them."""
    sent: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        sent.append((statement, parameters))

    connection = session.connection()
    event.listen(connection, "before_cursor_execute", note)
    ask()
    event.remove(connection, "before_cursor_execute", note)
    told = [
        "\n".join(row[0] for row in connection.exec_driver_sql(f"EXPLAIN VERBOSE {statement}", parameters))
        for statement, parameters in sent
        if statement.lstrip().startswith(("SELECT", "WITH"))
    ]
    return "\n\n".join(each for each in told if "Remote SQL" in each)


def asked(plan: str, name: str) -> list[str]:
    """What the nodes are asked of a table."""
    return [sql for sql in re.findall(r"Remote SQL: (.*)", plan) if re.search(rf"public\.{name}\b", sql)]


def test_nodes_look_up_words_filter_count_by_document_and_work_at_once(spread: str) -> None:
    engine = db.open_for_reading(spread)
    with db.reading(engine) as session:
        found = plans(session, lambda: search_paragraphs(session, "data model"))
        words = [sql for sql in asked(found, "paragraph_words") if "@@" in sql]
        assert len(words) >= MANY  # the full text is looked up where it is
        assert "Async Foreign Scan" in found  # by all nodes at the same time
        code = asked(plans(session, lambda: quotes(session, Filters(code="MM-drift"))), "coding")
        assert code
        assert all("code_id" in sql.partition(" WHERE ")[2] for sql in code)  # only these codings are sent
        counted = asked(plans(session, lambda: document_list(session)), "paragraph")
        assert sum(" GROUP BY 1" in sql for sql in counted) >= MANY  # counted there
        read = asked(plans(session, lambda: paragraphs(session, "Interview 1")), "paragraph")
        assert len(read) == 1  # one node is asked for a transcript
        assert "document_id = " in read[0]
    engine.dispose()


def test_each_document_is_on_one_node_and_nobody_writes_into_the_copy(
    spread: str,
) -> None:
    engine = db.open_for_reading(spread)
    with db.reading(engine) as session:
        there = select(func.array_agg(distinct(column("document_id"))))
        sizes = [session.exec(there.select_from(table(f"paragraph_{each}"))).one() for each in range(MANY)]
    engine.dispose()
    everything = [one for some in sizes for one in some]
    assert all(sizes)
    assert len(set(everything)) == len(everything)
    for command in ("people invite Ann --role owner", "ingest .", "app --no-browser"):
        refused = run(*shlex.split(command), "--database", spread)
        assert (refused.code, "a copy for reading" in refused.err) == (2, True), command


def test_nodes_that_cannot_be_used_are_told_and_left_empty(
    new_database: Callable[[], str], servers: Nodes, demo_catalog: Path
) -> None:
    database = new_database()
    good = [postgresql_server.new_database(each) for each in servers]
    for nodes, told in (
        (good[:1], "at least two"),
        ([good[0], good[0]], "another database"),
        ([good[0], good[1].replace(":secret", "")], "KB_NODE_PASSWORD"),
        (["x.db", "y.db"], "only a PostgreSQL"),
        (good, "GRANT USAGE ON FOREIGN DATA WRAPPER"),
    ):
        with pytest.raises(CatalogError, match=told):
            move(str(demo_catalog), database, nodes=nodes)
    postgresql_server.let_ask_others(database)
    with pytest.raises(CatalogError, match="lets nobody in"):
        move(str(demo_catalog), database, nodes=[good[0], good[1].replace(":secret", ":wrong")])
    move(str(demo_catalog), database, nodes=good)  # what failed before has left nothing behind
    other = new_database()
    postgresql_server.let_ask_others(other)
    with pytest.raises(CatalogError, match="has a table"):
        move(str(demo_catalog), other, nodes=good)
