"""The report of a study: everything in one file, the same bytes every time, every number with its words."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from interview_files import OTHER, TALK, file, store, taxonomy
from sqlalchemy import Engine

from kb.db import engine as db
from kb.queries.analyses.agreement import agreement
from kb.queries.analyses.frequencies import frequencies
from kb.queries.quotes.quotes import every_quote
from kb.report import ReportOptions, report
from kb.report.anchors import slug
from kb.report.blocks import Figure, Heading, Link, Paragraph, Quotation, Report, Table
from kb.report.html import html
from kb.report.markdown import markdown
from kb.store.codebook.apply_taxonomy import apply_taxonomy

SCHEMA = "the schema changed overnight"
HOSTILE = "<script>alert(1)</script> | [click](javascript:x) *bold* =1+1"


class Page(HTMLParser):
    """What a page consists of: its anchors, its links, its tags, its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.anchors: set[str] = set()
        self.links: set[str] = set()
        self.sources: set[str] = set()
        self.tags: set[str] = set()
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.add(tag)
        self.anchors |= {given["id"] or ""} if "id" in given else set()
        self.links |= {given["href"] or ""} if "href" in given else set()
        self.sources |= {(given["src"] or "")[:20]} if "src" in given else set()

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def made(path: Path, **asked: object) -> Report:
    with db.reading(db.open_for_reading(path)) as session:
        return report(session, ReportOptions(**{"resamples": 50, **asked}))  # type: ignore[arg-type]


def tables(found: Report) -> dict[str, Table]:
    return {
        block.caption: block
        for section in found.sections
        for block in section.blocks
        if isinstance(block, Table)
    }


@pytest.fixture(scope="module")
def corpus_report(corpus_catalog: Path) -> Report:
    return made(corpus_catalog)


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    engine = db.open_for_writing(tmp_path / "catalog.db")
    with db.transaction(engine) as session:
        apply_taxonomy(session, taxonomy(), who="Ann")
    return engine


def test_it_is_one_page_that_needs_nothing_else(corpus_report: Report) -> None:
    page = Page(html(corpus_report))
    assert {link for link in page.links if not link.startswith("#")} == set()
    assert page.sources == {"data:image/svg+xml;b"}
    assert "script" not in page.tags


def test_every_link_leads_somewhere(corpus_report: Report) -> None:
    page = Page(html(corpus_report))
    assert {link.removeprefix("#") for link in page.links} <= page.anchors
    text = markdown(corpus_report)
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= set(re.findall(r'<a id="([^"]+)">', text))


def test_every_issue_has_its_numbers_and_its_words(corpus_report: Report, corpus_catalog: Path) -> None:
    with db.reading(db.open_for_reading(corpus_catalog)) as session:
        expected = frequencies(session, of="issue")
    rows = tables(corpus_report)["Issues by number of interviews"].rows
    assert [row[1:4] for row in rows[:-1]] == [
        (each.interviews, each.coders, each.codings) for each in expected.rows
    ]
    links = {row[0].to for row in rows[:-1] if isinstance(row[0], Link)}
    assert len(links) == len(expected.rows)
    fixes = tables(corpus_report)["Fixes by number of interviews"].rows
    assert sum(isinstance(row[0], Link) for row in fixes) == len(fixes) - 1 > 5
    (quotes,) = (section for section in corpus_report.sections if section.anchor == "quotes")
    assert sum(isinstance(block, Quotation) for block in quotes.blocks) >= len(expected.rows)


def test_every_code_that_is_compared_leads_to_the_words_of_its_coders(
    corpus_report: Report, corpus_catalog: Path
) -> None:
    with db.reading(db.open_for_reading(corpus_catalog)) as session:
        interviews = set(agreement(session, resamples=0).interviews)
        gave = {
            (each.document, each.paragraph + 1, each.code, each.coder)
            for each in every_quote(session)
            if each.pass_role == "coder"  # noqa: S105  no password
        }
    (blocks,) = (section.blocks for section in corpus_report.sections if section.anchor == "agreement")
    words: dict[str, list[Quotation]] = {}
    for block in blocks:
        if isinstance(block, Heading):
            words[block.anchor] = []
        elif isinstance(block, Quotation):
            list(words.values())[-1].append(block)
    rows = tables(corpus_report)["Agreement code by code, in paragraphs"].rows
    links = [row[0] for row in rows if isinstance(row[0], Link)]
    assert len(links) == len(rows) == len(words) > 20
    for link in links:
        assert 1 <= len(words[link.to]) <= 3
        for quote in words[link.to]:
            assert quote.document in interviews
            assert {(quote.document, quote.paragraph, link.text, who) for who in quote.coders} <= gave


def test_the_same_words_of_two_coders_are_one_quotation(engine: Engine, tmp_path: Path) -> None:
    store(
        engine,
        *(
            file(
                f"codings/Interview 1 - {who}.txt",
                TALK,
                {"drift": (words, "exact"), "Q1": ("by hand", "exact")},
                title="Interview 1",
                coder=who,
            )
            for who, words in {"Ann": SCHEMA, "Bea": SCHEMA, "Cem": "schema changed"}.items()
        ),
        book=taxonomy(),
    )
    (blocks,) = (
        section.blocks for section in made(tmp_path / "catalog.db").sections if section.anchor == "agreement"
    )
    quotes = [block for block in blocks if isinstance(block, Quotation) and block.codes == ("drift",)]
    assert [(quote.words, quote.coders) for quote in quotes] == [
        (SCHEMA, ("Ann", "Bea")),
        ("schema changed", ("Cem",)),
    ]


