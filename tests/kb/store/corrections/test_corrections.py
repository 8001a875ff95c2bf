"""A person corrects a transcript: codings stay on their words, files do not take it back, undo is exact."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import interview_files
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as some
from interview_files import TALK, Marks, ask, bytes_of, codings, document, rows, store, text_of
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from ingest.model import Parsed
from ingest.speakers import speakers_of
from kb.db import engine as db
from kb.db.audit import CannotUndoError
from kb.db.tables import Change, Document
from kb.errors import KbError
from kb.store.coding.codings import add_coding, remove_coding
from kb.store.coding.dismissed_suggestions import dismiss
from kb.store.corrections import correct_text as correct
from kb.store.corrections import file_decisions
from kb.store.corrections.text_change import LostWordsError
from kb.store.corrections.word_moves import WordMove
from kb.store.documents.deletion import delete_document
from kb.store.text_versions import Selection, current_span
from kb.store.undo import last_redoable, last_undoable, undo

SCHEMA = "the schema changed overnight"
WRONG = "the answers were wrong"
PLAIN = "plain/Interview 1.txt"
BEA = "codings/Interview 1 - Bea.txt"
ALWAYS_NEW = ("change", "correction")
"""Tables that grow by every action, also by one that is taken back."""

Make = Callable[[Session, Document], correct.Correcting | None]


def file(path: str, paragraphs: tuple[str, ...] = TALK, marks: Marks | None = None) -> Parsed:
    """Make what a reader makes of a file, with the people who speak in it."""
    parsed = interview_files.file(path, paragraphs, marks)
    assert parsed.transcript is not None
    people = speakers_of(parsed.transcript.paragraphs)
    return replace(parsed, transcript=replace(parsed.transcript, speakers=people))


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = db.open_for_writing(tmp_path / "catalog.db")
    store(made, file(PLAIN), file(BEA, TALK, {"drift": (SCHEMA, "exact")}))
    yield made
    made.dispose()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "catalog.db"


def again(engine: Engine, paragraphs: tuple[str, ...] = TALK) -> list[Any]:
    """Read the files again, as they are or with other words."""
    return store(engine, file(PLAIN, paragraphs), file(BEA, paragraphs, {"drift": (SCHEMA, "exact")}))


def code(engine: Engine, words: str, name: str = "late", coder: str = "Ann") -> int:
    """Put a code on words, as a person does."""
    with db.transaction(engine) as session:
        start = text_of(db.file_of(engine.url) or Path(), "Interview 1").index(words)
        return add_coding(
            session, document=document(session), code=name, start=start, end=start + len(words), coder=coder
        ).id


def do(engine: Engine, make: Make, *, unplace: bool = False) -> str:
    """Make a correction, and return the action's id."""
    with db.transaction(engine) as session:
        of = document(session)
        return correct.save(session, of, make(session, of), who="Ann", unplace=unplace) or ""


def words(paragraph: int, old: str, new: str) -> Make:
    return lambda session, of: correct.replace_words(session, of, paragraph - 1, old, new)


def split(paragraph: int, at: str) -> Make:
    return lambda session, of: correct.split(session, of, paragraph - 1, at)


def join(paragraph: int) -> Make:
    return lambda session, of: correct.join(session, of, paragraph - 1)


def speaker(paragraph: int, name: str | None) -> Make:
    return lambda session, of: correct.set_speaker(session, of, paragraph - 1, name)


def back(engine: Engine, action: str) -> str:
    """Undo an action, and return the id of the action that did so."""
    with db.transaction(engine) as session:
        undo(session, action, who="Ann")
    with db.reading(engine) as session:
        return session.exec(select(Change.batch).order_by(col(Change.id).desc())).first() or ""


def content(path: Path) -> dict[str, Any]:
    """All that is in a catalog but its history, and the ids that paragraphs have."""
    held: dict[str, Any] = {**rows(path, without=(*ALWAYS_NEW, "paragraph"))}
    held["paragraph"] = ask(
        path,
        'SELECT position, start, "end", text, speaker_id, label, heading, begins, ends FROM paragraph '
        "ORDER BY document_id, position",
    )
    places = "SELECT document_id, position, paragraphs, file_text, disputed FROM correction ORDER BY 1, 2"
    return held | {"correction": ask(path, places)}


