"""No name leaves a catalog: one of its own in every place, and all that is written is searched for them."""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Iterator
from html import unescape
from io import BytesIO
from pathlib import Path

import named_catalog
import pytest
from command_line import run
from sqlalchemy import select

from kb.db import engine as db
from kb.store.pseudonyms.cells import tables
from kb.store.pseudonyms.pseudonymise import Pseudonymised, pseudonymise

TABLES = ("codings", "quotes", "paragraphs", "codebook", "frequencies", "issues", "fixes")
FORMS = {
    "project": "zip",
    "qdpx": "qdpx",
    "qdc": "qdc",
    "label-studio": "json",
    "doccano": "jsonl",
    "spacy": "jsonl",
    "web-annotation": "json",
    "docx": "docx",
    "html": "html",
    "obsidian": "zip",
}
SITES = (
    ("publish", "site", "--released", "all", "--context", "2"),
    ("deposit", "codebook"),
    ("deposit", "transcripts", "--profile", "transcripts", "--released", "all"),
)
ELSEWHERE = {
    "stage.key",
    "aspect.key",
    "issue.key",
    "fix.key",
    "exchange_file.path",
    "change.link",
    "change.rewritten",
    "change.salt",
}
"""Columns in which no name stands: keys are small letters, files are in the key, links are hashes."""
OF_CODEBOOK = re.compile(
    "(?i)quorz(?:words?|stage|aspect|def|other|cue|code$|alias|title|statement|ref|fix|described|importedcode|new$"
    "|recoded|removed|created|renamed|description|pendingcue|study|remark)"
)
UNKNOWN = {"answer", "asked", "capitals", "imported", "last", "right", "said", "second", "small"}
"""Names in what people said that nothing else in the catalog tells of."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return named_catalog.make(tmp_path_factory.mktemp("named") / "study").parent


@pytest.fixture
def catalog(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made, tmp_path / "study")
    return tmp_path / "study" / "catalog.db"


def replaced(catalog: Path, names: dict[str, str]) -> Pseudonymised:
    engine = db.open_for_writing(catalog)
    try:
        return pseudonymise(engine, names, catalog.parents[1] / "key.json", who="Bea")
    finally:
        engine.dispose()


def parts(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    """A file, and what is packed in it."""
    yield name, data
    if data.startswith(b"PK"):
        with zipfile.ZipFile(BytesIO(data)) as archive:
            for each in archive.namelist():
                yield from parts(f"{name}/{each}", archive.read(each))


def left(folder: Path) -> set[str]:
    """Which names are in files of a folder or in what they are called, in any case; without their "quorz"."""
    found: set[str] = set()
    for path in folder.rglob("*"):
        for name, data in (
            parts(path.relative_to(folder).as_posix(), path.read_bytes()) if path.is_file() else ()
        ):
            text = f"{name} {unescape(data.decode('utf-8', 'replace'))}"
            found |= {each.lower() for each in re.findall("(?i)quorz([a-z]+)", text)}
    return found


def write(catalog: Path, folder: Path, *commands: tuple[str, ...]) -> set[str]:
    """Run commands on the catalog, each with its file or folder, and return the names that are left."""
    for command in commands:
        answer = run(*command, "--database", str(catalog))
        assert answer.code == 0, (command, answer.err)
        if command[0] == "history":
            (folder / "history").write_text(answer.out, encoding="utf-8")
    return left(folder)


def sites(folder: Path, *options: str) -> list[tuple[str, ...]]:
    return [(what, str(folder / name), "--resamples", "0", *more, *options) for what, name, *more in SITES]


def test_every_column_that_can_hold_a_word_has_a_name_in_it(made: Path) -> None:
    engine = db.open_for_reading(made / "catalog.db")
    with db.reading(engine) as session:
        without = {
            f"{table.name}.{column.name}"
            for table, columns in tables()
            for column in columns
            if not any("quorz" in str(row).lower() for row in session.connection().execute(select(column)))
        }
    engine.dispose()
    assert without == ELSEWHERE


def test_nothing_that_is_written_of_a_pseudonymised_catalog_has_a_name(catalog: Path, tmp_path: Path) -> None:
    before, after = tmp_path / "before", tmp_path / "after"
    before.mkdir()
    after.mkdir()
    project = ("export", "project", "--out", str(before / "project"))
    assert {f"quorz{each}" for each in write(catalog, before, project)} == {
        name.lower() for name in named_catalog.names()
    }
    assert replaced(catalog, named_catalog.names()).left == ()
    found = write(
        catalog,
        after,
        *(("export", what, "--out", str(after / f"{what}.csv"), "--pseudonymised") for what in TABLES),
        ("export", "codings", "--out", str(after / "codings.xlsx"), "--pseudonymised"),
        *(
            ("export", what, "--out", str(after / f"{what}.{end}"), "--pseudonymised")
            for what, end in FORMS.items()
        ),
        *(
            ("report", "--out", str(after / name), "--resamples", "0", "--pseudonymised")
            for name in ("report.html", "report.md")
        ),
        *sites(after, "--pseudonymised"),
        ("history", "--format", "csv"),
    )
    assert found == set()
    assert len(list(after.iterdir())) == len(TABLES) + len(FORMS) + 1 + 2 + len(SITES) + 1
    raw = b"".join(each.read_bytes() for each in catalog.parent.glob("catalog.db*") if each.is_file())
    assert not re.search(rb"(?i)quorz", raw)


def test_site_and_deposit_have_no_name_that_is_listed_or_known(catalog: Path, tmp_path: Path) -> None:
    of_codebook = {name: to for name, to in named_catalog.names().items() if OF_CODEBOOK.match(name)}
    replaced(catalog, of_codebook)
    (tmp_path / "list.txt").write_text("\n".join(named_catalog.names()), encoding="utf-8")
    listed, known = tmp_path / "listed", tmp_path / "known"
    listed.mkdir()
    known.mkdir()
    assert write(catalog, listed, *sites(listed, "--withhold", str(tmp_path / "list.txt"))) == set()
    assert write(catalog, known, *sites(known)) == UNKNOWN
    files = [path for path in known.rglob("*") if path.suffix in {".html", ".csv", ".md", ".txt", ".json"}]
    text = " ".join(path.read_text(encoding="utf-8") for path in files)
    assert not re.search(rf"(?<!\w)(?:{'|'.join(named_catalog.CODERS)})(?!\w)", text)


def test_where_a_name_of_the_codebook_is_left_nothing_is_written(catalog: Path, tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text("\n".join(named_catalog.names()), encoding="utf-8")
    for command in sites(tmp_path, "--withhold", str(tmp_path / "list.txt")):
        answer = run(*command, "--database", str(catalog))
        assert (answer.code, "is withheld and occurs in" in answer.err) == (2, True)
    assert {each.name for each in tmp_path.iterdir()} == {"list.txt", "study"}
