"""Kept answers: never stale after any action, and not made again by what they do not depend on."""

from __future__ import annotations

import inspect
import random
import shutil
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from command_line import run
from drawn_page import html, page_at
from sqlalchemy import inspect as schema_of
from sqlalchemy import text
from sqlmodel import Session, col, func, select

from app import data, versions
from app.screens.coding import view_data
from kb.db.tables import Change, Coding, Document, Paragraph
from kb.errors import KbError
from kb.queries import history
from kb.queries import memos as noted_memos
from kb.queries.codebook import code_page, code_tree
from kb.queries.codebook.study_contents import study_contents
from kb.queries.comparison import difference_seen, pass_comparison
from kb.queries.counting import counts as counting
from kb.queries.documents import annotations as noted
from kb.queries.documents import documents, outline, recent_changes, transcript
from kb.queries.documents.transcript import VisiblePasses
from kb.queries.filtering.filters import Filters
from kb.queries.progress import document_list, resume
from kb.queries.search import saved_searches
from kb.store import memos, undo
from kb.store import saved_searches as saving
from kb.store.codebook import edit_codes
from kb.store.coding import codings, dismissed_suggestions, moderation, unblinding
from kb.store.documents import cases

ONE, TWO = "Interview 1", "Interview 2"
CODE = "MM-drift"
TAXONOMY = Path(__file__).parents[2] / "taxonomy.yaml"
WHO = ("Mara", "Jon", "Somebody new")
MINE = VisiblePasses(coder="Mara", blind=True)
QUESTIONS: tuple[tuple[Any, ...], ...] = (
    *(
        (question, document, {})
        for document in (ONE, TWO)
        for question in (
            *(noted.notes, noted.unplaced_codings, outline.outline, outline.progress),
            *(recent_changes.latest_change, transcript.window, transcript.passes),
            *(pass_comparison.pass_comparison, outline.case),
        )
    ),
    *((transcript.window, document, {"shown": MINE}) for document in (ONE, TWO)),
    *((recent_changes.changes_since, document, {"since": 0}) for document in (ONE, TWO)),
    *((difference_seen.difference_seen, document, (1, 2, 3), {}) for document in (ONE, TWO)),
    *((undo.last_undoable, document, "Mara", {}) for document in (ONE, TWO)),
    *((undo.last_redoable, document, "Mara", {}) for document in (ONE, TWO)),
    (undo.last_undoable, ONE, "Jon", {"deciding": True}),
    (unblinding.has_seen_others, ONE, {"who": "Mara"}),
    (view_data.hits_by_paragraph, ONE, "the", {}),
    (code_tree.codes, {}),
    (code_tree.codes, {"counted_by": "Mara"}),
    (code_tree.recent, "Mara", {}),
    (code_page.code_places, {}),
    (noted_memos.memos, noted_memos.MemoFilters(codes=(CODE,)), {}),
    (noted_memos.memos, {}),
    (noted_memos.authors, {}),
    (counting.counts, Filters(), {}),
    (document_list.document_list, {}),
    (documents.documents, {}),
    (documents.totals, {}),
    (history.history, {"limit": 20}),
    (resume.last_coded_place, "Mara", {}),
    (saved_searches.saved_searches, {}),
)


