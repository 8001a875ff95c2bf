"""What the database itself refuses, whoever writes: each constraint by a row that breaks it and no other."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from sqlalchemy import CheckConstraint, ForeignKeyConstraint, PrimaryKeyConstraint, UniqueConstraint
from sqlmodel import SQLModel

from kb.db.engine import open_for_writing

MOMENT = "2026-03-02 09:30:00.000000"
CODED = {"document_id": 1, "pass_id": 1, "code_id": 1, "created": MOMENT}
POINT = {"start": 5, "end": 9}

GOOD: dict[str, dict[str, Any]] = {
    "stage": {"id": 1, "key": "a", "title": "A", "about": "", "position": 0},
    "aspect": {"id": 1, "key": "a", "title": "A", "about": "", "position": 0},
    "code": {"id": 1, "name": "a", "key": "a", "definition": "", "cues": "[]", "origin": "imported"},
    "issue": {"id": 1, "key": "a", "title": "A", "statement": "", "study": "I1", "position": 0},
    "fix": {"id": 1, "key": "a", "title": "A", "statement": "", "position": 0},
    "issue_stage": {"issue_id": 1, "stage_id": 1},
    "issue_code": {"issue_id": 1, "code_id": 1},
    "fix_issue": {"fix_id": 1, "issue_id": 1},
    "fix_code": {"fix_id": 1, "code_id": 1},
    "taxonomy_file": {"id": 1, "sha256": "0", "text": "", "applied": MOMENT},
    "participant": {"id": 1, "name": "P1"},
    "attribute": {"id": 1, "case_id": 1, "name": "sector", "value": "energy"},
    "document": {
        "id": 1, "name": "Interview 1", "sort_key": "1", "kind": "interview", "length": 9, "sha256": "0",
        "displayed_from": "a.txt", "why": "", "created": MOMENT,
    },
    "survey": {
        "id": 1, "path": "s.csv", "sha256": "0", "size": 9, "columns": "[]", "ingested": MOMENT,
    },
    "source": {
        "id": 1, "document_id": 1, "path": "a.txt", "sha256": "0", "size": 9, "format": "x",
        "problems": "[]", "ingested": MOMENT,
    },
    "replacement": {"id": 1, "document_id": 1, **POINT, "shown": "X"},
    "speaker": {"id": 1, "document_id": 1, "name": "Interviewee", "role": "interviewee", "labels": "[]"},
    "paragraph": {"id": 1, "document_id": 1, "position": 0, **POINT, "text": "word"},
    "coder": {"id": 1, "name": "Bea"},
    "coding_pass": {
        "id": 1, "document_id": 1, "coder_id": 1, "role": "coder", "role_assumed": 0, "created": MOMENT,
    },
    "coding": {"id": 1, **CODED, **POINT, "first": 0, "last": 0, "extent": "exact", "origin": "imported"},
    "unplaced_coding": {"id": 1, **CODED, "words": "word", "reason": ""},
    "memo": {"id": 1, "document_id": 1, "coding_id": 1, "code_id": 1, "text": "hm", "created": MOMENT},
    "decision": {
        "id": 1, "document_id": 1, "pass_id": 1, "coding_id": 1, "kept": 1, "result_id": 1, "created": MOMENT,
    },
    "dismissed_suggestion": {
        "id": 1, "document_id": 1, "coder_id": 1, "code_id": 1, "sha256": "0", "created": MOMENT,
    },
    "correction": {
        "id": 1, "document_id": 1, "position": 0, "paragraphs": 1, "file_text": "[]", "starts": "[]",
        "ends": "[]", "disputed": 0, "who": "Bea", "created": MOMENT,
    },
    "code_place": {"id": 1, "code_id": 1, "position": 0, "codable": 1, "description": ""},
    "named_set": {"id": 1, "name": "a", "description": ""},
    "set_member": {"id": 1, "set_id": 1, "code_id": 1, "document_id": 1, "memo_id": 1},
    "variable": {"id": 1, "name": "age", "kind": "Integer", "description": ""},
    "document_code": {"id": 1, **CODED},
    "exchange_project": {
        "id": 1, "name": "p", "form": "qdpx", "file": "p.qdpx", "sha256": "0", "facts": "{}",
        "imported": MOMENT,
    },
    "exchange_item": {
        "id": 1, "project_id": 1, "kind": "Code", "guid": "g", "owner": "", "position": 0, "facts": "{}",
    },
    "exchange_file": {"id": 1, "project_id": 1, "path": "a.pdf", "sha256": "0", "content": "x"},
    "person": {"id": 1, "name": "Ann", "key": "ann", "role": "coder", "account": "a@x.nl", "created": MOMENT},
    "invitation": {"id": 1, "person_id": 1, "digest": "d", "expires": MOMENT},
    "sign_in": {"id": 1, "person_id": 1, "digest": "d", "expires": MOMENT},
    "saved_search": {"id": 1, "name": "drifts", "query": "drift", "who": "Bea", "created": MOMENT},
    "task": {"id": 1, "document_id": 1, "who": "Bea", "role": "coder", "blind": 0, "created": MOMENT},
    "change": {
        "id": 1, "batch": "b", "at": MOMENT, "who": "Bea", "what": "", "noun": "coding", "undone": 0,
    },
}  # fmt: skip
"""One good row for every table, each after those it refers to."""

NOWHERE = 99
NEW: dict[str, Any] = {"id": 2}
APART = {  # what else makes a second row differ from the first, where a table is unique in several ways
    "uq_issue_key": {"study": "I2"},
    "uq_issue_study": {"key": "b"},
}
BROKEN: list[tuple[str, str, dict[str, Any]]] = [
    *((f"pk_{table}", table, {}) for table in GOOD),
    ("uq_stage_key", "stage", NEW),
    ("uq_aspect_key", "aspect", NEW),
    ("uq_code_name", "code", NEW | {"key": "b"}),
    ("uq_issue_key", "issue", NEW),
    ("uq_issue_study", "issue", NEW),
    ("uq_fix_key", "fix", NEW),
    ("uq_participant_name", "participant", NEW),
    ("uq_attribute_case_id_name", "attribute", NEW | {"value": "health"}),
    ("uq_document_name", "document", NEW | {"sort_key": "2"}),
    ("uq_survey_path", "survey", NEW | {"sha256": "1"}),
    ("uq_source_path", "source", NEW | {"sha256": "1"}),
    ("uq_speaker_document_id_name", "speaker", NEW | {"role": "other"}),
    ("uq_saved_search_name", "saved_search", NEW),
    ("uq_task_document_id_who_role", "task", NEW | {"due": "2026-12-11"}),
    ("uq_paragraph_document_id_position", "paragraph", NEW | {"start": 6}),
    ("uq_coder_name", "coder", NEW),
    ("uq_coding_pass_document_id_coder_id_role", "coding_pass", NEW),
    ("uq_coding_pass_id_code_id_start_end", "coding", NEW | {"extent": "shared", "origin": "manual"}),
    ("uq_unplaced_coding_pass_id_code_id_words", "unplaced_coding", NEW | {"reason": "x"}),
    ("uq_decision_document_id_pass_id_coding_id", "decision", NEW | {"kept": 0}),
    ("uq_dismissed_suggestion_document_id_coder_id_code_id_sha256", "dismissed_suggestion", NEW),
    ("uq_variable_name", "variable", NEW),
    ("uq_document_code_document_id_pass_id_code_id", "document_code", NEW),
    ("uq_exchange_file_project_id_path", "exchange_file", NEW),
    ("ck_variable_kind", "variable", NEW | {"name": "b", "kind": "Colour"}),
    ("fk_code_place_code_id", "code_place", NEW | {"code_id": NOWHERE}),
    ("fk_code_place_parent_id", "code_place", NEW | {"parent_id": NOWHERE}),
    ("fk_set_member_set_id", "set_member", NEW | {"set_id": NOWHERE}),
    ("fk_set_member_code_id", "set_member", NEW | {"code_id": NOWHERE}),
    ("fk_set_member_document_id", "set_member", NEW | {"document_id": NOWHERE}),
    ("fk_set_member_memo_id", "set_member", NEW | {"memo_id": NOWHERE}),
    ("fk_document_code_document_id", "document_code", NEW | {"document_id": NOWHERE}),
    ("fk_document_code_pass_id", "document_code", NEW | {"pass_id": NOWHERE}),
    ("fk_document_code_code_id", "document_code", NEW | {"code_id": NOWHERE}),
    ("fk_exchange_item_project_id", "exchange_item", NEW | {"project_id": NOWHERE}),
    ("fk_exchange_file_project_id", "exchange_file", NEW | {"project_id": NOWHERE}),
    ("ck_code_kind", "code", NEW | {"name": "b", "kind": "theme"}),
    ("ck_code_origin", "code", NEW | {"name": "b", "origin": "dreamt"}),
    ("ck_code_named", "code", NEW | {"name": ""}),
    ("ck_document_kind", "document", NEW | {"name": "b", "kind": "song"}),
    ("ck_saved_search_named", "saved_search", NEW | {"name": ""}),
    ("ck_task_named", "task", NEW | {"who": ""}),
    ("ck_task_role", "task", NEW | {"role": "judge"}),
    ("ck_document_named", "document", NEW | {"name": ""}),
    ("ck_speaker_role", "speaker", NEW | {"name": "b", "role": "boss"}),
    ("ck_paragraph_span", "paragraph", NEW | {"position": 1, "start": 9, "end": 5}),
    ("ck_paragraph_span", "paragraph", NEW | {"position": 1, "start": -1}),
    ("ck_coder_named", "coder", NEW | {"name": ""}),
    ("ck_coding_pass_role", "coding_pass", NEW | {"role": "judge"}),
    ("ck_coding_span", "coding", NEW | {"start": 9, "end": 5}),
    ("ck_coding_span", "coding", NEW | {"start": -1}),
    ("ck_coding_span", "coding", NEW | {"start": 6, "first": 1}),
    ("ck_coding_extent", "coding", NEW | {"start": 6, "extent": "roughly"}),
    ("ck_coding_origin", "coding", NEW | {"start": 6, "origin": "dreamt"}),
    ("fk_code_canonical_id", "code", NEW | {"name": "b", "canonical_id": NOWHERE}),
    ("fk_code_stage_id", "code", NEW | {"name": "b", "stage_id": NOWHERE}),
    ("fk_code_aspect_id", "code", NEW | {"name": "b", "aspect_id": NOWHERE}),
    ("fk_code_parent_id", "code", NEW | {"name": "b", "parent_id": NOWHERE}),
    ("fk_issue_aspect_id", "issue", NEW | {"key": "b", "study": None, "aspect_id": NOWHERE}),
    ("fk_issue_stage_issue_id", "issue_stage", {"issue_id": NOWHERE}),
    ("fk_issue_stage_stage_id", "issue_stage", {"stage_id": NOWHERE}),
    ("fk_issue_code_issue_id", "issue_code", {"issue_id": NOWHERE}),
    ("fk_issue_code_code_id", "issue_code", {"code_id": NOWHERE}),
    ("fk_fix_issue_fix_id", "fix_issue", {"fix_id": NOWHERE}),
    ("fk_fix_issue_issue_id", "fix_issue", {"issue_id": NOWHERE}),
    ("fk_fix_code_fix_id", "fix_code", {"fix_id": NOWHERE}),
    ("fk_fix_code_code_id", "fix_code", {"code_id": NOWHERE}),
    ("fk_attribute_case_id", "attribute", NEW | {"case_id": NOWHERE}),
    ("fk_document_case_id", "document", NEW | {"name": "b", "case_id": NOWHERE}),
    ("fk_source_document_id", "source", NEW | {"path": "b", "document_id": NOWHERE}),
    ("fk_replacement_document_id", "replacement", NEW | {"document_id": NOWHERE}),
    ("fk_speaker_document_id", "speaker", NEW | {"document_id": NOWHERE}),
    ("fk_paragraph_document_id", "paragraph", NEW | {"document_id": NOWHERE}),
    ("fk_paragraph_speaker_id", "paragraph", NEW | {"position": 1, "speaker_id": NOWHERE}),
    ("fk_coding_pass_document_id", "coding_pass", NEW | {"document_id": NOWHERE}),
    ("fk_coding_pass_coder_id", "coding_pass", NEW | {"coder_id": NOWHERE}),
    ("fk_coding_document_id", "coding", NEW | {"start": 6, "document_id": NOWHERE}),
    ("fk_coding_pass_id", "coding", NEW | {"pass_id": NOWHERE}),
    ("fk_coding_code_id", "coding", NEW | {"code_id": NOWHERE}),
    ("fk_coding_source_id", "coding", NEW | {"start": 6, "source_id": NOWHERE}),
    ("fk_correction_document_id", "correction", NEW | {"document_id": NOWHERE}),
    ("fk_unplaced_coding_document_id", "unplaced_coding", NEW | {"words": "b", "document_id": NOWHERE}),
    ("fk_unplaced_coding_pass_id", "unplaced_coding", NEW | {"pass_id": NOWHERE}),
    ("fk_unplaced_coding_code_id", "unplaced_coding", NEW | {"code_id": NOWHERE}),
    ("fk_unplaced_coding_source_id", "unplaced_coding", NEW | {"words": "b", "source_id": NOWHERE}),
    ("fk_decision_document_id", "decision", NEW | {"document_id": NOWHERE}),
    ("fk_decision_pass_id", "decision", NEW | {"pass_id": NOWHERE}),
    ("fk_decision_coding_id", "decision", NEW | {"coding_id": NOWHERE}),
    ("fk_decision_result_id", "decision", NEW | {"coding_id": NOWHERE, "result_id": NOWHERE}),
    ("fk_dismissed_suggestion_document_id", "dismissed_suggestion", NEW | {"document_id": NOWHERE}),
    ("fk_dismissed_suggestion_coder_id", "dismissed_suggestion", NEW | {"coder_id": NOWHERE}),
    ("fk_dismissed_suggestion_code_id", "dismissed_suggestion", NEW | {"code_id": NOWHERE}),
    ("uq_person_name", "person", NEW | {"key": "b", "account": None}),
    ("uq_person_key", "person", NEW | {"name": "b", "account": None}),
    ("uq_person_account", "person", NEW | {"name": "b", "key": "b"}),
    ("ck_person_named", "person", NEW | {"name": "", "key": "", "account": None}),
    ("ck_person_role", "person", NEW | {"name": "b", "key": "b", "account": None, "role": "boss"}),
    ("uq_invitation_digest", "invitation", NEW),
    ("fk_invitation_person_id", "invitation", NEW | {"digest": "b", "person_id": NOWHERE}),
    ("uq_sign_in_digest", "sign_in", NEW),
    ("fk_sign_in_person_id", "sign_in", NEW | {"digest": "b", "person_id": NOWHERE}),
    ("fk_task_document_id", "task", NEW | {"document_id": NOWHERE}),
    ("fk_memo_document_id", "memo", NEW | {"document_id": NOWHERE}),
    ("fk_memo_code_id", "memo", NEW | {"code_id": NOWHERE}),
    ("fk_memo_coding_id", "memo", NEW | {"coding_id": NOWHERE}),
]
KINDS = {"pk": "UNIQUE", "uq": "UNIQUE", "ck": "CHECK", "fk": "FOREIGN KEY"}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """A catalog with one good row in every table."""
    path = tmp_path_factory.mktemp("constraints") / "catalog.db"
    open_for_writing(path).dispose()
    # A statement that was compiled while foreign keys were deferred would not undo itself later on.
    with closing(sqlite3.connect(path, isolation_level=None, cached_statements=0)) as connection:
        connection.execute("PRAGMA foreign_keys=ON")
        for table, row in GOOD.items():
            insert(connection, table, row)
        yield connection


@pytest.fixture
def connection(filled: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """The same, for one test to change."""
    filled.execute("BEGIN")
    yield filled
    filled.execute("ROLLBACK")


def insert(connection: sqlite3.Connection, table: str, row: dict[str, Any]) -> None:
    names = ", ".join(f'"{name}"' for name in row)
    values = ", ".join("?" for _ in row)
    connection.execute(f'INSERT INTO "{table}" ({names}) VALUES ({values})', tuple(row.values()))  # noqa: S608


@pytest.mark.parametrize(("constraint", "table", "broken"), BROKEN, ids=lambda each: str(each)[:60])
def test_the_database_refuses_a_row_that_breaks(
    connection: sqlite3.Connection, constraint: str, table: str, broken: dict[str, Any]
) -> None:
    row = GOOD[table] | APART.get(constraint, {}) | broken
    with pytest.raises(sqlite3.IntegrityError) as refused:
        insert(connection, table, row)
    kind, broke = KINDS[constraint[:2]], columns(table, constraint)
    told = {"CHECK": f": {constraint}", "UNIQUE": f": {', '.join(f'{table}.{name}' for name in broke)}"}
    assert str(refused.value) == f"{kind} constraint failed{told.get(kind, '')}"
    if kind == "FOREIGN KEY":  # SQLite does not say which
        connection.execute("PRAGMA defer_foreign_keys=ON")
        insert(connection, table, row)
        led_nowhere = {name for name, value in broken.items() if value == NOWHERE}
        assert set(broke) <= set(dangling(connection, table)) == led_nowhere


def columns(table: str, constraint: str) -> list[str]:
    """The columns that a constraint of a table is on."""
    return next(
        [column.name for column in each.columns] for each in constraints(table) if each.name == constraint
    )


def dangling(connection: sqlite3.Connection, table: str) -> list[str]:
    """The columns of a table that refer to a row that is not there."""
    names = {each[0]: each[3] for each in connection.execute(f"PRAGMA foreign_key_list({table})")}
    return [names[number] for *_, number in connection.execute(f"PRAGMA foreign_key_check({table})")]


def constraints(table: str) -> list[Any]:
    made = SQLModel.metadata.tables[table].constraints
    kinds = (PrimaryKeyConstraint, UniqueConstraint, CheckConstraint, ForeignKeyConstraint)
    return [each for each in made if isinstance(each, kinds)]


def test_every_constraint_of_every_table_is_broken_above() -> None:
    declared = {str(each.name) for table in SQLModel.metadata.tables for each in constraints(table)}
    assert set(SQLModel.metadata.tables) == set(GOOD)
    assert declared == {name for name, _, _ in BROKEN}


@pytest.mark.parametrize(
    ("table", "column"),
    [
        pytest.param(table.name, column.name, id=f"{table.name}.{column.name}")
        for table in SQLModel.metadata.sorted_tables
        for column in table.columns
        if not column.nullable and not column.primary_key
    ],
)
def test_a_column_that_must_say_something_may_not_be_empty(
    connection: sqlite3.Connection, table: str, column: str
) -> None:
    with pytest.raises(sqlite3.IntegrityError, match=f"NOT NULL constraint failed: {table}.{column}"):
        insert(connection, table, GOOD[table] | NEW | {column: None})


def left(connection: sqlite3.Connection) -> set[str]:
    """The tables that still have a row."""
    return {table for table in GOOD if connection.execute(f'SELECT * FROM "{table}"').fetchone()}  # noqa: S608


def test_a_document_takes_all_that_is_its_own_with_it_and_leaves_the_rest(
    connection: sqlite3.Connection,
) -> None:
    connection.execute("DELETE FROM document")
    gone = {"source", "replacement", "speaker", "paragraph", "coding_pass", "coding", "unplaced_coding"}
    gone |= {"decision", "dismissed_suggestion", "correction", "document_code", "set_member", "task"}
    assert set(GOOD) - left(connection) == {"document", "memo", *gone}


@pytest.mark.parametrize("table", ["code", "coder"])
def test_a_code_in_use_and_a_coder_who_coded_cannot_go(connection: sqlite3.Connection, table: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        connection.execute(f"DELETE FROM {table}")  # noqa: S608  two names of our own
    assert left(connection) == set(GOOD)


@pytest.mark.parametrize(
    ("table", "column"), [("speaker", "paragraph.speaker_id"), ("coding", "memo.coding_id")]
)
def test_words_outlive_their_speaker_and_a_memo_its_coding(
    connection: sqlite3.Connection, table: str, column: str
) -> None:
    other, name = column.split(".")
    connection.execute(f"UPDATE {other} SET {name} = 1")  # noqa: S608
    connection.execute(f"DELETE FROM {table}")  # noqa: S608
    assert connection.execute(f"SELECT {name} FROM {other}").fetchall() == [(None,)]  # noqa: S608


def test_the_id_of_a_row_that_was_deleted_is_never_given_to_another(connection: sqlite3.Connection) -> None:
    for table in ("memo", "unplaced_coding", "coding", "attribute", "speaker"):
        connection.execute(f"DELETE FROM {table}")  # noqa: S608
        row = {name: value for name, value in GOOD[table].items() if name not in ("id", "coding_id")}
        insert(connection, table, row)
        assert connection.execute(f"SELECT id FROM {table}").fetchall() == [(2,)], table  # noqa: S608
