"""Export: a form is chosen, what is left out is said, the file is made and downloaded."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from drawn_page import offered_files, page_at, text
from sqlmodel import Session, select
from streamlit.testing.v1 import AppTest

from app import data
from app.screens.exporting import making
from app.screens.exporting.choices import PROFILES
from kb.db.audit import Journal
from kb.db.tables import Document
from kb.exchange.archive.from_catalog import study_of
from kb.exchange.archive.reading import read_archive_bytes
from kb.exchange.forms import forms, read_bytes
from kb.exchange.refi import profiles
from kb.queries import names
from kb.queries.documents.pseudonymised import NOUN, PseudonymStatus
from kb.queries.exchange.tables import TABLES
from kb.store.coding.codings import add_coding

Make = Callable[..., tuple[AppTest, bytes]]


@pytest.fixture
def catalog(demo_catalog: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    path = Path(shutil.copy(demo_catalog, tmp_path / "catalog.db"))
    monkeypatch.setenv("KB_DATABASE", str(path))
    data.engine.clear()
    yield path
    data.engine.clear()


@pytest.fixture
def make(catalog: Path, monkeypatch: pytest.MonkeyPatch) -> Make:
    """Choose something on the page, make it, and return what is downloaded."""
    offered = offered_files(monkeypatch)

    def made(what: str, **options: str) -> tuple[AppTest, bytes]:
        assert catalog.exists()
        app = page_at(f"export?what={what}")
        for key, value in options.items():
            app.radio(key=f"export-{key}").set_value(value)
        app.button(key="export-make").click().run()
        assert not app.exception, app.exception
        return app, next(made for title, made in reversed(offered.items()) if title.startswith("Download"))()

    return made


def test_everything_that_can_be_written_is_offered(catalog: Path) -> None:
    assert catalog.exists()
    what = page_at("export").radio(key="export-what")
    written = [each.title for each in forms() if each.is_written]
    tables = [f"Table: {each.capitalize()}" for each in TABLES]
    assert what.options == [*written, "Archive of the project", *tables]
    assert set(PROFILES) == set(profiles.PROFILES)


def test_a_project_for_another_tool_says_what_is_left_out(make: Make) -> None:
    app, content = make("qdpx", profile="nvivo-windows")
    assert "Left out, because this format has no place for it: 33 speakers" in text(app)
    assert len(read_bytes(content, "study.qdpx").sources) == 15
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        text_file = archive.read(next(name for name in archive.namelist() if name.endswith(".txt")))
    assert text_file.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in text_file


def test_a_project_that_is_a_folder_comes_as_a_zip(make: Make) -> None:
    app, content = make("qualcoder")
    assert re.search(r"\.zip, [\d.]+ [km]B", text(app), re.IGNORECASE)
    assert "33 speakers" in text(app)
    assert len(read_bytes(content, "study.zip").sources) == 15


def test_the_archive_holds_all_of_the_catalog(make: Make) -> None:
    _, content = make("project")
    assert read_archive_bytes(content, "study.zip") == data.query(study_of)


def test_a_table_has_the_rows_and_the_format_that_were_chosen(make: Make) -> None:
    app, content = make("codings", form="xlsx")
    assert "xlsx" in text(app)
    assert "1,142 rows" in text(app)
    assert "xl/workbook.xml" in zipfile.ZipFile(io.BytesIO(content)).namelist()
    lines = make("issues", form="jsonl")[1].decode().splitlines()
    assert len(lines) == 54


def test_only_with_pseudonyms_nothing_is_made_that_has_names(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    def replaced(session: Session, number: int) -> None:
        log = Journal(session, who="Mara", what="pseudonymise")
        log.noted(NOUN, document_id=number, run="one")

    app, _ = make("codebook")
    app.checkbox(key="export-pseudonyms").check().run()
    assert "codebook.csv" not in text(app), "it was made without"
    assert app.button(key="export-make").disabled
    assert "The texts are not pseudonymised." in {each.value for each in app.caption}
    numbers = data.query(lambda session: [each or 0 for each in session.exec(select(Document.id))])
    for number in numbers[1:]:
        data.execute(replaced, number)
    assert "Not all texts are pseudonymised" in " ".join(each.value for each in app.run().caption)
    data.execute(replaced, numbers[0])
    app.run().button(key="export-make").click().run()
    assert "codebook.csv" in text(app)
    monkeypatch.setattr(making, "pseudonym_status", lambda _session: PseudonymStatus(("A",), ("B",)))
    app.button(key="export-make").click().run()
    assert "Nothing was written: not all texts are pseudonymised" in text(app), "one came meanwhile"
    assert "codebook.csv" not in text(app)


def test_a_file_that_is_made_is_handed_over_when_it_is_asked_for(
    catalog: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert catalog.exists()
    given: list[Any] = []
    monkeypatch.setattr(st, "download_button", lambda _title, made, **_options: given.append(made))
    page_at("export?what=codebook").button(key="export-make").click().run()
    assert [callable(made) for made in given] == [True]


def test_a_file_says_that_the_catalog_has_changed_since_it_was_made(make: Make) -> None:
    app, _ = make("codebook")
    assert "has changed since" not in text(app)
    data.execute(
        lambda session: add_coding(
            session,
            document=names.document(session, "Interview 3"),
            code="late labels",
            start=10,
            end=40,
            coder="Mara",
        )
    )
    assert "The catalog has changed since." in text(app.run())


def test_who_is_blind_exports_tables_of_their_own_and_nothing_whole(
    catalog: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert catalog.exists()
    data.execute(
        lambda session: add_coding(
            session,
            document=names.document(session, "Interview 3"),
            code="late labels",
            start=10,
            end=40,
            coder="Zoe",
        )
    )
    for what in ("qdpx", "qdc", "qualcoder", "taguette", "rqda", "qc", "project"):
        app = page_at(f"export?what={what}", kb_coder="Zoe")
        assert app.button(key="export-make").disabled
        assert "You are coding blind" in " ".join(each.value for each in app.caption)
    offered = offered_files(monkeypatch)
    app = page_at("export?what=codings", kb_coder="Zoe")
    app.button(key="export-make").click().run()
    (file,) = [made for title, made in offered.items() if title.startswith("Download")]
    coders = {line.split(",")[1] for line in file().decode().splitlines() if line.startswith("Interview 3,")}
    assert coders == {"Zoe"}
    assert "codings.csv" in text(app)
    app.session_state["kb_coder"] = "Imke"
    app.run()
    assert "codings.csv" not in text(app)
