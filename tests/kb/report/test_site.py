"""The site: nothing in it that is not released, every link leads somewhere, the same bytes every time."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
import released_catalog
from command_line import run
from nurses import WORDS as WORDS_OF_NURSES
from released_catalog import ASIDE, NAMES, found_in, stretches, written
from small_catalog import DOCUMENTS
from sqlalchemy import delete
from sqlmodel import Session, select

from kb.db import engine as db
from kb.db.audit import Journal
from kb.db.tables import (
    Attribute,
    Document,
    Fix,
    FixCode,
    FixIssue,
    Issue,
    IssueCode,
    IssueStage,
    TaxonomyFile,
)
from kb.queries.documents.pseudonymised import NOUN
from kb.report.site.addresses import addresses

WORDS = [words for paragraphs in DOCUMENTS.values() for _, words in paragraphs]


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return released_catalog.make(tmp_path_factory.mktemp("released") / "catalog.db")


@pytest.fixture(scope="module")
def site(catalog: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All words released, with context, by all passes: as much as a site can have."""
    folder = tmp_path_factory.mktemp("out") / "site"
    return publish(catalog, folder, "--released", "all", "--context", "1", "--pass-role", "coder")


@contextmanager
def changing(catalog: Path) -> Iterator[Session]:
    engine = db.open_for_writing(catalog)
    with db.transaction(engine) as session:
        yield session
    engine.dispose()


def publish(catalog: Path, folder: Path, *options: str) -> Path:
    answer = run("publish", str(folder), "--database", str(catalog), "--resamples", "20", *options)
    assert answer.code == 0, answer.err
    return folder


