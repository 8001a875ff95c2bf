"""What somebody else has changed since a writer looked is told and not overwritten, by any function."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import stale_writes
from interview_files import TAXONOMY, taxonomy
from sqlalchemy import Engine
from sqlmodel import select
from stale_writes import STALE_WRITES, StaleWrite, called, everything, race

import kb.store
from ingest.model import Problem
from kb.db import engine as db
from kb.db.tables import Change
from kb.store import memos
from kb.store.codebook.apply_taxonomy import apply_taxonomy
from kb.store.codebook.older_taxonomy import not_older, refuse_older
from kb.store.coding import moderation
from kb.store.corrections import correct_text
from kb.store.documents import attribute_import
from kb.store.once import once
from kb.store.stale import StaleWriteError

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("stale") / "catalog.db"
    engine = db.open_for_writing(path)
    stale_writes.make(engine)
    engine.dispose()
    return path


@pytest.fixture
def engine(made: Path, tmp_path: Path) -> Iterator[Engine]:
    opened = db.open_for_writing(shutil.copy(made, tmp_path / "catalog.db"))
    yield opened
    opened.dispose()


@pytest.mark.parametrize("write", STALE_WRITES, ids=lambda write: write.name)
def test_a_second_writer_is_told_what_the_first_has_changed_and_nothing_is_lost(
    engine: Engine, write: StaleWrite
) -> None:
    with db.reading(engine) as session:
        seen = write.look(session)
    with db.transaction(engine) as session:
        write.theirs(session)
    with db.reading(engine) as session:
        before = everything(session)
    with pytest.raises(StaleWriteError) as refused, db.transaction(engine) as session:
        write.mine(session, seen)
    with db.reading(engine) as session:
        assert everything(session) == before
    told = str(refused.value)
    assert told.startswith(f"{refused.value.who} has ")
    assert told.endswith("Nothing was saved")
    assert refused.value.at is not None
    assert refused.value.is_gone == (" deleted " in told)


@pytest.mark.parametrize("write", STALE_WRITES, ids=lambda write: write.name)
def test_what_nobody_has_changed_meanwhile_is_written(engine: Engine, write: StaleWrite) -> None:
    with db.reading(engine) as session:
        seen = write.look(session)
    with db.transaction(engine) as session:
        write.mine(session, seen)


UNCHECKED = {
    "only tells": """
        code_colours.colour_of_new_code codebook.default_taxonomy.is_chosen
        codebook.default_taxonomy.default_taxonomy codebook.edit_preview.preview_create
        codebook.edit_preview.preview_rename codebook.edit_preview.preview_merge
        codebook.edit_preview.preview_split codebook.edit_preview.preview_move
        codebook.edit_preview.preview_describe codebook.edit_preview.preview_remove
        codebook.edit_preview.preview_recolour codebook.edit_preview.must_be_free
        codebook.edit_preview.codings_of codebook.pending_edits.current
        codebook.older_taxonomy.applied_since codebook.pending_edits.applied_taxonomy
        codebook.pending_edits.pending codebook.pending_edits.try_out
        codebook.write_back.preview codebook.write_back.waits coding.code_hits.plan_hits
        coding.codings.overlapping coding.machine.check_name coding.machine.unfinished
        coding.passages.paragraphs_of coding.passages.span_of coding.place_coding.coding_before
        coding.unplaced_words.unplaced
        coding.unplaced_words.free_words corrections.correct_text.retype corrections.correct_text.split
        corrections.correct_text.replace_words corrections.correct_text.set_text
        corrections.correct_text.set_speaker corrections.correct_text.join
        corrections.file_decisions.take_file_text corrections.file_decisions.keep_correction
        corrections.file_text.stretches corrections.file_text.shown_drafts corrections.file_text.file_drafts
        corrections.file_text.documents_saying corrections.file_text.file_text
        corrections.paragraphs_before.before corrections.preview.impact
        corrections.spans_on_text.codings_touched corrections.spans_on_text.lost_words
        corrections.text_change.taken_back documents.attribute_import.plan_attributes
        documents.deletion.deleted_files documents.deletion.filled_tables documents.file_facts.set_by_people
        documents.renaming.is_renamed documents.speakers.corrections
        documents.survey_deletion.surveys_with_documents documents.survey_deletion.survey_of
        exchange.archive.is_empty get_or_create.is_machine ingest.stored_versions.candidates
        ingest.stored_versions.version_in_catalog ingest.stored_versions.files_behind
        ingest.survey.changed_cases.is_own_case ingest.survey.known_surveys.survey_at
        ingest.survey.known_surveys.same_rows ingest.survey.known_surveys.upload_path
        ingest.survey.known_surveys.known_upload ingest.survey.known_surveys.known_survey
        ingest.survey.new_cases.stored_sources ingest.upload.known ingest.upload.as_proposed
        ingest.upload.is_taken ingest.upload.free_title once.is_done pseudonyms.pseudonymise.all_words
        pseudonyms.files.left_out_files.replaced_files pseudonyms.files.left_out_files.would_show_names
        text_versions.text_of text_versions.current_span undo.last_undoable undo.last_redoable
        undo_together.depending_on people.browsers.who_has people.invitations.invited
    """,
    "compares": """
        codebook.older_taxonomy.refuse_older codebook.older_taxonomy.not_older
        stale.refuse_stale coding.coding_version.coding_seen codebook.code_version.code_as_seen
        documents.speakers.refuse_other_speakers
    """,
    "writes nothing": "ingest.redact.backups_with_names",
    "compares the words that were shown": """
        coding.second_look.code_missed coding.second_look.refuse_missed
    """,
    "compares the file and the codebook that were shown": "codebook.write_back.write_back",
    "compares the row with what the action left": """
        undo.undo undo_together.undo_or_ask undo_together.undo_together exchange.undoing.undo_import
        documents.deletion.restore_document corrections.undoing.undo_correction
    """,
    "adds, and leaves what is there": """
        memos.add_memo memos.note_on_passage coding.codings.add_coding coding.code_hits.code_hits
        coding.dismissed_suggestions.confirm coding.dismissed_suggestions.dismiss
        coding.unblinding.show_others coding.unblinding.show_others_of codebook.edit_codes.create
        codebook.cues.add_cue codebook.cues.remove_cue codebook.cues.refuse_cue code_colours.assign_colours
        codebook.start_study.start_study get_or_create.coder_named exchange.archive.store_study
        exchange.project.import_project coding.machine.store_part ingest.survey.new_cases.add_cases
        ingest.upload.store_upload people.tasks.assign
    """,
    "the row never changes: it is there, or gone": """
        coding.place_coding.place_coding coding.place_coding.drop_coding
    """,
    "is asked for again by its name, with all that it takes along, and is brought back whole": """
        documents.deletion.delete_document documents.survey_deletion.delete_survey
    """,
    "takes what files say; what a person made stays": """
        ingest.interviews.save documents.file_facts.keep_stated_facts codebook.apply_taxonomy.apply_taxonomy
        ingest.redact.hide_names corrections.overlay.lay_over corrections.overlay.store_stretches
        ingest.reanchor.move_replacements
    """,
    "a part of an action that has compared": """
        codebook.apply_taxonomy.sort_again codebook.code_tree.put_in_tree codebook.pending_edits.unsettle
        coding.machine.clear corrections.spans_on_text.move_spans documents.speakers.relink
        documents.speakers.store_voices once.once
    """,
    "says what one person may do, whatever it was before: the later one holds": """
        people.roles.add_person people.roles.change_role people.roles.end_access people.invitations.invite
        people.roles.forget_ways_in
    """,
    "is about the browser or the link that it is asked with": """
        people.browsers.new_browser people.browsers.sign_out people.invitations.accept
    """,
    "replaces names everywhere, in one transaction": """
        pseudonyms.pseudonymise.pseudonymise pseudonyms.pseudonymise.take_back pseudonyms.cells.rewrite_cells
        pseudonyms.computed.mark_again pseudonyms.computed.take_files_out pseudonyms.erase.erase
        pseudonyms.imported.move_imported pseudonyms.trail.move_trail coding.machine_run.code_document
    """,
}
"""Functions of the store that take no ``seen``, by the reason; those with a ``log`` are parts of others."""


def test_every_function_that_writes_compares_or_it_is_said_why_not() -> None:
    found = {called(each): {*inspect.signature(each).parameters} for each in public_functions()}
    writing = {name for name, given in found.items() if {"session", "engine"} & given and "log" not in given}
    compared = {called(write.function) for write in STALE_WRITES}
    told = [name for names in UNCHECKED.values() for name in names.split()]
    assert len(told) == len(set(told))
    assert compared.isdisjoint(told)
    assert writing | compared == compared | set(told)
    comparing = {name for name, given in found.items() if {"seen", "planned", "rulings", "sha256"} & given}
    assert comparing >= compared
    assert comparing - set(told) <= compared


def public_functions() -> Iterator[Callable[..., Any]]:
    for module in pkgutil.walk_packages(kb.store.__path__, "kb.store."):
        loaded = importlib.import_module(module.name)
        for name, each in vars(loaded).items():
            if inspect.isfunction(each) and each.__module__ == module.name and not name.startswith("_"):
                yield each


def test_the_app_says_what_was_seen_wherever_it_changes_what_is_there() -> None:
    told_otherwise = {moderation.decide, attribute_import.set_attributes, correct_text.check_version}
    functions = {
        f"kb.store.{called(each.function)}" for each in STALE_WRITES if each.function not in told_otherwise
    }
    every = [(path, ast.parse(path.read_text("utf-8"))) for path in sorted((ROOT / "app").rglob("*.py"))]
    unsaid = [f"{path}:{line}" for path, tree in every for line in unsaid_calls(tree, functions)]
    assert unsaid == []
    assert any(
        meant_by(node, names) in functions
        for _, tree in every
        for names in (imported(tree),)
        for node in ast.walk(tree)
    )


def unsaid_calls(tree: ast.Module, functions: set[str]) -> Iterator[int]:
    """The lines where a store's function is called, or handed to a transaction, without what was seen."""
    names = imported(tree)
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and {meant_by(each, names) for each in (node.func, *node.args[:1])} & functions
        ):
            given = {each.arg for each in node.keywords} | {
                each.id for each in node.args if isinstance(each, ast.Name)
            }
            if "seen" not in given:
                yield node.lineno