def speakers(path: Path) -> list[str | None]:
    query = "SELECT name FROM paragraph LEFT JOIN speaker ON speaker.id = speaker_id ORDER BY position"
    return [name for (name,) in ask(path, query)]


def test_words_are_corrected_and_every_coding_stays_on_its_words(engine: Engine, path: Path) -> None:
    code(engine, WRONG)
    before = content(path)
    action = do(engine, words(3, "Later on the", "Then, one day, the"))
    assert "\nThen, one day, the schema changed overnight" in text_of(path, "Interview 1")
    assert [each[3:] for each in codings(path)] == [("late", WRONG), ("drift", SCHEMA)]
    redo = back(engine, action)
    assert content(path) == before
    back(engine, redo)
    assert "\nThen, one day, the schema changed" in text_of(path, "Interview 1")


def test_a_paragraph_is_split_joined_and_given_to_another_speaker(engine: Engine, path: Path) -> None:
    before = content(path)
    done = [
        do(engine, split(4, "only the answers")),
        do(engine, speaker(5, "Observer")),
        do(engine, speaker(4, "Interviewer")),
        do(engine, join(3)),
    ]
    assert speakers(path) == ["Interviewer", "Interviewee", "Interviewer", "Observer"]
    shown = text_of(path, "Interview 1").split("\n")
    assert shown[2].endswith("been told about it. So the model kept answering,")
    assert [each[3:] for each in codings(path)] == [("drift", SCHEMA)]
    for action in reversed(done):
        back(engine, action)
    assert content(path) == before


def test_paragraphs_of_two_speakers_are_not_joined(engine: Engine) -> None:
    with pytest.raises(KbError, match="paragraph 3 is by 'Interviewer', paragraph 4 by 'Interviewee'"):
        do(engine, join(3))


def test_files_that_are_read_again_do_not_bring_the_old_words_back(engine: Engine, path: Path) -> None:
    code(engine, WRONG)
    do(engine, words(3, "schema changed overnight", "schemata were changed"))
    do(engine, split(4, "only the answers"))
    do(engine, speaker(5, "Observer"))
    corrected = content(path)
    (saved,) = again(engine)
    assert saved.status == "unchanged"
    assert content(path) == corrected


def test_a_new_copy_finds_its_words_in_the_corrected_text(engine: Engine, path: Path) -> None:
    do(engine, words(2, "Zentra for two years", "Zentra for three years"))
    do(engine, split(4, "only the answers"))
    store(engine, file(PLAIN), file("codings/Interview 1 - Cem.txt", TALK, {"late": (WRONG, "exact")}))
    assert "three years" in text_of(path, "Interview 1")
    assert ("Interview 1", "Cem", "coder", "late", WRONG) in codings(path)
    assert ask(
        path, "SELECT first, last FROM coding JOIN code ON code.id = code_id WHERE code.name = 'late'"
    ) == [(4, 4)]


def test_a_correction_stays_where_the_file_changes_elsewhere(engine: Engine, path: Path) -> None:
    do(engine, words(4, "a week", "two weeks"))
    news = (
        "Good morning, and thank you for the time you take.",
        *TALK[:2],
        TALK[2].replace("team", "house"),
        TALK[3],
    )
    (saved,) = again(engine, news)
    assert saved.problems == ()
    assert text_of(path, "Interview 1").split("\n") == [*news[:4], TALK[3].replace("a week", "two weeks")]
    back_in_file = ask(path, "SELECT position, disputed FROM correction")
    assert back_in_file == [(4, 0)]


