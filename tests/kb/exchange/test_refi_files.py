"""Projects and codebooks of REFI-QDA: read whole, written again as they were."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree
from refi_projects import (
    ANN,
    BEN,
    USERS,
    code,
    elements,
    faults,
    files_of,
    guid,
    packed,
    project,
    sample,
    samples,
    selection,
    small,
    source,
    xml_of,
)

from kb.db import engine as db
from kb.exchange.forms import read, read_bytes, write
from kb.exchange.lint import lint
from kb.queries.exchange.project import project_of
from kb.store.exchange.files import import_file
from kb.store.exchange.project import Imported

TEXT = "Ann: I trust it.\r\nBen: Ünd 😀 I do not.\r\rlast"


def quotes(data: bytes) -> list[str]:
    """The words of every selection of a project."""
    return [
        (each.text or "")[s.start : s.end] for each in read_bytes(data, "p").sources for s in each.selections
    ]


@pytest.mark.parametrize("path", [*samples("qdpx"), *samples("qdc")], ids=lambda path: path.stem)
def test_what_a_program_exported_is_written_again_as_it_was(path: Path) -> None:
    read_project = read(path)
    written = write(read_project, read_project.form)
    lost = elements(path.read_bytes()) - elements(written)
    assert {each[0] for each in lost} <= {"Sets"}  # Taguette's is empty, which the schema forbids
    assert not elements(written) - elements(path.read_bytes())
    assert not faults(written)
    assert write(read_bytes(written, path.name), read_project.form) == written


@pytest.mark.parametrize("path", samples("qdpx"), ids=lambda path: path.stem)
def test_the_files_of_a_project_keep_their_bytes(path: Path) -> None:
    before, after = files_of(path.read_bytes()), files_of(write(read(path), "qdpx"))
    assert {name: after[name] for name in before} == before


def test_counts_of_what_was_read_add_up() -> None:
    found = read(sample("qualcoder-4.0beta-clean.qdpx"))
    assert found.read["PlainTextSelection"] == 10
    assert found.read["Coding"] == 8
    assert not found.dropped


def test_a_text_keeps_its_bytes_whatever_its_line_ends() -> None:
    data = small(TEXT, selection(20, 5, 16, 1))
    (text,) = read_bytes(data, "p").sources
    assert text.text == "Ann: I trust it.\nBen: Ünd 😀 I do not.\n\nlast"
    assert files_of(write(read_bytes(data, "p"), "qdpx")) == files_of(data)


def test_every_profile_gives_the_same_quotes_back() -> None:
    at = TEXT.replace("\r\n", "\n").replace("\r", "\n").index("😀")
    data = small(
        TEXT, selection(20, 5, 16, 1, name="I trust it."), selection(21, at, at + 11, 2, name="😀 I do not.")
    )
    assert quotes(data) == ["I trust it.", "😀 I do not."]
    for profile in ("original", "generic", "nvivo-windows", "maxqda", "atlasti"):
        written = write(read_bytes(data, "p"), "qdpx", profile=profile)
        assert quotes(written) == quotes(data), profile
        assert not faults(written), profile
        if profile in {"original", "generic"}:  # two quotes do not say how the others count
            assert not lint(written, "p.qdpx"), profile


def test_to_nvivo_and_back_is_the_same_project() -> None:
    data = small(
        "One 😀 two\nthree four\n", selection(20, 6, 9, 1, name="two"), selection(21, 10, 15, 2, name="three")
    )
    generic = write(read_bytes(data, "p"), "qdpx", profile="generic")
    nvivo = write(read_bytes(generic, "p"), "qdpx", profile="nvivo-windows")
    assert nvivo != generic
    assert write(read_bytes(nvivo, "p"), "qdpx", profile="generic") == generic


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("project.qde", "sources/{}.txt"),
        ("My study.qde", "Sources/{}.TXT"),
        ("PROJECT.QDE", "{}.txt"),
    ],
)
def test_files_are_found_in_any_case_and_folder(name: str, file: str) -> None:
    xml = project(f"<Sources>{source(10, 'A', path=f'internal://{guid(10)}.txt')}</Sources>")
    found = read_bytes(packed(xml, {file.format(guid(10)): b"words"}, name), "p")
    assert found.sources[0].text == "words"


def test_guids_in_braces_and_capitals_are_written_as_they_came() -> None:
    braced = "{" + guid(1).upper() + "}"
    xml = project(f'<CodeBook><Codes><Code guid="{braced}" name="a" isCodable="true"/></Codes></CodeBook>')
    assert read_bytes(packed(xml), "p").codes[0].guid == braced


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("#abc", "#aabbcc"),
        ("#A1B2C3", "#A1B2C3"),
        ("rgb(255, 0, 16)", "#ff0010"),
        ("#a1b2c3ff", "#a1b2c3"),
        ("red", None),
    ],
)
def test_colours_are_what_the_schema_wants(written: str, kept: str | None) -> None:
    book = code(1, "a", more=f'isCodable="true" color="{written}"')
    found = read_bytes(packed(project(f"<CodeBook><Codes>{book}</Codes></CodeBook>")), "p")
    assert found.codes[0].colour == kept
    assert bool(found.problems) == (kept is None)
    assert not faults(write(found, "qdpx"))


def test_a_deep_tree_keeps_its_order_and_names() -> None:
    tree = code(1, "a", code(2, "b", code(3, "c", code(4, "d") + code(5, "a")) + code(6, "e"))) + code(7, "a")
    data = packed(project(f"<CodeBook><Codes>{tree}</Codes></CodeBook>"))
    found = read_bytes(data, "p")
    assert [(each.name, each.parent) for each in found.codes] == [
        ("a", None), ("b", guid(1)), ("c", guid(2)), ("d", guid(3)), ("a", guid(3)), ("e", guid(2)),
        ("a", None),
    ]  # fmt: skip
    assert read_bytes(write(found, "qdpx"), "p").codes == found.codes


def test_folders_of_a_person_are_not_written() -> None:
    paths = 'path="internal://x.png" currentPath="absolute:///home/ann/x.png"'
    paths = 'path="internal://x.png" currentPath="absolute:///home/ann/x.png"'
    picture = f'<PictureSource guid="{guid(1)}" name="x" {paths}/>'
    xml = project(f"{USERS}<Sources>{picture}</Sources>", attributes='name="P" basePath="/home/ann"')
    assert b"/home/ann" not in write(read_bytes(packed(xml), "p"), "qdpx")


@pytest.mark.parametrize(
    "namespace", ["urn:QDA-XML:codebook:1.0", "urn:QDA-XML:codebook:1:0", "urn:QDA-XML:codebook:0:4"]
)
def test_a_codebook_of_any_version_is_read(namespace: str) -> None:
    codes = f"<Codes>{code(1, 'trust')}</Codes>"
    xml = f'\ufeff<?xml version="1.0"?><CodeBook xmlns="{namespace}">{codes}</CodeBook>'
    found = read_bytes(xml.encode(), "p.qdc")
    assert [each.name for each in found.codes] == ["trust"]
    assert not faults(write(found, "qdc"))


def test_sets_of_a_codebook_name_their_codes() -> None:
    found = read(sample("atlasti-windows-23.4-codebook.qdc"))
    assert found.sets[0].codes == (found.codes[0].guid,)


CARRIED = ("Graph", "Link", "PictureSource", "AudioSource", "VideoSource", "PDFSource")


def subtrees(data: bytes) -> dict[str, bytes]:
    """What we cannot represent, in canonical form without the folders of somebody's machine, by GUID."""
    root = etree.fromstring(xml_of(data))
    found = {}
    for each in root.iter():
        if isinstance(each.tag, str) and etree.QName(each).localname in CARRIED:
            for one in each.iter():
                for name in ("currentPath", "basePath"):
                    one.attrib.pop(name, None)
            found[each.get("guid", "")] = etree.tostring(
                each, method="c14n", exclusive=True, with_comments=False, with_tail=False
            )
    return found