@pytest.mark.parametrize(
    ("one", "other"), [("data loss", "data-loss"), ("漂移", "噪声"), ("drift?", "drift!"), ("a", "A")]
)
def test_no_two_names_have_one_anchor(one: str, other: str) -> None:
    assert slug(one) != slug(other)
    assert re.fullmatch(r"[A-Za-z0-9-]+", slug(one) + slug(other))


def test_no_two_places_of_the_report_have_one_anchor(corpus_report: Report) -> None:
    anchors = re.findall(r'<a id="([^"]+)">', markdown(corpus_report))
    assert len(anchors) == len(set(anchors)) > 50


def test_quotes_are_the_words_of_the_catalog(corpus_report: Report, corpus_catalog: Path) -> None:
    with db.reading(db.open_for_reading(corpus_catalog)) as session:
        from kb.queries.documents.documents import paragraphs  # noqa: PLC0415  only here

        said = {(row.document, row.position + 1): " ".join(row.text.split()) for row in paragraphs(session)}
    (quotes,) = (section for section in corpus_report.sections if section.anchor == "quotes")
    checked = [block for block in quotes.blocks if isinstance(block, Quotation) and "[…]" not in block.words]
    assert checked
    for block in checked:
        here, below = ((block.document, block.paragraph + more) for more in (0, 1))
        assert block.words[:40] in f"{said[here]} {said.get(below, '')}"


@pytest.mark.thorough
def test_the_same_catalog_gives_the_same_bytes_in_another_process(
    corpus_catalog: Path, tmp_path: Path
) -> None:
    files = [tmp_path / "one.html", tmp_path / "two.html"]
    for number, out in enumerate(files):
        command = [sys.executable, "-m", "kb", "report", "--resamples", "20", "--out", str(out)]
        command += ["--database", str(corpus_catalog)]
        environment = os.environ | {"PYTHONHASHSEED": str(number)}
        subprocess.run(command, check=True, env=environment, capture_output=True)
    assert files[0].read_bytes() == files[1].read_bytes()


def test_no_table_says_nan(corpus_report: Report) -> None:
    for table in tables(corpus_report).values():
        cells = [str(cell).casefold() for row in table.rows for cell in row]
        assert not {"nan", "inf", "-inf"} & set(cells), table.caption
        assert {len(row) for row in table.rows} <= {len(table.head)}


def test_a_figure_says_in_words_what_it_shows(corpus_report: Report) -> None:
    figures = [
        block for section in corpus_report.sections for block in section.blocks if isinstance(block, Figure)
    ]
    assert len(figures) == 3
    assert all(figure.alt and figure.svg.startswith(b"<?xml") for figure in figures)


def test_one_coder_and_one_interview_leave_sentences_not_gaps(engine: Engine, tmp_path: Path) -> None:
    store(engine, file("codings/Interview 1 - Bea.txt", TALK, {"drift": (SCHEMA, "exact")}), book=taxonomy())
    found = {section.title: section.blocks for section in made(tmp_path / "catalog.db").sections}
    for title in ("Agreement", "Moderation", "Issues that occur together", "Fixes"):
        (only,) = found[title]
        assert isinstance(only, Paragraph)
        assert str(only.parts[0]).endswith(".")
    assert "two coders" in str(found["Agreement"][0])


def test_an_empty_catalog_has_a_report_too(engine: Engine, tmp_path: Path) -> None:
    del engine
    text = markdown(made(tmp_path / "catalog.db"))
    assert "holds no documents" in text
    assert "no issue is coded" in text.casefold()


def test_words_from_files_are_never_markup(engine: Engine, tmp_path: Path) -> None:
    talk = (*OTHER, f"They said {HOSTILE} twice.")
    store(engine, file("codings/Interview 1 - Bea.txt", talk, {"drift": (HOSTILE, "exact")}), book=taxonomy())
    found = made(tmp_path / "catalog.db", title=HOSTILE)
    page = Page(html(found))
    assert "script" not in page.tags
    assert any(HOSTILE in words for words in page.words)
    text = markdown(found)
    assert "<script>" not in text
    assert "[click](" not in text
    assert "\\[click\\](javascript:x)" in text


@pytest.mark.thorough
def test_the_command_says_what_it_wrote_and_what_it_cannot(demo_catalog: Path, tmp_path: Path) -> None:
    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "kb", "report", "--database", str(demo_catalog), *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)

    done = run("--resamples", "0", "--quotes", "1", "--pairs", "2", "--title", "A study")
    assert (done.returncode, done.stdout) == (0, "")
    assert "written: report.html" in done.stderr
    assert "<h1>A study</h1>" in (tmp_path / "report.html").read_text(encoding="utf-8")
    wrong = run("--out", "report.pdf")
    assert wrong.returncode == 2
    assert "must end in .html or .md" in wrong.stderr
    assert run("--out", "nowhere/report.html").returncode == 2
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]