def imported(tree: ast.Module) -> dict[str, str]:
    """What a module's names stand for that it imports."""
    return {
        alias.asname or alias.name: f"{node.module}.{alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


def meant_by(node: ast.AST, names: dict[str, str]) -> str | None:
    """The function that a name stands for, with its module."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return f"{names.get(node.value.id)}.{node.attr}"
    return names.get(node.id) if isinstance(node, ast.Name) else None


def test_of_two_who_write_at_once_one_is_told_and_neither_is_lost(engine: Engine) -> None:
    """Twenty rounds: both read the same memo, both write; exactly one is refused each time."""
    refused = race(engine, 20)
    assert refused == 20
    with db.reading(engine) as session:
        changes = session.exec(
            select(Change).where(Change.noun == "memo", Change.row_id == stale_writes.memo(session))
        )
        texts = [(row.after or {})["text"] for row in changes]
    assert len(texts) == 21, "the first, and one a round"


def rewritten(engine: Engine, text: str, seen: str, *, who: str = "Ann", **named: Any) -> None:
    """Rewrite Ann's memo; an action of a name may know earlier ones of whoever asks as their own."""
    with db.transaction(engine) as session:
        which = stale_writes.memo(session)
        once(
            session,
            named.get("name", text),
            lambda session: memos.rewrite_memo(session, which, text, who=who, seen=seen),
            own=frozenset(named.get("own", ())),
        )


def test_what_only_ones_own_earlier_actions_have_changed_is_as_one_meant_it(engine: Engine) -> None:
    """Of two quick actions the second was made on what was there before the first."""
    rewritten(engine, "First of all.", "First.", name="first")
    rewritten(engine, "First of all it was cold.", "First.", name="second", own=["first"])
    with pytest.raises(StaleWriteError, match=r"it is now First of all it was cold\. Nothing was saved$"):
        rewritten(engine, "Last.", "First.", name="third", own=["first"])


def test_who_changed_it_last_is_named(engine: Engine) -> None:
    rewritten(engine, "First of all.", "First.", name="mine")
    rewritten(engine, "Second.", "First of all.", name="later", own=["mine"])
    with pytest.raises(StaleWriteError) as refused:
        rewritten(engine, "Last.", "First.", own=["mine"])
    with db.reading(engine) as session:
        last = session.exec(select(Change).where(Change.batch == "later")).one()
    assert refused.value.at == last.at


def test_a_taxonomy_made_from_an_older_one_does_not_take_back_what_somebody_else_applied(
    engine: Engine,
) -> None:
    older = taxonomy(TAXONOMY.replace("The world moves on.", "The world moves on and on."))
    newer = taxonomy(TAXONOMY.replace("title: Deployment", "title: Rollout"))
    problems: list[Problem] = []
    with db.transaction(engine) as session:
        apply_taxonomy(session, newer, who="Bea")
    with db.transaction(engine) as session:
        for file in (taxonomy(), older):
            with pytest.raises(StaleWriteError, match=r"Bea has changed the taxonomy in the meantime"):
                refuse_older(session, file, who="Ann")
            assert not_older(session, file, (), problems, who="Ann").text == newer.text
            refuse_older(session, file, who="Bea")  # who takes back what they did themselves
        assert problems[0].message.startswith("Bea has applied a newer taxonomy; this file was not applied")
        refuse_older(session, taxonomy(newer.text.replace("It goes live.", "It is live.")), who="Ann")