@pytest.fixture(autouse=True)
def catalog(demo_catalog: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A catalog of its own for each test."""
    path = tmp_path / "catalog.db"
    shutil.copy(demo_catalog, path)
    monkeypatch.setenv("KB_DATABASE", str(path))
    st.cache_resource.clear()
    yield path
    st.cache_resource.clear()


def asked(how: Callable[..., Any]) -> list[Any]:
    """The answers to all questions, or why there is none."""

    def answer(question: Any, *rest: Any) -> Any:
        *args, options = rest
        try:
            return how(question, *args, **options)
        except KbError as error:
            return str(error)

    return [answer(*each) for each in QUESTIONS]


class Person:
    """Somebody who does one thing after the other, whatever dice say."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)  # noqa: S311  not a secret
        self.deeds = (self.code, self.code, self.new_code, self.change, self.undo, self.memo, self.search)
        self.rare = (self.decide, self.dismiss, self.show_others, self.recolour, self.describe, self.redo)

    def act(self) -> str:
        """Do something, and return what it was."""
        deed = self.dice.choice((*self.deeds, self.dice.choice(self.rare)))
        try:
            deed()
        except KbError:
            return f"{deed.__name__}, refused"
        return deed.__name__

    def who(self) -> str:
        return self.dice.choice(WHO)

    def where(self) -> str:
        return self.dice.choice((ONE, TWO))

    def code(self, code: str | None = None) -> None:
        known = [each.name for each in data.query(code_tree.codes)]
        paragraph = self.dice.choice(data.query(transcript.paragraphs, self.where()))

        def add(session: Session) -> None:
            position = select(Paragraph).where(Paragraph.text == paragraph.text)
            row = session.exec(position).first()
            assert row is not None
            document = session.get_one(Document, row.document_id)
            name, who = code or self.dice.choice(known), self.who()
            codings.add_coding(session, document=document, code=name, coder=who, start=row.start, end=row.end)

        data.execute(add)

    def new_code(self) -> None:
        self.code(f"something new {self.dice.random()}")

    def change(self) -> None:
        which = data.query(lambda session: self.dice.choice(session.exec(select(Coding.id)).all())) or 0
        what = self.dice.randrange(3)
        if what == 0:
            data.execute(codings.remove_coding, which, who=self.who())
        elif what == 1:
            code = self.dice.choice(data.query(code_tree.codes)).name
            data.execute(codings.recode, which, code, who=self.who())
        else:
            data.execute(memos.note_on_coding, which, f"note {self.dice.random()}", who=self.who())

    def undo(self) -> None:
        who = self.who()
        batch = data.query(undo.last_undoable, self.where(), who)
        if batch:
            data.execute(undo.undo, batch, who=who)

    def redo(self) -> None:
        batch = data.query(undo.last_redoable, self.where(), "Mara")
        if batch:
            data.execute(undo.undo, batch, who="Mara")

    def memo(self) -> None:
        where = self.dice.choice((None, ONE, TWO))
        data.execute(memos.add_memo, f"memo {self.dice.random()}", document=where, who=self.who())

    def search(self) -> None:
        data.execute(
            saving.save_search, f"search {self.dice.random()}", saving.Search("drift"), who=self.who()
        )

    def decide(self) -> None:
        where = self.where()
        found = data.query(pass_comparison.pass_comparison, where)
        ids = data.query(lambda session: session.exec(select(Coding.id).limit(40)).all())
        ruling = moderation.ModerationDecision(keep=(self.dice.choice(ids) or 0,))
        data.execute(moderation.decide, found.document, [ruling], who=self.who())

    def dismiss(self) -> None:
        code = self.dice.choice(data.query(code_tree.codes)).name
        data.execute(dismissed_suggestions.dismiss, self.where(), 3, code, who=self.who())

    def show_others(self) -> None:
        data.execute(unblinding.show_others, self.where(), who=self.who())

    def recolour(self) -> None:
        code = self.dice.choice(data.query(code_tree.codes)).name
        data.execute(edit_codes.recolour, code, self.dice.randrange(12), who=self.who())

    def describe(self) -> None:
        def describe(session: Session) -> None:
            document = session.exec(select(Document).where(Document.name == self.where())).one()
            cases.set_case(session, document, "A case", {"role": f"role {self.dice.random()}"}, who="Mara")

        data.execute(describe)


def contents() -> dict[str, list[Any]]:
    """All rows of all tables but the trail."""

    def rows(session: Session) -> dict[str, list[Any]]:
        tables = schema_of(session.get_bind()).get_table_names()
        kept = [name for name in tables if name != "change" and not name.startswith("paragraph")]
        return {name: list(session.execute(text(f'select * from "{name}"')).all()) for name in kept}  # noqa: S608

    return data.query(rows)


@pytest.mark.parametrize("seed", range(2))
def test_no_answer_is_ever_stale(seed: int) -> None:
    person, done = Person(seed), []
    asked(data.cached_query)
    for _ in range(12):
        done.append(person.act())
        for each, kept, now in zip(QUESTIONS, asked(data.cached_query), asked(data.query), strict=True):
            assert kept == now, (each, done)


def last_change(session: Session) -> int:
    return session.exec(select(func.max(Change.id))).one() or 0


def nouns_since(session: Session, last: int) -> set[str]:
    return set(session.exec(select(Change.noun).where(col(Change.id) > last)))


def test_what_changes_a_table_with_a_version_of_its_own_changes_no_other() -> None:
    person, seen = Person(7), set()
    for _ in range(20):
        before, last = contents(), data.query(last_change)
        person.act()
        after = contents()
        changed = {name for name in before if before[name] != after[name]}
        nouns = data.query(nouns_since, last)
        if nouns <= versions.OWN_VERSION:
            assert changed <= nouns
            seen |= nouns
        assert not changed or nouns
    assert seen


@pytest.fixture
def asked_for(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the questions that were not answered from memory."""
    names: list[str] = []
    ask = data._ask

    def counted(blind: Any, question: Any, *args: Any, **kwargs: Any) -> Any:
        names.append(" ".join((question.__name__, *map(str, args))))
        return ask(blind, question, *args, **kwargs)

    monkeypatch.setattr(data, "_ask", counted)
    return names


def code_a_paragraph(position: int) -> None:
    """Let Mara code a paragraph of the second interview with a code that there is."""

    def code(session: Session) -> None:
        document = session.exec(select(Document).where(Document.name == TWO)).one()
        here = (Paragraph.document_id == document.id, Paragraph.position == position)
        row = session.exec(select(Paragraph).where(*here)).one()
        codings.add_coding(
            session, document=document, code="a code of Mara", coder="Mara", start=row.start, end=row.end
        )

    data.execute(code)


def test_a_coding_makes_only_answers_about_its_document_and_about_all_codings_anew(
    asked_for: list[str],
) -> None:
    code_a_paragraph(3)  # from now on Mara has a pass, and the code is known
    asked(data.cached_query)
    code_a_paragraph(6)
    asked_for.clear()
    asked(data.cached_query)
    again = {each.partition(" ")[0] for each in asked_for}
    assert not {f"{name} {ONE}" for name in ("window", "progress", "outline", "notes")} & set(asked_for)
    assert not {"code_places", "saved_searches", "case", "hits_by_paragraph", "_document_ids"} & again
    assert f"window {TWO}" in asked_for
    assert "codes" in again


def test_what_changes_the_codebook_makes_everything_anew(asked_for: list[str]) -> None:
    asked(data.cached_query)
    asked_for.clear()
    asked(data.cached_query)
    assert len(asked_for) < 5, "only what ends in an error is not kept"
    colour = next(code.colour for code in data.cached_query(code_tree.codes) if code.name == CODE)
    data.execute(edit_codes.recolour, CODE, (colour + 1) % 12, who="Mara")
    asked_for.clear()
    asked(data.cached_query)
    assert len(asked_for) >= len(QUESTIONS)


def test_another_catalog_in_the_same_place_is_noticed(catalog: Path, tmp_path: Path) -> None:
    shutil.copy(catalog, tmp_path / "before.db")
    before = data.cached_query(counting.counts, Filters())
    Person(1).code()
    assert data.cached_query(counting.counts, Filters()) != before
    data._engine().dispose()
    shutil.copy(tmp_path / "before.db", catalog)
    assert data.cached_query(counting.counts, Filters()) == before


@pytest.mark.parametrize("name", sorted(versions.ONE_DOCUMENT))
def test_questions_about_one_document_are_named_as_they_are(name: str) -> None:
    module, _, function = name.rpartition(".")
    parameters = list(inspect.signature(getattr(import_module(module), function)).parameters)
    assert parameters[1] == "document"
    assert name in {f"{each[0].__module__}.{each[0].__qualname__}" for each in QUESTIONS}


@pytest.mark.parametrize("address", ["issues", "issue?id=drift", "network", "search?q=drift"])
def test_a_page_looks_up_once_what_the_study_is_called(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    page = page_at(address)
    looked: list[str] = []
    ask = data.cached_query

    def counted(question: Any, *args: Any, **kwargs: Any) -> Any:
        looked.append(question.__name__)
        return ask(question, *args, **kwargs)

    monkeypatch.setattr(data, "cached_query", counted)
    assert not page.run().exception
    assert looked.count(study_contents.__name__) == 1


def test_another_word_is_seen_when_the_page_is_drawn_again(catalog: Path) -> None:
    page = page_at("issues")
    assert "barriers" not in html(page)
    file = catalog.with_name("words.yaml")
    words = "words:\n  issue: {singular: barrier, plural: barriers}\n"
    file.write_text(TAXONOMY.read_text("utf-8") + words, encoding="utf-8")
    assert run("taxonomy", "apply", str(file), "--database", str(catalog)).code == 0
    assert "barriers" in html(page.run())
