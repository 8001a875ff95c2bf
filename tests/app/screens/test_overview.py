"""Overview: what is there, where it hurts, what waits, and a way in when there is nothing yet."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from html import unescape
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from app import data
from app.screens.overview import progress, recent_actions
from app.server import head_start
from app.ui import templates
from kb.db import engine as db
from kb.queries.history import Action, Entry, Line
from kb.queries.progress.pass_progress import PassProgress

ROOT = Path(__file__).parents[3]
Open = Callable[..., AppTest]


@pytest.fixture
def path(demo_catalog: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "catalog.db"
    shutil.copy(demo_catalog, path)
    monkeypatch.setenv("KB_DATABASE", str(path))
    return path


@pytest.fixture
def overview() -> Iterator[Open]:
    """The page with an address, in whatever catalog KB_DATABASE names by then."""

    def run(coder: str | None = None, **params: str) -> AppTest:
        test = AppTest.from_file(str(ROOT / "app" / "main.py"), default_timeout=120)
        for key, value in params.items():
            test.query_params[key] = value
        if coder:
            test.session_state["kb_coder"] = coder
        test.run()
        assert not test.exception, test.exception
        return test

    yield run
    data.engine.clear()


def html(test: AppTest) -> str:
    return "".join(json.loads(each.proto.json)["html"] for each in test.get("bidi_component"))


_TRACE = (
    "INSERT INTO change (batch, at, who, what, noun, undone) VALUES ('b', '2026-01-01', 'Ann', 'x', 'y', 0)"
)
"""What every change leaves behind, and by which pages know that there was one."""


def change(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        for statement in (*statements, _TRACE):
            connection.execute(statement)
        connection.commit()


def row(document: str, role: str = "coder", codings: int = 3, reached: int = 9) -> PassProgress:
    return PassProgress(document, "Ann", role, codings, 0, reached, 10)


def test_the_first_line_says_what_the_catalog_holds(overview: Open, path: Path) -> None:
    assert path.exists()
    shown = re.sub(r"</?a[^>]*>", "", html(overview()))
    assert re.search(r"13 interviews, \d+ issues and \d+ fixes; [^<]+ codings by 3 coders", shown)
    assert "Coding status" in shown
    assert "Recent work" in shown


def test_what_is_zero_is_no_row(overview: Open, path: Path) -> None:
    shown = html(overview())
    assert "passes are empty" in shown
    assert "unplaced codings" not in shown
    change(
        path,
        "INSERT INTO unplaced_coding (document_id, pass_id, code_id, words, reason, created)"
        " SELECT document_id, pass_id, code_id, 'words', 'gone', created FROM coding LIMIT 1",
    )
    assert "unplaced coding" in html(overview())


def test_two_coders_without_a_moderator_wait_for_a_decision(overview: Open, path: Path) -> None:
    before = html(overview())
    assert "document with differences to decide" in before
    assert "two coders, not moderated yet: Interview 9<" in before
    assert "/documents?status=undecided" in before
    change(
        path,
        "DELETE FROM coding WHERE pass_id IN (SELECT p.id FROM coding_pass p JOIN document d"
        " ON d.id = p.document_id WHERE role = 'moderator' AND d.name = 'Interview 3')",
    )
    shown = html(overview(count="codings"))
    assert "documents with differences to decide" in shown
    assert "two coders, not moderated yet: Interview 3, Interview 9<" in shown


def test_nothing_waits_where_nothing_is_missing(overview: Open, path: Path) -> None:
    change(
        path,
        "DELETE FROM coding_pass WHERE id NOT IN (SELECT pass_id FROM coding)",
        "UPDATE code SET kind = 'topic' WHERE kind IS NULL",
        "UPDATE coding_pass SET role = 'moderator' WHERE coder_id IN"
        " (SELECT id FROM coder WHERE name = 'Noor')",
    )
    assert "Nothing to do." in html(overview())


@pytest.mark.parametrize(
    ("params", "told"),
    [
        pytest.param({"count": "codings"}, "Codings of the issues", id="codings"),
        pytest.param({"count": "coders"}, "Coders who coded", id="coders"),
        pytest.param({"count": "nonsense"}, "Interviews in which", id="an unknown count"),
        pytest.param({"pass": "all"}, "pass=all", id="every pass"),
    ],
)
@pytest.mark.usefixtures("path")
def test_what_is_counted_is_in_the_address(overview: Open, params: dict[str, str], told: str) -> None:
    assert told in html(overview(**params))


@pytest.mark.parametrize("params", [{}, {"pass": "all"}], ids=["moderated", "all"])
@pytest.mark.usefixtures("path")
def test_the_number_of_all_issues_leads_to_those_of_the_same_passes(
    overview: Open, params: dict[str, str]
) -> None:
    [address] = re.findall(r'<a href="(/issues[^"]*)"[^>]*>All \d+ issues', html(overview(**params)))
    assert dict(parse_qsl(urlsplit(unescape(address)).query)) == params


@pytest.mark.usefixtures("path")
def test_a_coder_goes_on_where_they_left_off(overview: Open, path: Path) -> None:
    change(
        path,
        "UPDATE coding SET origin = 'manual' WHERE id = (SELECT max(c.id) FROM coding c JOIN coding_pass p"
        " ON p.id = c.pass_id JOIN coder r ON r.id = p.coder_id WHERE r.name = 'Noor')",
    )
    shown = html(overview(coder="Noor"))
    assert "Continue coding" in shown
    assert "?</bdi>”" in shown or "…</bdi>”" in shown, "the question that is being answered"
    assert "has not coded in this catalog yet" in html(overview(coder="Imke"))


def test_an_empty_catalog_says_how_to_begin_and_builds_the_demo(
    overview: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "empty.db"
    monkeypatch.setenv("KB_DATABASE", str(path))
    test = overview()
    assert "Begin a study" in html(test)
    assert test.get("file_uploader")
    test.button(key="overview-demo").click().run()
    assert not test.exception, test.exception
    assert "13 interviews," in html(test)
    with db.reading(db.open_for_reading(path)) as session:
        assert len(data._coders(session)) >= 3


@pytest.mark.parametrize(
    ("pass_", "state", "told"),
    [
        (row("a"), "done", "coded: 3 codings, last one in ¶ 9 of 10"),
        (row("a", reached=6), "started", "started: 3 codings, last one in ¶ 6 of 10"),
        (row("a", reached=7), "done", "coded: 3 codings, last one in ¶ 7 of 10"),
        (row("a", codings=1, reached=1), "started", "started: 1 coding, last one in ¶ 1 of 10"),
        (row("a", codings=0, reached=0), "empty", "empty pass, counted as missing data"),
        (PassProgress("a", "Ann", "coder", 0, 2, 0, 10), "started", "started: 0 codings"),
    ],
)
def test_a_pass_is_done_when_its_codings_reach_the_last_third(
    pass_: PassProgress, state: str, told: str
) -> None:
    (strip,) = progress.strips([pass_])
    assert (strip.squares[0].state, strip.squares[0].description) == (state, told)


def action(what: str, *documents: str, who: str = "Ann", undone: bool = False) -> Action:
    return Action(
        f"{what}{documents}{who}", datetime(2026, 1, 1, tzinfo=UTC), who, what, 1, documents, undone
    )


@pytest.mark.parametrize(
    ("actions", "told"),
    [
        pytest.param(
            [action("code 'I 1' with 'a'", "I 1"), action("code 'I 1' with 'b'", "I 1")],
            [("coded 2 passages in", "I 1")],
            id="two codings in one document",
        ),
        pytest.param(
            [action("code 'I 1' with 'a'", "I 1"), action("code 'I 2' with 'a'", "I 2")],
            [("coded 1 passage in", "I 1"), ("coded 1 passage in", "I 2")],
            id="two documents",
        ),
        pytest.param(
            [action("code 'I 1' with 'a'", "I 1"), action("code 'I 1' with 'a'", "I 1", undone=True)],
            [("coded 1 passage in", "I 1"), ("coded 1 passage in", "I 1")],
            id="one of them undone",
        ),
        pytest.param([action("ingest 'I 1'", "I 1")], [("imported", "I 1")], id="a file"),
        pytest.param(
            [action("ingest 'I 1'", "I 1"), action("ingest 'I 2'", "I 2")],
            [("imported 2 documents", None)],
            id="a folder",
        ),
        pytest.param([action("moderate 'I 1'", "I 1")] * 2, [("moderated", "I 1")], id="decisions"),
        pytest.param([action("create code 'a'")], [(": create code 'a'", None)], id="anything else"),
    ],
)
def test_the_same_done_several_times_is_told_as_one(
    actions: list[Action], told: list[tuple[str, str | None]]
) -> None:
    assert [(row.what, row.document) for row in recent_actions.recent_actions(actions, 4)] == told


@pytest.mark.usefixtures("path")
def test_the_first_page_waits_for_nothing_that_only_other_pages_need() -> None:
    code = (
        "import sys\n"
        "from streamlit.testing.v1 import AppTest\n"
        f"test = AppTest.from_file({str(ROOT / 'app' / 'main.py')!r}, default_timeout=120).run()\n"
        "assert not test.exception and len(test.get('bidi_component')) > 3\n"
        "print('\\n' + ' '.join(name.partition('.')[0] for name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    loaded = set(done.stdout.splitlines()[-1].split())
    assert (
        loaded & {"ingest", "networkx", "numpy", "pandas", "ruamel", "scipy", "spacy", "xlsxwriter"} == set()
    )


def test_what_the_server_loads_ahead_is_there() -> None:
    assert [name for name in (*head_start._NEEDED, *head_start._LATER) if find_spec(name) is None] == []


def test_every_template_is_compiled_ahead() -> None:
    files = {file.name for file in (ROOT / "app").rglob("templates/**/*.html")}
    assert {Path(name).name for name in templates.compile_all()} == files


@pytest.mark.parametrize(
    ("line", "told"),
    [
        pytest.param("added the code a.", ("added the code a, in", "I 1"), id="leads to its document"),
        pytest.param("corrected I 1", ("corrected I 1", None), id="names its document"),
        pytest.param("word " * 40, ("word " * 21 + "word …, in", "I 1"), id="long"),
    ],
)
def test_what_stands_alone_is_told_in_the_words_of_the_history(
    line: str, told: tuple[str, str | None]
) -> None:
    done = action("create code 'a'", "I 1")
    entry = Entry(done.batch, 1, done.at, "Ann", line, (Line(text=line),), ("I 1",), 1, undone=False)
    [row] = recent_actions.recent_actions([done], 4, lambda _: entry)
    assert (row.what, row.document) == told
