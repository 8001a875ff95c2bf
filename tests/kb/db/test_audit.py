"""Every change a person makes can be read in the audit trail and taken back, all of it or nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from interview_files import TALK, TAXONOMY, Rows, ask, document, file, rows, store, taxonomy, text_of
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from kb.db import engine as db
from kb.db.audit import CannotUndoError, Journal
from kb.db.tables import Change, Code, Coding, CodingPass, Memo
from kb.errors import UnknownNameError
from kb.store.codebook.apply_taxonomy import apply_taxonomy
from kb.store.coding.codings import add_coding, remove_coding
from kb.store.coding.passages import NoPlaceError
from kb.store.memos import note_on_coding
from kb.store.undo import undo

Action = Callable[[Session], object]

SCHEMA = "the schema changed overnight"
WRONG = "the answers were wrong"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "catalog.db"


@pytest.fixture
def engine(path: Path) -> Iterator[Engine]:
    """A catalog with one interview, coded by Bea in a file."""
    made = db.open_for_writing(path)
    with db.transaction(made) as session:
        apply_taxonomy(session, taxonomy(), who="Ann")
    store(made, file("codings/Interview 1 - Bea.txt", TALK, {"drift": (SCHEMA, "exact")}), book=taxonomy())
    yield made
    made.dispose()


def do(engine: Engine, action: Action) -> str:
    """Do something in a transaction of its own and return the action's name in the trail."""
    known = set(ask(db.file_of(engine.url) or Path(), "SELECT batch FROM change"))
    with db.transaction(engine) as session:
        action(session)
    batches = set(ask(db.file_of(engine.url) or Path(), "SELECT batch FROM change")) - known
    [(batch,)] = batches or {("",)}
    return str(batch)


def adding(words: str = WRONG, code: str = "brand new", coder: str = "Ann") -> Action:
    start = "\n".join(TALK).index(words)

    def add(session: Session) -> None:
        end = start + len(words)
        add_coding(session, document=document(session), code=code, start=start, end=end, coder=coder)

    return add


def removing(coding: int = 1) -> Action:
    return lambda session: remove_coding(session, coding, who="Ann")


def undoing(batch: str) -> Action:
    return lambda session: undo(session, batch, who="Cem")


def state(path: Path) -> Rows:
    """Everything but the trail itself and the names of coders, who stay."""
    return rows(path, without=["change", "coder", "taxonomy_file"])


def sorting(text: str = TAXONOMY) -> Action:
    return lambda session: apply_taxonomy(session, taxonomy(text), who="Ann")


ACTIONS: dict[str, Action] = {
    "a coding with a new code by a new coder": adding(),
    "a coding with a known code": adding(code="drift"),
    "a coding with another spelling of a known code": adding(code="Drifts"),
    "a coding by a coder who is known": adding(coder="Bea"),
    "taking a coding away": removing(),
    "another taxonomy": sorting(TAXONOMY.replace("The world moves on", "Nothing stays")),
}


@pytest.mark.parametrize("name", ACTIONS)
def test_what_is_undone_never_happened_and_undoing_that_brings_it_back(
    engine: Engine, path: Path, name: str
) -> None:
    before = state(path)
    batch = do(engine, ACTIONS[name])
    after = state(path)
    assert after != before
    for expected in (before, after, before, after):
        batch = do(engine, undoing(batch))
        assert state(path) == expected


def test_a_change_says_who_when_what_and_what_it_was_before(engine: Engine, path: Path) -> None:
    batch = do(engine, removing())
    query = 'SELECT who, at, what, noun, row_id, document_id, "before", after FROM change WHERE batch = ?'
    [(who, at, what, noun, row, where, before, after)] = ask(path, query, batch)
    assert (who, what, noun, row, where, after) == (
        "Ann",
        "remove 'drift' from 'Interview 1'",
        "coding",
        1,
        1,
        None,
    )
    assert at.startswith("20")
    was = json.loads(before)
    assert text_of(path, "Interview 1")[was["start"] : was["end"]] == SCHEMA
    assert (was["extent"], was["origin"]) == ("exact", "imported")


def refused(engine: Engine, path: Path, batch: str) -> str:
    """Undo, see that nothing changed, and return what the person is told."""
    before = rows(path)
    with pytest.raises(CannotUndoError) as error:
        do(engine, undoing(batch))
    assert rows(path) == before
    assert "\n" not in str(error.value)
    return str(error.value)


def test_an_action_is_undone_only_once(engine: Engine, path: Path) -> None:
    for action in (removing(), sorting(TAXONOMY + "\n# a remark\n")):
        batch = do(engine, action)
        do(engine, undoing(batch))
        assert refused(engine, path, batch) == "this action is already undone; see `kb history`"


def test_an_action_that_is_not_there_cannot_be_undone(engine: Engine, path: Path) -> None:
    assert refused(engine, path, "nonsense").startswith("nothing to undo: 'nonsense' is not an action")