def test_where_file_and_person_differ_the_person_decides(engine: Engine, path: Path) -> None:
    action = do(engine, words(4, "a week", "two weeks"))
    news = (*TALK[:3], TALK[3].replace("a week", "a month"))
    (saved,) = again(engine, news)
    assert text_of(path, "Interview 1").endswith("took two weeks to see that.")
    (problem,) = saved.problems
    assert problem.location == "paragraph 4"
    assert problem.severity == "warning"
    assert "took a month" in problem.message
    do(engine, lambda session, of: file_decisions.keep_correction(session, of, 3))
    assert ask(path, "SELECT disputed FROM correction") == [(0,)]
    assert again(engine, news)[0].problems == ()
    assert again(engine, news)[0].status == "unchanged"
    do(engine, lambda session, of: file_decisions.take_file_text(session, of, 3))
    assert text_of(path, "Interview 1").endswith("took a month to see that.")
    with pytest.raises(CannotUndoError, match="have been changed since"):
        back(engine, action)


def test_a_file_that_comes_to_say_the_same_ends_the_correction(engine: Engine, path: Path) -> None:
    do(engine, words(4, "a week", "two weeks"))
    (saved,) = again(engine, (*TALK[:3], TALK[3].replace("a week", "two weeks")))
    assert saved.problems == ()
    assert ask(path, "SELECT * FROM correction") == []


def test_a_coding_that_would_lose_all_its_words_is_told_before(engine: Engine, path: Path) -> None:
    before = content(path)
    with pytest.raises(LostWordsError, match="drift by Bea on “the schema changed overnight”"):
        do(engine, words(3, SCHEMA + ", ", ""))
    assert content(path) == before
    action = do(engine, words(3, SCHEMA + ", ", ""), unplace=True)
    assert codings(path) == []
    assert ask(path, "SELECT words, reason FROM unplaced_coding") == [
        (SCHEMA, "its words were deleted by a correction")
    ]
    assert again(engine)[0].status == "unchanged"
    assert len(ask(path, "SELECT * FROM unplaced_coding")) == 1
    back(engine, action)
    assert content(path) == before


def test_codings_that_lose_the_same_words_are_all_kept(engine: Engine, path: Path) -> None:
    do(engine, words(3, SCHEMA + ", ", SCHEMA + ", very big, very big, "))
    with db.transaction(engine) as session:
        again = text_of(path, "Interview 1").index("big, very big") + len("big, ")
        for start in (again - len("very big, "), again):
            add_coding(
                session, document=document(session), code="same", start=start, end=start + 8, coder="Bob"
            )
    before = content(path)
    action = do(engine, words(3, "very big, very big, ", ""), unplace=True)
    lost = ask(path, "SELECT words FROM unplaced_coding ORDER BY id")
    assert lost == [("very big",), ("very big (2)",)]
    back(engine, action)
    assert content(path) == before


def test_a_coding_of_which_some_words_are_deleted_gets_them_back(engine: Engine, path: Path) -> None:
    mine = code(engine, "nobody in the team had been told", "blame")
    before = content(path)
    action = do(engine, words(3, "in the team had been told about it", "knew"))
    done = dict(ask(path, "SELECT code.name, coding.id FROM coding JOIN code ON code.id = code_id"))
    assert done["blame"] == mine
    assert ("blame", "nobody knew") in [each[3:] for each in codings(path)]
    late = code(engine, "nobody knew", "later")
    back(engine, action)
    assert ("blame", "nobody in the team had been told") in [each[3:] for each in codings(path)]
    assert next(each[4] for each in codings(path) if each[3] == "later").startswith("nobody")
    with db.transaction(engine) as session:
        remove_coding(session, late, who="Ann")
    assert content(path)["coding"] == before["coding"]


def test_an_undo_that_would_take_words_from_a_later_coding_is_refused(engine: Engine) -> None:
    action = do(engine, words(3, "Later on", "Without any warning at all"))
    code(engine, "any warning at", "new")
    action_before = do(engine, words(1, "tell me", "say"))
    back(engine, action_before)
    with db.transaction(engine) as session:
        of = document(session)
        correct.save(session, of, correct.set_speaker(session, of, 2, "Observer"), who="Ann")
    with pytest.raises(CannotUndoError, match="have been changed since"):
        back(engine, action)


def test_earlier_actions_can_be_undone_after_a_correction(engine: Engine, path: Path) -> None:
    mine = code(engine, WRONG)
    with db.transaction(engine) as session:
        remove_coding(session, mine, who="Ann")
    with db.reading(engine) as session:
        removed = session.exec(select(Change.batch).order_by(col(Change.id).desc())).first() or ""
    do(engine, words(2, "two years", "a long time, two years"))
    do(engine, words(4, "only the answers", "but the answers"))
    back(engine, removed)
    assert ("late", WRONG) in [each[3:] for each in codings(path)]