class Links(HTMLParser):
    """Where a page leads, and which places it has."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.to: list[str] = []
        self.places: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del tag
        given = dict(attrs)
        self.to += [value for name in ("href", "src", "action") if (value := given.get(name))]
        self.places += [value for value in [given.get("id")] if value]


def test_without_a_release_no_words_and_no_names_leave_the_catalog(catalog: Path, tmp_path: Path) -> None:
    folder = publish(catalog, tmp_path / "site")
    assert found_in(folder, (*NAMES, *ASIDE)) == []
    assert found_in(folder, stretches(WORDS)) == []
    assert not (folder / "document").exists()
    assert "quotes are not released" in (folder / "index.html").read_text()


def test_words_are_those_of_released_documents_and_no_name_is_among_them(
    catalog: Path, tmp_path: Path
) -> None:
    folder = publish(catalog, tmp_path / "site", "--released", "consent: yes", "--context", "2")
    assert found_in(folder, (*NAMES, *ASIDE)) == []
    others = [words for name in ("Interview 11", "Nasty article") for _, words in DOCUMENTS[name]]
    assert found_in(folder, stretches(others)) == []
    page = next((folder / "document").glob("interview-2-*.html")).read_text()
    assert "[not released]" in page  # the question with her name in it
    assert "<mark>The data changed overnight.</mark>" in page
    assert "What broke?" in page


def test_everything_released_still_names_nobody(site: Path) -> None:
    assert found_in(site, (*NAMES, *ASIDE)) == []


def test_listed_words_take_their_passages_out_and_are_in_no_file(catalog: Path, tmp_path: Path) -> None:
    listed = tmp_path / "names.txt"
    listed.write_text("# a firm\nwinter\nCHANGES\n", encoding="utf-8")
    folder = publish(
        catalog, tmp_path / "site", "--released", "all", "--context", "3", "--withhold", str(listed)
    )
    assert found_in(folder, (*NAMES, "winter", "changes")) == []
    assert "2 passages left out" in (folder / "about.html").read_text()


def test_a_withheld_word_in_the_codebook_stops_everything(catalog: Path, tmp_path: Path) -> None:
    listed = tmp_path / "names.txt"
    listed.write_text("provider\n", encoding="utf-8")
    answer = run("publish", str(tmp_path / "site"), "--database", str(catalog), "--withhold", str(listed))
    assert answer.code == 2
    assert "“provider” is withheld and occurs in the issue 'silent-provider'" in answer.err
    assert not (tmp_path / "site").exists()


def test_documents_that_are_not_pseudonymised_are_counted_and_not_named(tmp_path: Path) -> None:
    catalog = released_catalog.make(tmp_path / "catalog.db")
    with changing(catalog) as session:
        done = session.exec(select(Document.id).where(Document.name == "Interview 2")).one()
        Journal(session, who="Bea", what="pseudonymise").noted(NOUN, document_id=done, run="r")
    about = (publish(catalog, tmp_path / "site") / "about.html").read_text()
    assert "Not all texts are pseudonymised: 1 document pseudonymised" in about
    assert found_in(tmp_path / "site", (*NAMES, *ASIDE)) == []


def test_an_attribute_that_names_somebody_is_not_told(tmp_path: Path) -> None:
    catalog = released_catalog.make(tmp_path / "catalog.db")
    with changing(catalog) as session:
        attribute = session.exec(select(Attribute).where(Attribute.name == "consent")).one()
        attribute.name, attribute.value = "knows", "Zora"
    folder = publish(catalog, tmp_path / "site", "--released", "knows: Zora")
    assert "the words of some documents" in (folder / "about.html").read_text()
    assert found_in(folder, NAMES) == []


def test_context_needs_released_words(catalog: Path, tmp_path: Path) -> None:
    answer = run("publish", str(tmp_path / "site"), "--database", str(catalog), "--context", "1")
    assert answer.code == 2
    assert "--released" in answer.err


def test_every_link_leads_somewhere_in_the_folder(site: Path) -> None:
    pages = {path: Links(path.read_text(encoding="utf-8")) for path in site.rglob("*.html")}
    for path, page in pages.items():
        assert len(page.places) == len(set(page.places)), path
        for link in page.to:
            parts = urlsplit(link)
            assert not parts.scheme, f"{path} leads to {link}"
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            assert target.is_file(), f"{path} leads to {link}"
            if parts.fragment:
                assert parts.fragment in pages[target].places, f"{path} leads to {link}"


def test_what_somebody_said_is_text_and_nothing_else(site: Path) -> None:
    pages = "".join(text for name, text in written(site) if name.endswith(".js"))
    assert "</script" not in pages
    raw = "".join(path.read_text(encoding="utf-8") for path in site.rglob("*.html"))
    assert "[bold red]not bold" in raw
    assert not re.search(r"<script(?! src=)", raw)
    assert not re.search(r"(?:href|src)=\"https?:", raw)


def test_the_same_catalog_gives_the_same_bytes_and_an_unchanged_folder_is_left(
    catalog: Path, site: Path, tmp_path: Path
) -> None:
    options = ("--released", "all", "--context", "1", "--pass-role", "coder", "--resamples", "20")
    again = publish(catalog, tmp_path / "again", *options)
    assert dict(written(again)) == dict(written(site))
    assert "unchanged" in run("publish", str(again), "--database", str(catalog), *options).err
    listed = json.loads((again / "kb-site.json").read_text())
    assert set(listed["files"]) | {"kb-site.json"} == {
        path.relative_to(again).as_posix() for path in again.rglob("*") if path.is_file()
    }


def test_a_study_speaks_its_own_words(tmp_path: Path) -> None:
    catalog = released_catalog.make(tmp_path / "catalog.db")
    with changing(catalog) as session:
        session.add(TaxonomyFile(sha256="", text=f"study:\n  name: Nurses on a ward\n{WORDS_OF_NURSES}"))
    folder = publish(catalog, tmp_path / "site", "--released", "all")
    assert "<h1>Nurses on a ward</h1>" in (folder / "index.html").read_text()
    seen = re.sub(r"<[^>]*>", " ", "".join(path.read_text() for path in folder.rglob("*.html")))
    assert {"Barriers", "Facilitators", "Phase", "Outcome"} <= set(re.findall(r"\w+", seen))
    ours = set(re.findall(r"(?<![\w-])(?:issue|fix|stage|aspect)(?:e?s)?(?![\w-])", seen, re.IGNORECASE))
    assert ours == set()


def test_a_code_tree_without_issues_has_its_codes_and_no_empty_pages(tmp_path: Path) -> None:
    catalog = released_catalog.make(tmp_path / "catalog.db")
    with changing(catalog) as session:
        for table in (IssueCode, IssueStage, FixIssue, FixCode, Issue, Fix):
            session.execute(delete(table))
    folder = publish(catalog, tmp_path / "site", "--released", "all")
    assert not (folder / "issues.html").exists()
    assert not (folder / "fixes.html").exists()
    assert "Codes in most interviews" in (folder / "index.html").read_text()


def test_an_empty_catalog_has_a_site_that_says_so(tmp_path: Path) -> None:
    catalog = tmp_path / "catalog.db"
    db.open_for_writing(catalog).dispose()
    folder = publish(catalog, tmp_path / "site", "--released", "all")
    assert "None is coded" in (folder / "index.html").read_text()


def test_addresses_stay_apart_on_every_system() -> None:
    made = addresses(["Drift", "drift", "con", "数据", "x" * 200, "Data issues"])
    assert len({each.lower() for each in made.values()}) == 6
    assert max(map(len, made.values())) < 100
    assert made["con"] != "con"