def through_a_catalog(data: bytes, folder: Path) -> tuple[bytes, Imported]:
    """Import a project into a new catalog, and write it again."""
    folder.mkdir(exist_ok=True)
    (folder / "in.qdpx").write_bytes(data)
    _, done = import_file(folder / "in.qdpx", database=folder / "catalog.db", who="Zoe")
    engine = db.open_for_reading(folder / "catalog.db")
    with db.reading(engine) as session:
        written = write(project_of(session, name="Study", origin="kb"), "qdpx")
    engine.dispose()
    return written, done


@pytest.mark.parametrize("path", samples("qdpx"), ids=lambda path: path.stem)
def test_what_is_carried_through_a_catalog_is_the_same_to_the_byte_and_counts_add_up(
    path: Path, tmp_path: Path
) -> None:
    data = path.read_bytes()
    written, done = through_a_catalog(data, tmp_path)
    assert subtrees(written) == subtrees(data)
    assert all(row.read == row.stored + row.carried + row.dropped for row in done.loss.rows)
    assert not lint(written, "again.qdpx") or lint(data, path.name)


def test_who_when_and_memos_on_everything_come_back(tmp_path: Path) -> None:
    """Moments keep their zones; a memo can be on a code, a span, a coding, a source and the project."""
    text = "e\u0301te\u0301 שלום tail"
    moments = (
        f'creatingUser="{ANN}" '
        'creationDateTime="2024-05-01T10:00:00+02:00" modifiedDateTime="2024-06-02T23:59:59.5-03:30" '
        f'modifyingUser="{BEN}"'
    )
    note = '<NoteRef targetGUID="{}"/>'
    spans = (
        f'<PlainTextSelection guid="{guid(20)}" startPosition="0" endPosition="2" {moments}>'
        f'<Coding guid="{guid(30)}" creatingUser="{ANN}" creationDateTime="2024-05-01T10:00:00Z">'
        f'<CodeRef targetGUID="{guid(1)}"/>{note.format(guid(51))}</Coding>{note.format(guid(52))}'
        f"</PlainTextSelection>{selection(21, 6, 10, 1)}{selection(22, 4, 4, 1)}"
    )
    book = (
        f'<Code guid="{guid(1)}" name="trust" isCodable="true" color="#abc"><Description>what &lt;it&gt; is'
        f"</Description>{note.format(guid(50))}</Code>"
    )
    notes = "".join(
        f'<Note guid="{guid(n)}" creatingUser="{who}" creationDateTime="2024-05-01T10:00:00+02:00">'
        f"<PlainTextContent>&amp; &lt;{n}&gt; ]]&gt; \"'\n\nend</PlainTextContent></Note>"
        for n, who in ((50, ANN), (51, BEN), (52, ANN), (53, BEN), (54, ANN))
    )
    name = "long/" + "n" * 300
    one = source(10, name, spans + note.format(guid(53)))
    xml = project(
        f"{USERS}<CodeBook><Codes>{book}</Codes></CodeBook><Sources>{one}</Sources><Notes>{notes}</Notes>"
        f"{note.format(guid(54))}"
    )
    data = packed(xml, {f"sources/{guid(10)}.txt": text.encode()})
    written, done = through_a_catalog(data, tmp_path / "one")
    assert not sum(row.dropped for row in done.loss.rows)
    assert files_of(written) == files_of(data)
    before, after = read_bytes(data, "p"), read_bytes(written, "p")
    assert after.sources == before.sources
    assert after.codes == before.codes
    assert after.codes[0].colour == "#aabbcc"
    assert after.notes == before.notes
    assert after.users == before.users
    assert after.note_refs == (guid(54),)
    (first, *_) = after.sources[0].selections
    assert (first.modified, first.modifier) == ("2024-06-02T23:59:59.5-03:30", BEN)
    assert quotes(written) == ["e\u0301", "שלום", ""]
    assert through_a_catalog(written, tmp_path / "two")[0] == written