def test_dismissed_suggestions_and_undo_of_the_page_follow(engine: Engine, path: Path) -> None:
    code(engine, WRONG)
    with db.transaction(engine) as session:
        dismiss(session, "Interview 1", 3, "drift", who="Ann")
    before = content(path)
    action = do(engine, words(4, "a week", "two weeks"))
    assert ask(path, "SELECT sha256 FROM dismissed_suggestion") != before["dismissed_suggestion"]
    with db.reading(engine) as session:
        assert last_undoable(session, "Interview 1", "Ann") == action
    redo = back(engine, action)
    assert content(path) == before
    with db.reading(engine) as session:
        assert last_redoable(session, "Interview 1", "Ann") == redo


def test_a_stale_page_is_refused(engine: Engine) -> None:
    with db.transaction(engine) as session:
        seen = document(session).sha256
        correct.check_version(session, document(session), seen)
    do(engine, words(1, "tell me", "say"))
    with db.transaction(engine) as session, pytest.raises(KbError, match="Nothing was saved"):
        correct.check_version(session, document(session), seen)


def test_words_that_were_selected_before_a_correction_are_found_after_it(engine: Engine, path: Path) -> None:
    with db.reading(engine) as session:
        seen = document(session).sha256
    start = text_of(path, "Interview 1").index(WRONG)
    selected = Selection(start=start, end=start + len(WRONG), text=seen, words=WRONG)
    do(engine, words(2, "two years", "a long time, two years"))
    do(engine, split(4, "only the answers"))
    with db.reading(engine) as session:
        first, last = current_span(session, document(session), selected)
    assert text_of(path, "Interview 1")[first:last] == WRONG


def test_search_finds_the_corrected_words_only(engine: Engine, path: Path) -> None:
    do(engine, words(3, "overnight", "yesterday"))
    query = "SELECT count(*) FROM paragraph_search WHERE paragraph_search MATCH ?"
    assert [ask(path, query, each) for each in ("overnight", "yesterday")] == [[(0,)], [(1,)]]


def test_a_name_that_a_later_copy_hides_is_hidden_in_corrections_too(engine: Engine, path: Path) -> None:
    do(engine, words(2, "at Zentra for two", "at Zentra, for some three"))
    undone = do(engine, words(2, "models into production", "models of Zentra to customers"))
    back(engine, undone)
    hidden = (TALK[0], TALK[1].replace("Zentra", "Company 1"), *TALK[2:])
    store(engine, file(PLAIN), file("codings/Interview 1 - Cem.txt", hidden, {"late": (WRONG, "exact")}))
    assert "at Company 1, for some three years" in text_of(path, "Interview 1")
    engine.dispose()
    assert b"zentra" not in bytes_of(path)


def test_a_hidden_name_cannot_be_typed_back(engine: Engine) -> None:
    hidden = (TALK[0], TALK[1].replace("Zentra", "Company 1"), *TALK[2:])
    store(engine, file(PLAIN), file("codings/Interview 1 - Cem.txt", hidden, {"late": (WRONG, "exact")}))
    with pytest.raises(KbError, match="'Company 1' stands for a name"):
        do(engine, words(2, "Company 1", "Zentra"))


def test_a_deleted_document_comes_back_with_its_corrections(engine: Engine, path: Path) -> None:
    do(engine, words(4, "a week", "two weeks"))
    before = content(path)
    with db.transaction(engine) as session:
        deleted = delete_document(session, document(session), who="Ann").action
    assert ask(path, "SELECT * FROM correction") == []
    back(engine, deleted)
    assert content(path)["correction"] == before["correction"]
    assert again(engine)[0].status == "unchanged"