def test_what_has_been_changed_since_is_not_undone(engine: Engine, path: Path) -> None:
    added = do(engine, adding(code="drift"))
    do(engine, removing(2))
    told = refused(engine, path, added)
    assert told.startswith("cannot undo “code 'Interview 1' with 'drift'”: the coding has been changed since")
    assert told.endswith("undo the later change first (`kb history`)")


def test_what_has_another_in_its_place_is_not_put_back(engine: Engine, path: Path) -> None:
    removed = do(engine, removing())
    do(engine, adding(SCHEMA, "drift", "Bea"))
    assert "it was replaced in the meantime" in refused(engine, path, removed)


def test_a_taxonomy_is_undone_only_while_it_is_the_one_that_counts(engine: Engine, path: Path) -> None:
    first = ask(path, "SELECT batch FROM change WHERE noun = 'taxonomy_file'")[0][0]
    assert refused(engine, path, first).startswith("there was no taxonomy before this one")
    second = do(engine, sorting(TAXONOMY.replace("The world moves on", "Nothing stays")))
    do(engine, sorting(TAXONOMY.replace("The world moves on", "All is flux")))
    assert "another taxonomy has been applied since" in refused(engine, path, second)


def test_what_files_said_is_not_undone(engine: Engine, path: Path) -> None:
    changed = file(
        "codings/Interview 1 - Bea.txt", (*TALK[:3], "And then there was nothing to say any more."), {}
    )
    store(engine, changed)
    [(batch,)] = ask(path, "SELECT DISTINCT batch FROM change WHERE noun = 'coding'")
    assert "the texts come from the files; restore the earlier files" in refused(engine, path, batch)


# What others use by now


def test_undoing_a_coding_keeps_the_pass_and_the_code_that_others_use_by_now(
    engine: Engine, path: Path
) -> None:
    first = do(engine, adding(WRONG, "brand new"))
    do(engine, adding("it took a week", "brand new"))
    do(engine, undoing(first))
    query = """SELECT coding.start, code.name, code.canonical_id, coder.name FROM coding
               JOIN code ON code.id = code_id JOIN coding_pass ON coding_pass.id = pass_id
               JOIN coder ON coder.id = coder_id WHERE coder.name = 'Ann'"""
    [(start, code, canonical, coder)] = ask(path, query)
    assert text_of(path, "Interview 1")[start:].startswith("it took a week")
    assert (code, coder) == ("brand new", "Ann")
    assert ask(path, "SELECT id FROM code WHERE name = 'brand new'") == [(canonical,)]


def test_undoing_a_coding_keeps_the_code_that_another_spelling_belongs_to(engine: Engine, path: Path) -> None:
    first = do(engine, adding(WRONG, "brand new"))
    do(engine, adding("it took a week", "Brand-New"))
    do(engine, undoing(first))
    names = "SELECT a.name, b.name FROM code a JOIN code b ON b.id = a.canonical_id WHERE a.kind IS NULL"
    assert sorted(ask(path, names)) == [("Brand-New", "brand new"), ("brand new", "brand new")]


def test_undoing_a_coding_keeps_the_code_that_the_taxonomy_took_up(engine: Engine, path: Path) -> None:
    first = do(engine, adding(WRONG, "brand new"))
    entry = "  brand new:\n    kind: topic\n    definition: x y z.\n    cues: [brand, new things, novelty]\n"
    do(engine, sorting(TAXONOMY.replace("issues:\n", entry + "issues:\n", 1)))
    do(engine, undoing(first))
    assert ask(path, "SELECT kind FROM code WHERE name = 'brand new'") == [("topic",)]


def test_a_memo_comes_back_to_the_coding_that_is_put_back(engine: Engine, path: Path) -> None:
    with db.transaction(engine) as session:
        session.add(Memo(document_id=1, coding_id=1, text="why?"))
    removed = do(engine, removing())
    assert memos(path) == [("why?", None, SCHEMA)], "it stays on the words"
    longer = (TALK[0], "Well, where shall I begin? There is so much of it.", *TALK[1:])
    store(engine, file("codings/Interview 1 - Bea.txt", longer, {}))
    assert memos(path) == [("why?", None, SCHEMA)]
    do(engine, undoing(removed))
    assert memos(path) == [("why?", 1, None)]


def test_a_memo_on_a_coding_that_is_undone_stays_on_its_words(engine: Engine, path: Path) -> None:
    made = do(engine, adding(coder="Ann"))
    with db.transaction(engine) as session:
        note_on_coding(session, 2, "I see another thing.", who="Bea")
    undone = do(engine, undoing(made))
    assert memos(path) == [("I see another thing.", None, WRONG)]
    do(engine, undoing(undone))
    assert memos(path) == [("I see another thing.", 2, None)]


def memos(path: Path) -> list[tuple[str, int | None, str | None]]:
    """The memos, each with its coding and with the words that it is on without one."""
    text = text_of(path, "Interview 1")
    rows = ask(path, "SELECT text, coding_id, start, end FROM memo ORDER BY id")
    return [(said, on, None if start is None else text[start:end]) for said, on, start, end in rows]


