"""Changing the codebook: each change is one action, tells before what it touches, and loses no coding."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from interview_files import OTHER, TALK, TAXONOMY, codings, file, rows, store, taxonomy
from sqlalchemy import Engine
from sqlmodel import Session, col, func, select

from kb.codebook.edits import EditError, Place
from kb.codebook.taxonomy import read_taxonomy
from kb.codebook.write import FileChangedError
from kb.db import engine as db
from kb.db.audit import CannotUndoError
from kb.db.tables import Change, Code, Coding
from kb.queries.codebook.codes import codes
from kb.queries.evidence.issues import issues
from kb.store.codebook import edit_codes, edit_preview, write_back
from kb.store.codebook.apply_taxonomy import apply_taxonomy
from kb.store.codebook.edit_preview import Selection
from kb.store.codebook.pending_edits import applied_taxonomy, pending
from kb.store.memos import add_memo
from kb.store.undo import undo

BOOK = TAXONOMY.replace(
    "issues:\n",
    """  # Decay is what the provider says.
  decay:
    kind: issue
    stage: deployment
    aliases: [Rotting]
    definition: The data rots.
    cues: [rot, decay, mould]
issues:
""",
).replace(
    "fixes:\n",
    """  rot:
    title: Data rots
    statement: What was good is bad.
    stages: [deployment]
    codes: [decay]
fixes:
""",
)
FILES = (
    file(
        "codings/Interview 1 - Bea.txt",
        TALK,
        {
            "drift": ("the schema changed overnight", "exact"),
            "decay": ("schema changed", "exact"),
            "watching-fix": ("took a week to see", "exact"),
            "loose-end": ("by hand", "exact"),
        },
        coder="Bea",
    ),
    file(
        "codings/Interview 1 - Cem.txt", TALK, {"Rotting": ("the answers were wrong", "exact")}, coder="Cem"
    ),
    file(
        "codings/Interview 2 - Bea.txt",
        OTHER,
        {"decay": ("spoils everything", "paragraph"), "Loose ends!": ("It is slow", "exact")},
        coder="Bea",
    ),
)
NEW = Place(
    name="rust",
    kind="issue",
    stage="deployment",
    carries=("rot",),
    definition="It rusts.",
    cues=("a", "b", "c"),
)
TRAIL = ("change", "taxonomy_file")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "catalog.db"


@pytest.fixture(scope="session")
def ingested(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalog with two interviews, made once: each test has a copy."""
    made = tmp_path_factory.mktemp("codebook") / "catalog.db"
    engine = db.open_for_writing(made)
    ingest(engine)
    engine.dispose()
    return made


