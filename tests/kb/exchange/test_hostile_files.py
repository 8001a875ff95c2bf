"""Broken and hostile files: one sentence each, and nothing outside of them is opened."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from refi_projects import USERS, code, guid, packed, project, selection, small, source

from kb.exchange.errors import ExchangeError
from kb.exchange.forms import read, read_bytes

GOOD = project(f"{USERS}<CodeBook><Codes>{code(1, 'a')}</Codes></CodeBook>")
BOMB = '<!DOCTYPE p [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'


def grown() -> bytes:
    """A small file of 50 MB: made when it is wanted, not by each worker that collects the tests."""
    return packed(GOOD, {"sources/x.txt": b"\0" * 50_000_000})


def linked() -> bytes:
    out = io.BytesIO(packed(GOOD))
    with zipfile.ZipFile(out, "a") as archive:
        entry = zipfile.ZipInfo("sources/x.txt")
        entry.external_attr = 0o120777 << 16
        archive.writestr(entry, "/etc/passwd")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        pytest.param(b"", "its format is not known", id="empty"),
        pytest.param(b"PK\x03\x04 nonsense project.qde", "damaged", id="no zip"),
        pytest.param(packed(GOOD)[:-40], "damaged; export it again", id="cut off"),
        pytest.param(packed(GOOD)[:100], "damaged; export it again", id="cut off early"),
        pytest.param(packed(GOOD, {"b.qde": b"x"}), "2 projects", id="two projects"),
        pytest.param(packed(GOOD, name="deep/project.qde"), "no project", id="not at the top"),
        pytest.param(packed(GOOD.replace("<Project", BOMB + "<Project")), "DOCTYPE", id="entities"),
        pytest.param(
            packed("\ufeff".encode() + GOOD.replace("?>", "?>" + BOMB).encode()), "DOCTYPE", id="doctype"
        ),
        pytest.param(packed(GOOD.replace("</Users>", "<b & c></Users>")), "malformed", id="malformed"),
        pytest.param(packed("<Project xmlns='http://example.org'/>"), "no Project", id="another namespace"),
        pytest.param(packed("<Html/>"), "no Project", id="another root"),
        pytest.param(packed(GOOD, {"../../x": b""}), "leaves the archive", id="upwards"),
        pytest.param(packed(GOOD, {"..\\x": b""}), "leaves the archive", id="upwards on Windows"),
        pytest.param(packed(GOOD, {"/etc/x": b""}), "leaves the archive", id="from the root"),
        pytest.param(packed(GOOD, {"C:\\x": b""}), "leaves the archive", id="on a drive"),
        pytest.param(grown, "grows", id="bomb"),
        pytest.param(linked(), "link", id="link"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_in_a_sentence(
    data: bytes | Callable[[], bytes], says: str
) -> None:
    data = data if isinstance(data, bytes) else data()
    with pytest.raises(ExchangeError, match=says) as told:
        read_bytes(data, "study.qdpx")
    assert "\n" not in str(told.value)
    assert "study.qdpx" in str(told.value)


def test_a_file_without_a_name_in_an_archive_is_passed_over() -> None:
    """Python's own zipfile cannot tell whether that is a folder, and stops."""
    data = packed(GOOD, {"nameless": b"x"}).replace(b"nameless", b"\0ameless")
    assert [each.name for each in read_bytes(data, "study.qdpx").codes] == ["a"]


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ExchangeError, match="no such file"):
        read(tmp_path / "study.qdpx")


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("internal://gone.txt", "is not in the file"),
        ("absolute:///etc/passwd", "outside"),
        ("relative:///etc/passwd", "outside"),
        ("internal://../../etc/passwd", "outside"),
        ("internal://C:/x.txt", "outside"),
        ("..\\..\\x.txt", "outside"),
    ],
)
def test_nothing_outside_of_the_file_is_opened(path: str, says: str) -> None:
    inner = source(10, "Interview", selection(20, 0, 3, 1), path=path)
    found = read_bytes(packed(project(f"{USERS}<Sources>{inner}</Sources>")), "p")
    assert found.sources[0].text is None
    assert any(says in str(each) for each in found.problems)


@pytest.mark.parametrize(
    ("start", "end", "says"),
    [(8, 3, "ends before it begins"), (3, 999, "leaves the text"), (-4, 3, "leaves the text")],
)
def test_impossible_positions_are_told(start: int, end: int, says: str) -> None:
    found = read_bytes(small("some words here", selection(20, start, end, 1)), "p")
    (selected,) = found.sources[0].selections
    assert says in (selected.doubt or "")
    assert 0 <= selected.start <= selected.end <= len("some words here")


def test_a_quote_that_contradicts_its_position_is_moved_to_its_words_and_told() -> None:
    text = "alpha beta gamma delta epsilon"
    spans = [(0, 5, "alpha"), (6, 10, "beta"), (11, 16, "gamma"), (18, 23, "epsilon")]
    data = small(text, *(selection(20 + n, a, b, 1, name=name) for n, (a, b, name) in enumerate(spans)))
    found = read_bytes(data, "p").sources[0]
    assert [text[each.start : each.end] for each in found.selections] == [each[2] for each in spans]
    assert "moved there" in (found.selections[-1].doubt or "")


def test_two_things_of_one_guid_are_told() -> None:
    found = read_bytes(
        packed(project(f"<CodeBook><Codes>{code(1, 'a')}{code(1, 'b')}</Codes></CodeBook>")), "p"
    )
    assert any("two have this GUID" in str(each) for each in found.problems)


def test_a_code_and_a_case_may_share_a_guid() -> None:
    book = f"<CodeBook><Codes>{code(1, 'a')}</Codes></CodeBook>"
    found = read_bytes(packed(project(f'{book}<Cases><Case guid="{guid(1)}" name="a"/></Cases>')), "p")
    assert not found.problems


def test_what_no_schema_knows_is_counted_as_dropped() -> None:
    data = small("some words", selection(20, 0, 4, 1, inner="<Weight>3</Weight>"))
    found = read_bytes(data, "p")
    assert found.dropped == {"Weight": 1}
    assert found.read["Weight"] == 1
