"""Taguette's projects: bytes over text nodes become words, held against the snippet."""

from __future__ import annotations

import json
from pathlib import Path

import command_line
import pytest
from foreign_databases import DAY, taguette

from kb.exchange.errors import SeveralProjectsError
from kb.exchange.forms import read_bytes
from kb.exchange.forms.parts.html_text import HtmlText, plain
from kb.exchange.forms.taguette import project

HTML = (
    "<h1>Interview</h1>\n<p>Ann: It was “<b>fine</b>” 😀 &amp; good.</p><p>Ben: The café\nwas<br>open.</p>"
    "<ul><li>one</li><li>two</li></ul>"
)
TEXT = "Interview\nAnn: It was “fine” 😀 & good.\nBen: The café was\nopen.\none\ntwo"


def mark(words: str, snippet: str | None = None, *, by: int = 0) -> tuple[int, int, str]:
    """A highlight on the first place of some words in the text nodes."""
    nodes = HtmlText(HTML).nodes
    start = len(nodes[: nodes.index(words)].encode()) + by
    return start, start + len(words.encode()), snippet or f"<p>{words.replace('&', '&amp;')}</p>"


def test_html_is_read_as_lines_of_text() -> None:
    assert HtmlText(HTML).text == TEXT


@pytest.mark.parametrize("words", ["fine” 😀 & good.", "😀", "Interview", "café\nwas", "two", "good.Ben:"])
def test_bytes_over_text_nodes_become_the_words_of_the_snippet(words: str) -> None:
    found = read_bytes(taguette(HTML, [mark(words)]), "x.sqlite3")
    (selection,) = found.sources[0].selections
    assert "".join(TEXT[selection.start : selection.end].split()) == "".join(words.split())
    assert selection.doubt is None
    assert not found.problems


def test_each_snippet_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    monkeypatch.setattr(project, "plain", lambda html: read.append(html) or plain(html))
    read_bytes(taguette(HTML, [mark("fine"), mark("two")]), "x.sqlite3")
    assert read == ["<p>fine</p>", "<p>two</p>"]


def test_a_highlight_that_contradicts_its_snippet_goes_where_the_snippet_stands_or_nowhere() -> None:
    marks = [mark("The café", by=-3), mark("fine", "<p>o</p>"), mark("fine", "<p>gone words</p>")]
    found = read_bytes(taguette(HTML, marks), "x.sqlite3")
    placed = {each.name: (each.start, each.doubt or "") for each in found.sources[0].selections}
    assert placed["The café"][0] == TEXT.index("The café")
    assert "moved" in placed["The café"][1]
    assert (placed["o"][0], placed["gone words"][0]) == (-1, -1)
    assert "places" in placed["o"][1]


def test_of_several_projects_one_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = taguette(HTML, [mark("fine")], names=("Study", "Pilot", "Pilot"))
    with pytest.raises(SeveralProjectsError) as asked:
        read_bytes(data, "x.sqlite3")
    assert asked.value.names == ("Study", "Pilot (2)", "Pilot (3)")
    pilot = read_bytes(data, "x.sqlite3", "Pilot (3)")
    assert [len(each.selections) for each in pilot.sources] == [0]
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.sqlite3").write_bytes(data)
    answer = command_line.run("import", "x.sqlite3")
    assert (answer.code, "--project" in answer.err) == (2, True)
    assert command_line.run("import", "x.sqlite3", "--project", "Other").code == 2
    assert command_line.run("import", "x.sqlite3", "--project", "Study").code == 0
    (row,) = command_line.run("export", "codings", "--format", "jsonl").out.splitlines()
    assert (json.loads(row)["quote"], json.loads(row)["coder"]) == ("fine", "ann")


def test_who_highlighted_is_in_the_commands() -> None:
    def added(number: int, who: str, *tags: int) -> tuple[object, ...]:
        said = {"type": "highlight_add", "highlight_id": 1, "tags": list(tags)}
        return (number, DAY, who, 1, 1, json.dumps(said))

    data = taguette(
        HTML,
        [mark("fine")],
        tags=[(1, 1, "Trust", ""), (2, 1, "Trust.Deep", ""), (3, 1, "e.g. this", "")],
        highlight_tags=[(1, 1), (1, 2), (1, 3)],
        project_members=[(1, "ann", "ADMIN"), (1, "ben", "TAG")],
        commands=[added(1, "ben", 1), added(2, "ann", 1, 2), (3, DAY, "ann", 1, 1, "[")],
    )
    found = read_bytes(data, "x.sqlite3")
    people = {each.guid: each.name for each in found.users}
    codes = {each.guid: each for each in found.codes}
    (selection,) = found.sources[0].selections
    by = {codes[each.code].name: people.get(each.creator or "") for each in selection.codings}
    assert by == {"Trust": "ben", "Trust.Deep": "ann", "e.g. this": None}
    parents = {each.name: each.parent and codes[each.parent].name for each in found.codes}
    assert parents == {"Trust": None, "Trust.Deep": "Trust", "e.g. this": None}