@pytest.fixture
def engine(ingested: Path, path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """The catalog, sorted by a taxonomy.yaml beside it."""
    beside = path.with_name("taxonomy.yaml")
    beside.write_text(BOOK, "utf-8")
    monkeypatch.setenv("KB_TAXONOMY", str(beside))
    shutil.copy(ingested, path)
    made = db.open_for_writing(path)
    yield made
    made.dispose()


def ingest(engine: Engine, text: str = BOOK) -> None:
    """What `kb ingest --reread` does: the files are stored, and the catalog is sorted by the file."""
    with db.transaction(engine) as session:
        apply_taxonomy(session, taxonomy(text), who="Ann")
    store(engine, *FILES, book=taxonomy(text))
    with db.transaction(engine) as session:
        apply_taxonomy(session, taxonomy(text), who="Ann")


def do(engine: Engine, change: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    with db.transaction(engine) as session:
        return change(session, *args, **kwargs)


def ask(engine: Engine, question: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    with db.reading(engine) as session:
        return question(session, *args, **kwargs)


def counts(engine: Engine) -> dict[str, int]:
    """How many codings each code has."""
    return {row.code: row.codings for row in ask(engine, codes)}


def evidence(engine: Engine) -> dict[str, int]:
    return {row.title: row.codings for row in ask(engine, issues)}


def standing(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row but for the trail."""
    return rows(path, without=TRAIL)


@dataclass(frozen=True)
class Case:
    """A change of the codebook, how it is previewed, and what the codes count then."""

    do: Callable[[Session], str]
    preview: Callable[[Session], edit_preview.EditImpact]
    then: dict[str, int | None]


CHANGES = {
    "create": Case(
        lambda s: edit_codes.create(s, NEW, who="Ann"),
        lambda s: edit_preview.preview_create(s, NEW),
        {"decay": 3},
    ),
    "rename": Case(
        lambda s: edit_codes.rename(s, "decay", "Spoiling", who="Ann"),
        lambda s: edit_preview.preview_rename(s, "decay", "Spoiling"),
        {"Spoiling": 3, "decay": None},
    ),
    "rename an unsorted code": Case(
        lambda s: edit_codes.rename(s, "loose-end", "Handwork", who="Ann"),
        lambda s: edit_preview.preview_rename(s, "loose-end", "Handwork"),
        {"Handwork": 1, "loose-end": None},
    ),
    "merge": Case(
        lambda s: edit_codes.merge(s, "decay", "drift", who="Ann"),
        lambda s: edit_preview.preview_merge(s, "decay", "drift"),
        {"drift": 3, "decay": None},  # one of Bea's is part of her other one
    ),
    "merge an unsorted code": Case(
        lambda s: edit_codes.merge(s, "loose-end", "decay", who="Ann"),
        lambda s: edit_preview.preview_merge(s, "loose-end", "decay"),
        {"decay": 4, "loose-end": None},
    ),
    "merge two unsorted codes": Case(
        lambda s: edit_codes.merge(s, "loose-end", "Loose ends!", who="Ann"),
        lambda s: edit_preview.preview_merge(s, "loose-end", "Loose ends!"),
        {"Loose ends!": 2, "loose-end": None},
    ),
    "split by document": Case(
        lambda s: edit_codes.split(s, "decay", NEW, Selection(documents=("Interview 2",)), who="Ann"),
        lambda s: edit_preview.preview_split(s, "decay", NEW, Selection(documents=("Interview 2",))),
        {"decay": 2, "rust": 1},
    ),
    "split by coder": Case(
        lambda s: edit_codes.split(s, "decay", NEW, Selection(coders=("Cem",)), who="Ann"),
        lambda s: edit_preview.preview_split(s, "decay", NEW, Selection(coders=("Cem",))),
        {"decay": 2, "rust": 1},
    ),
    "split by words": Case(
        lambda s: edit_codes.split(s, "decay", NEW, Selection(words="SCHEMA  changed"), who="Ann"),
        lambda s: edit_preview.preview_split(s, "decay", NEW, Selection(words="SCHEMA  changed")),
        {"decay": 2, "rust": 1},
    ),
    "move": Case(
        lambda s: edit_codes.move(
            s, Place("decay", "issue", "maintenance", carries=("concept-drift",)), who="Ann"
        ),
        lambda s: edit_preview.preview_move(
            s, Place("decay", "issue", "maintenance", carries=("concept-drift",))
        ),
        {"decay": 3},
    ),
    "place an unsorted code": Case(
        lambda s: edit_codes.move(
            s, Place("loose-end", "topic", definition="By hand.", cues=("a", "b", "c")), who="A"
        ),
        lambda s: edit_preview.preview_move(
            s, Place("loose-end", "topic", definition="By hand.", cues=("a", "b", "c"))
        ),
        {"loose-end": 1},
    ),
    "describe": Case(
        lambda s: edit_codes.describe(s, "decay", "It is bad.", ("a", "b", "c"), who="Ann"),
        lambda s: edit_preview.preview_describe(s, "decay", "It is bad.", ("a", "b", "c")),
        {"decay": 3},
    ),
    "recolour": Case(
        lambda s: edit_codes.recolour(s, "decay", 7, who="Ann"),
        lambda s: edit_preview.preview_recolour(s, "decay"),
        {"decay": 3},
    ),
    "delete": Case(
        lambda s: edit_codes.remove(s, "decay", who="Ann"),
        lambda s: edit_preview.preview_remove(s, "decay"),
        {"decay": 3},
    ),
}
each_change = pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())


@each_change
def test_a_change_counts_as_it_should_and_is_one_action(engine: Engine, change: Case) -> None:
    batch = do(engine, change.do)
    found = counts(engine)
    assert {code: found.get(code) for code in change.then} == change.then
    with db.reading(engine) as session:
        actions = session.exec(select(Change.what).where(Change.batch == batch).distinct()).all()
    assert len(actions) == 1


@pytest.mark.parametrize(
    ("preview", "bare"),
    [
        (lambda s: edit_preview.preview_merge(s, "decay", "drift"), ("Data rots",)),
        (lambda s: edit_preview.preview_remove(s, "decay"), ("Data rots",)),
        (lambda s: edit_preview.preview_merge(s, "loose-end", "decay"), ()),
        (lambda s: edit_preview.preview_rename(s, "decay", "Spoiling"), ()),
    ],
)
def test_a_preview_names_the_issues_that_no_code_would_carry(
    engine: Engine, preview: Callable[[Session], edit_preview.EditImpact], bare: tuple[str, ...]
) -> None:
    assert ask(engine, preview).bare == bare


@each_change
def test_a_preview_says_what_the_change_does_and_changes_nothing(
    engine: Engine, path: Path, change: Case
) -> None:
    before, words, proof = rows(path), codings(path), evidence(engine)
    touched = ask(engine, change.preview)
    assert rows(path) == before
    do(engine, change.do)
    assert len(words) - len(codings(path)) == touched.joined
    altered = {issue for issue, number in evidence(engine).items() if number != proof[issue]}
    assert altered <= set(touched.issues)
    assert len(touched.sample) == min(touched.codings, 10)
    assert {each.document for each in touched.sample} <= set(touched.documents)


@each_change
def test_undo_restores_every_row_and_redo_does_it_again(engine: Engine, path: Path, change: Case) -> None:
    before = standing(path)
    batch = do(engine, change.do)
    after = standing(path)
    assert after != before
    do(engine, undo, batch, who="Ann")
    assert standing(path) == before
    do(engine, undo, newest(engine), who="Ann")
    assert standing(path) == after
    do(engine, undo, newest(engine), who="Ann")
    assert standing(path) == before


def newest(engine: Engine) -> str:
    with db.reading(engine) as session:
        return session.exec(select(Change.batch).order_by(col(Change.id).desc())).first() or ""


@each_change
def test_a_change_survives_every_ingest(engine: Engine, path: Path, change: Case) -> None:
    do(engine, change.do)
    after, words = counts(engine), codings(path)
    ingest(engine)
    assert (counts(engine), codings(path)) == (after, words)
    ingest(engine, BOOK.replace("The world moves on.", "The world does not stand still."))
    assert (counts(engine), codings(path)) == (after, words)


@each_change
def test_a_change_that_is_written_into_the_file_no_longer_waits(
    engine: Engine, path: Path, change: Case
) -> None:
    do(engine, change.do)
    shown = ask(engine, write_back.preview, path)
    after, words = counts(engine), codings(path)
    do(engine, write_back.write_back, shown, who="Ann")
    assert counts(engine) == after
    assert ask(engine, write_back.preview, path).diff == ""
    written = path.with_name("taxonomy.yaml").read_text("utf-8")
    assert written == shown.after
    assert "# Decay is what the provider says." in written
    ingest(engine, written)
    assert (counts(engine), codings(path)) == (after, words)


@each_change
def test_a_file_that_says_the_change_settles_it(engine: Engine, path: Path, change: Case) -> None:
    """A person copies the difference and applies the file themselves."""
    do(engine, change.do)
    shown = ask(engine, write_back.preview, path)
    after = counts(engine)
    ingest(engine, shown.after)
    assert counts(engine) == after
    by_hand = shown.after.replace("The world moves on.", "Said anew.")
    ingest(engine, by_hand)
    assert counts(engine) == after


def test_what_the_file_says_after_it_was_written_holds(engine: Engine, path: Path) -> None:
    do(engine, edit_codes.rename, "decay", "Spoiling", who="Ann")
    do(engine, write_back.write_back, ask(engine, write_back.preview, path), who="Ann")
    ingest(engine, BOOK)
    assert counts(engine)["decay"] == 3


def test_a_change_that_a_later_file_does_not_allow_waits_and_is_reported(engine: Engine, path: Path) -> None:
    do(engine, edit_codes.describe, "decay", "It is bad.", ("a", "b", "c"), who="Ann")
    beside = path.with_name("taxonomy.yaml")
    beside.write_text(BOOK.replace("  decay:\n", "  mould:\n").replace("[decay]", "[mould]"), "utf-8")
    with db.transaction(engine) as session:
        apply_taxonomy(session, read_taxonomy(beside), who="Ann")
    shown = ask(engine, write_back.preview, path)
    assert shown.diff == ""
    assert [text.partition(":")[0] for text in shown.misfits] == ["describe code 'decay'"]
    ingest(engine)
    assert definition(engine, "decay") == "It is bad."


def definition(engine: Engine, code: str) -> str:
    with db.reading(engine) as session:
        return session.exec(select(Code.definition).where(Code.name == code)).one()


def test_a_file_that_was_changed_since_it_was_shown_is_not_written(engine: Engine, path: Path) -> None:
    do(engine, edit_codes.rename, "decay", "Spoiling", who="Ann")
    shown = ask(engine, write_back.preview, path)
    beside = path.with_name("taxonomy.yaml")
    beside.write_text(BOOK + "# mine\n", "utf-8")
    with pytest.raises(FileChangedError):
        do(engine, write_back.write_back, shown, who="Ann")
    assert beside.read_text("utf-8") == BOOK + "# mine\n"
    assert len(ask(engine, lambda s: pending(s, applied_taxonomy(s)).waiting)) == 1


def test_an_action_that_another_builds_on_cannot_be_undone_before_it(engine: Engine, path: Path) -> None:
    first = do(engine, edit_codes.rename, "decay", "Spoiling", who="Ann")
    second = do(engine, edit_codes.describe, "Spoiling", "It spoils.", ("a", "b", "c"), who="Ann")
    before = rows(path)
    with pytest.raises(CannotUndoError, match="describe code 'Spoiling'"):
        do(engine, undo, first, who="Ann")
    assert rows(path) == before
    do(engine, undo, second, who="Ann")
    do(engine, undo, first, who="Ann")
    assert counts(engine)["decay"] == 3


def test_what_stands_in_the_file_is_not_undone_behind_its_back(engine: Engine, path: Path) -> None:
    batch = do(engine, edit_codes.rename, "decay", "Spoiling", who="Ann")
    do(engine, write_back.write_back, ask(engine, write_back.preview, path), who="Ann")
    applied = newest(engine)
    with pytest.raises(CannotUndoError, match=r"taxonomy\.yaml"):
        do(engine, undo, batch, who="Ann")
    do(engine, undo, applied, who="Ann")  # the file before, and the change waits again
    assert counts(engine)["Spoiling"] == 3
    do(engine, undo, batch, who="Ann")
    assert counts(engine)["decay"] == 3


def test_a_memo_on_a_joined_coding_moves_to_the_one_that_stays(engine: Engine) -> None:
    do(engine, add_memo, "Look again.", who="Ann", code="decay")
    do(engine, edit_codes.merge, "decay", "drift", who="Ann")
    with db.reading(engine) as session:
        assert session.exec(select(func.count()).select_from(Coding)).one() == 6


def test_a_renamed_code_keeps_its_colour(engine: Engine) -> None:
    do(engine, edit_codes.recolour, "decay", 5, who="Ann")
    do(engine, edit_codes.rename, "decay", "Spoiling", who="Ann")
    with db.reading(engine) as session:
        assert session.exec(select(Code.colour).where(Code.name == "Spoiling")).one() == 5


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda s: edit_codes.rename(s, "decay", "DRIFTS", who="Ann"), "merge 'decay' into it instead"),
        (lambda s: edit_codes.rename(s, "decay", "decay", who="Ann"), "already 'decay'"),
        (lambda s: edit_codes.rename(s, "decay", " - ", who="Ann"), "letters"),
        (lambda s: edit_codes.merge(s, "decay", "loose-end", who="Ann"), "is unsorted"),
        (lambda s: edit_codes.merge(s, "decay", "decay", who="Ann"), "itself"),
        (lambda s: edit_codes.create(s, Place("Drifts", "topic"), who="Ann"), "there is a code 'drift'"),
        (
            lambda s: edit_codes.create(s, Place("new", "topic", cues=tuple(map(str, range(21)))), who="Ann"),
            "at most 20",
        ),
        (
            lambda s: edit_codes.describe(s, "loose-end", "x", tuple(map(str, range(21))), who="Ann"),
            "at most 20",
        ),
        (lambda s: edit_codes.remove(s, "loose-end", who="Ann"), "merge it into another"),
        (
            lambda s: edit_codes.split(s, "decay", NEW, Selection(words="nowhere"), who="Ann"),
            "none of the codings",
        ),
        (lambda s: edit_codes.recolour(s, "decay", 12, who="Ann"), "0 to 11"),
        (
            lambda s: edit_codes.move(s, Place("decay", "topic", carries=("rot",)), who="Ann"),
            "cannot have 'rot'",
        ),
        (lambda s: edit_codes.move(s, Place("decay", "issue", parent="drift"), who="Ann"), "not 'umbrella'"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    engine: Engine, path: Path, change: Callable[[Session], str], reason: str
) -> None:
    before = rows(path)
    with pytest.raises(EditError, match=reason):
        do(engine, change)
    assert rows(path) == before


def test_writing_nothing_leaves_the_file_as_it_is(engine: Engine, path: Path) -> None:
    shown = ask(engine, write_back.preview, path)
    assert (shown.diff, shown.changes) == ("", ())
    content = path.with_name("taxonomy.yaml").read_bytes()
    assert hashlib.sha256(content).hexdigest() == shown.sha256