def test_what_is_put_back_after_the_text_has_changed_is_on_its_words(engine: Engine, path: Path) -> None:
    removed = do(engine, removing())
    longer = (TALK[0], "Well, where shall I begin? There is so much of it.", *TALK[1:])
    store(engine, file("codings/Interview 1 - Bea.txt", longer, {}))
    do(engine, undoing(removed))
    [(start, end, first)] = ask(path, "SELECT start, end, first FROM coding")
    assert text_of(path, "Interview 1")[start:end] == SCHEMA
    assert longer[first] == TALK[2]


def test_what_is_made_can_be_undone_after_the_text_has_changed(engine: Engine, path: Path) -> None:
    added = do(engine, adding())
    longer = (TALK[0], "Well, where shall I begin? There is so much of it.", *TALK[1:])
    store(engine, file("codings/Interview 1 - Bea.txt", longer, {"drift": (SCHEMA, "exact")}))
    do(engine, undoing(added))
    assert ask(path, "SELECT DISTINCT origin FROM coding") == [("imported",)]


def test_what_has_no_words_any_more_is_not_put_back(engine: Engine, path: Path) -> None:
    removed = do(engine, removing())
    store(engine, file("codings/Interview 1 - Bea.txt", (*TALK[:2], TALK[3]), {}))
    assert refused(engine, path, removed).endswith("its words are not in the current text")


# Coding


def test_the_same_code_on_the_same_words_by_the_same_coder_is_that_coding(engine: Engine, path: Path) -> None:
    do(engine, adding(code="drift"))
    before = rows(path)
    assert do(engine, adding(code="drift")) == ""
    assert rows(path) == before


@pytest.mark.parametrize("span", [(5, 5), (9, 5), (-1, 5), (0, 10_000)])
def test_a_code_is_on_words_of_the_document(engine: Engine, path: Path, span: tuple[int, int]) -> None:
    before = rows(path)
    start, end = span

    def add(session: Session) -> Coding:
        return add_coding(
            session, document=document(session), code="drift", start=start, end=end, coder="Ann"
        )

    with pytest.raises(
        NoPlaceError, match=f"has characters 0 to .*; {start} to {end} is not a passage in it"
    ):
        do(engine, add)
    assert rows(path) == before


def test_a_coding_that_is_not_there_cannot_be_taken_away(engine: Engine) -> None:
    with pytest.raises(UnknownNameError, match="no coding '99'"):
        do(engine, removing(99))


def test_a_role_of_one_coder_is_a_pass_of_its_own(engine: Engine, path: Path) -> None:
    def moderate(session: Session) -> None:
        add_coding(
            session, document=document(session), code="drift", start=0, end=6, coder="Bea", role="moderator"
        )

    do(engine, moderate)
    assert sorted(ask(path, "SELECT role FROM coding_pass")) == [("coder",), ("moderator",)]


# The trail


@pytest.mark.parametrize("table", [Coding, Code, CodingPass, Memo])
def test_a_row_that_did_not_change_leaves_no_trace(engine: Engine, path: Path, table: type[Any]) -> None:
    with db.transaction(engine) as session:
        session.add(Memo(text="why?"))
    before = rows(path)
    with db.transaction(engine) as session:
        row = session.exec(select(table)).first()
        assert row is not None
        Journal(session, who="Ann", what="nothing").changed(row, **row.model_dump(exclude={"id"}))
    assert rows(path) == before


def test_the_trail_calls_columns_what_the_database_calls_them(engine: Engine, path: Path) -> None:
    do(engine, adding())
    [(written,)] = ask(path, "SELECT after FROM change WHERE noun = 'coding' ORDER BY id DESC LIMIT 1")
    columns = {name for (name,) in ask(path, "SELECT name FROM pragma_table_info('coding')")}
    assert set(json.loads(written)) == columns


def test_what_the_trail_says_of_a_coding_brings_it_back(engine: Engine, path: Path) -> None:
    batch = do(engine, adding())
    newest = "SELECT id, first, last FROM coding ORDER BY id DESC LIMIT 1"
    made = ask(path, newest)
    undone = do(engine, lambda session: undo(session, batch, who="Ann"))
    assert ask(path, newest) != made
    do(engine, lambda session: undo(session, undone, who="Ann"))
    assert ask(path, newest) == made


def test_every_action_of_the_trail_has_one_person_and_one_sentence(engine: Engine) -> None:
    for action in ACTIONS.values():
        do(engine, action)
    with db.reading(engine) as session:
        told: dict[str, set[tuple[str, str]]] = {}
        for change in session.exec(select(Change).order_by(col(Change.id))):
            told.setdefault(change.batch, set()).add((change.who, change.what))
    assert all(len(each) == 1 for each in told.values())
    assert len(told) == 2 + len(ACTIONS)