@pytest.mark.parametrize(
    ("old", "new", "span", "then"),
    [
        pytest.param("the schem changed", "the schema changed", "schem", "schema", id="slip at the end"),
        pytest.param("the modl broke", "the model broke", "modl", "model", id="slip inside"),
        pytest.param("bad band", "band", "band", "band", id="a word that begins alike is deleted"),
        pytest.param("we use Acme here", "we use a tool here", "Acme", "a tool", id="other words"),
        pytest.param("It broke. Why?", "It broke.\nWhy?", "broke. Why", "broke.\nWhy", id="split"),
        pytest.param("so so so", "so so", "so so so", "so so", id="repeated words"),
        pytest.param("he said yes", "he said, yes", "said yes", "said, yes", id="a comma"),
        pytest.param("the end", "the end of it", "end", "end", id="words added after"),
    ],
)
def test_a_span_goes_with_its_first_and_last_word(old: str, new: str, span: str, then: str) -> None:
    move = WordMove(old, new)
    at = old.rindex(span)
    assert new[move.start(at) : move.end(at + len(span))] == then


def test_a_deleted_word_has_no_place() -> None:
    move = WordMove("bad band", "band")
    assert move.start(0) >= move.end(3)


@settings(max_examples=6, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(some.randoms(use_true_random=False))
def test_any_corrections_leave_words_under_codings_alone_and_undo_is_exact(
    tmp_path_factory: pytest.TempPathFactory, chance: random.Random
) -> None:
    """Every word is there once, so that it is known which words an edit was about."""
    folder = tmp_path_factory.mktemp("corrected")
    path = folder / "catalog.db"
    engine = db.open_for_writing(path)
    texts = tuple(" ".join(f"w{p}x{k}" for k in range(chance.randint(1, 6))) for p in range(5))
    files = file(PLAIN, texts), file(BEA, texts, {"drift": (texts[2].split()[0], "exact")})
    store(engine, *files)
    for number in range(6):
        _code_anything(engine, path, chance, f"code{number}")
    before, expected = content(path), {each[3]: each[4].split() for each in codings(path)}
    done = []
    for number in range(5):
        edited = _correct_anything(engine, path, chance, number)
        if edited is None:
            continue
        done.append(edited[0])
        for _, _, _, name, said in codings(path):
            kept = [word for word in expected[name] if word not in edited[1]]
            assert [word for word in said.split() if word in expected[name]] == kept or edited[2]
            assert set(said.split()) <= {*expected[name], *edited[2]}
            expected[name] = said.split()
        assert len(codings(path)) == len(expected)
    corrected = content(path)
    assert store(engine, *files)[0].status == "unchanged"
    assert content(path) == corrected
    for action in reversed(done):
        back(engine, action)
    assert content(path) == before
    engine.dispose()


def _code_anything(engine: Engine, path: Path, chance: random.Random, name: str) -> None:
    text = text_of(path, "Interview 1")
    said = text.split()
    first = chance.randrange(len(said))
    last = min(len(said) - 1, first + chance.randrange(6))
    start, end = text.index(said[first]), text.index(said[last]) + len(said[last])
    with db.transaction(engine) as session:
        add_coding(session, document=document(session), code=name, start=start, end=end, coder="Ann")


def _correct_anything(
    engine: Engine, path: Path, chance: random.Random, number: int
) -> tuple[str, set[str], set[str]] | None:
    """Do something to some paragraph; return the action and the words that go and come, None if refused."""
    paragraphs = text_of(path, "Interview 1").split("\n")
    at = chance.randrange(len(paragraphs))
    said = paragraphs[at].split()
    what = chance.choice(("replace", "insert", "delete", "split", "join", "speaker"))
    word, new = chance.choice(said), f"new{number}"
    make: Make
    gone, come = set[str](), set[str]()
    match what:
        case "replace":
            make, gone, come = words(at + 1, word, new), {word}, {new}
        case "insert":
            make, come = words(at + 1, word, f"{word} {new}"), {new}
        case "delete":
            make, gone = words(at + 1, word, ""), {word}
        case "split":
            make = split(at + 1, word)
        case "join":
            make = join(at + 1)
        case _:
            make = speaker(at + 1, chance.choice(("Interviewer", "Interviewee", "Observer", None)))
    try:
        action = do(engine, make)
    except KbError:
        return None
    return (action, gone, come) if action else None
