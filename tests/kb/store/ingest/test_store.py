"""What storing does to what is stored already: nothing twice, nothing lost, every code still on its words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from interview_files import (
    OTHER,
    TALK,
    ask,
    bytes_of,
    codings,
    document,
    file,
    rows,
    store,
    taxonomy,
    text_of,
)
from sqlalchemy import Engine
from sqlmodel import col, select

from ingest.model import Extent, Parsed
from kb.db import engine as db
from kb.db import fulltext
from kb.db.tables import Change, Coding, Memo, UnplacedCoding
from kb.store.coding.codings import add_coding, remove_coding
from kb.store.undo import undo

SCHEMA = "the schema changed overnight"
WRONG = "the answers were wrong"
HOW = "they gave wrong answers"
LONG = tuple(
    f"On day {k} we read sensor number {7 * k} again and wrote down what it told us." for k in range(60)
)
"""So much more talk that a sentence is next to nothing of it."""


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = db.open_for_writing(tmp_path / "catalog.db")
    yield made
    made.dispose()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "catalog.db"


def bea(paragraphs: tuple[str, ...] = TALK, words: str = SCHEMA, extent: Extent = "exact") -> Parsed:
    return file("codings/Interview 1 - Bea.txt", paragraphs, {"drift": (words, extent)})


def coded_by_hand(engine: Engine, words: str, *, coder: str = "Ann", code: str = "drift") -> int:
    """Put a code on words of Interview 1, as a person does, and return the coding's id."""
    with db.transaction(engine) as session:
        interview = document(session)
        start = text_of(db.file_of(engine.url) or Path(), interview.name).index(words)
        end = start + len(words)
        made = add_coding(session, document=interview, code=code, start=start, end=end, coder=coder)
        return made.id or 0


def remove(engine: Engine, coding: int) -> str:
    """Take a coding away, as a person does, and return the name of that action."""
    with db.transaction(engine) as session:
        remove_coding(session, coding, who="Ann")
    return last_action(engine)


def last_action(engine: Engine) -> str:
    with db.reading(engine) as session:
        query = select(Change.batch).where(col(Change.what).not_like("ingest %"))
        return session.exec(query.order_by(col(Change.id).desc())).first() or ""


def quotes(path: Path) -> list[tuple[str, str, str]]:
    return [(coder, code, words) for _, coder, _, code, words in codings(path)]


def codings_say_where_they_are(path: Path) -> bool:
    """Whether the paragraphs that codings name are those that their words are in."""
    found = ask(
        path,
        """SELECT coding.start, coding.end, a.start, a.end, b.start, b.end FROM coding
           JOIN paragraph a ON a.document_id = coding.document_id AND a.position = first
           JOIN paragraph b ON b.document_id = coding.document_id AND b.position = last""",
    )
    every = ask(path, "SELECT count(*) FROM coding")[0][0]
    inside = (a <= start <= b and c <= end <= d for start, end, a, b, c, d in found)
    return len(found) == every and all(inside)


# The same again


def test_the_same_files_twice_change_nothing(engine: Engine, path: Path) -> None:
    files = [
        file("Interview 1.txt", remarks=[(SCHEMA, "compare Interview 4")], coder="Cleo"),
        bea(),
        file("moderation/Interview 1 - Cleo.txt", marks={"drift": (SCHEMA, "exact")}),
        file("articles/On labels.txt", OTHER),
    ]
    assert [each.status for each in store(engine, *files, book=taxonomy())] == ["added", "added"]
    before = rows(path)
    for _ in range(2):
        assert [each.status for each in store(engine, *files, book=taxonomy())] == ["unchanged"] * 2
        assert rows(path) == before
    for each in files:
        store(engine, each, book=taxonomy())
        assert rows(path) == before


def test_a_new_copy_of_the_same_words_is_one_more_source_and_nothing_else(engine: Engine, path: Path) -> None:
    store(engine, bea())
    before = rows(path, without=["source", "change", "document"])
    [saved] = store(engine, bea(), file("Interview 1.txt"))
    assert (saved.status, saved.codings) == ("changed", 1)
    assert rows(path, without=["source", "change", "document"]) == before
    assert [each for (each,) in ask(path, "SELECT path FROM source ORDER BY id")] == [
        "codings/Interview 1 - Bea.txt",
        "Interview 1.txt",
    ]


# A file that changed


LONGER = (TALK[0], "Well, where shall I begin? There is so much of it.", *TALK[1:])


def test_codings_go_along_with_the_words_of_a_changed_file(engine: Engine, path: Path) -> None:
    store(engine, bea())
    coded_by_hand(engine, WRONG)
    before = quotes(path)
    [saved] = store(engine, bea(LONGER))
    assert saved.status == "changed"
    assert text_of(path, "Interview 1") == "\n".join(LONGER)
    assert quotes(path) == before == [("Ann", "drift", WRONG), ("Bea", "drift", SCHEMA)]
    assert codings_say_where_they_are(path)


def test_a_coding_may_move_to_where_another_one_was(engine: Engine, path: Path) -> None:
    words = tuple(f"w{n:03}" for n in range(40))
    talk = (" ".join(words),)
    store(engine, file("Interview 1.txt", talk))
    for each in words:
        coded_by_hand(engine, each)
    before = sorted(quotes(path))
    for head in (
        "abcd ",
        "",
        "some words more ",
        "abcd ",
    ):  # to the right and to the left by one word and more
        store(engine, file("Interview 1.txt", (head + talk[0],)))
        assert sorted(quotes(path)) == before


def test_two_codings_that_are_one_in_the_new_text_become_one(engine: Engine, path: Path) -> None:
    store(engine, file("Interview 1.txt"))
    coded_by_hand(engine, "the schema changed")
    coded_by_hand(engine, "schema changed")
    shorter = (*TALK[:2], TALK[2].replace("the schema", "schema"), TALK[3])
    store(engine, file("Interview 1.txt", shorter))
    assert quotes(path) == [("Ann", "drift", "schema changed")]


def test_what_a_file_no_longer_says_is_taken_away_and_written_down(engine: Engine, path: Path) -> None:
    store(engine, bea())
    store(engine, bea(words=WRONG))
    assert quotes(path) == [("Bea", "drift", WRONG)]
    gone = ask(path, "SELECT who, what, \"before\" FROM change WHERE noun = 'coding' AND after IS NULL")
    assert [(who, what) for who, what, _ in gone] == [("Ann", "ingest 'Interview 1'")]


def test_a_file_speaks_only_for_its_own_codings(engine: Engine, path: Path) -> None:
    store(engine, bea(), file("codings/Interview 1 - Cem.txt", marks={"drift": (WRONG, "exact")}))
    store(engine, bea(words="the model kept answering"))
    assert quotes(path) == [("Bea", "drift", "the model kept answering"), ("Cem", "drift", WRONG)]


def test_a_file_that_is_read_better_than_before_says_so(engine: Engine, path: Path) -> None:
    """As after an update of the program: the file is the same."""
    store(engine, replace(bea(extent="shared"), sha256="0", size=1))
    [(before, *_)] = ask(path, "SELECT id FROM coding")
    [saved] = store(engine, replace(bea(extent="exact"), sha256="0", size=1))
    assert saved.status == "changed"
    assert ask(path, "SELECT id, extent FROM coding") == [(before, "exact")]


def test_a_coding_whose_words_are_gone_is_kept_without_a_place(engine: Engine, path: Path) -> None:
    store(engine, file("Interview 1.txt"))
    coded_by_hand(engine, "we move models into production by hand")
    without = (TALK[0], *TALK[2:])
    store(engine, file("Interview 1.txt", without))
    assert quotes(path) == []
    [(words, reason)] = ask(path, "SELECT words, reason FROM unplaced_coding")
    assert reason == "its words are not in the current text"
    # Words that the new text does not have could be a name that it hides.
    assert words == "we … … … … … …"
    store(engine, file("Interview 1.txt", without))
    assert len(ask(path, "SELECT * FROM unplaced_coding")) == 1


def test_a_coding_without_a_place_has_one_again_when_its_file_says_where(engine: Engine, path: Path) -> None:
    nearly_all = (*TALK[:2], TALK[3], *LONG)
    coded = file("codings/Interview 1 - Bea.txt", (*TALK, *LONG), {"drift": (SCHEMA, "exact")})
    store(engine, file("moderation/Interview 1.txt", nearly_all), coded)
    assert len(ask(path, "SELECT * FROM unplaced_coding")) == 1
    store(engine, file("moderation/Interview 1.txt", (*TALK, *LONG)), coded)
    assert ask(path, "SELECT * FROM unplaced_coding") == []
    assert quotes(path) == [("Bea", "drift", SCHEMA)]


# What a person made


def test_what_a_person_coded_is_not_taken_away_by_files(engine: Engine, path: Path) -> None:
    store(engine, bea())
    coded_by_hand(engine, WRONG, coder="Bea")
    coded_by_hand(engine, SCHEMA, coder="Bea")  # as the file says: it is that coding
    store(engine, bea(words="the model kept answering"))
    assert sorted(quotes(path)) == [
        ("Bea", "drift", "the answers were wrong"),
        ("Bea", "drift", "the model kept answering"),
    ]
    assert ask(path, "SELECT DISTINCT origin FROM coding ORDER BY 1") == [("imported",), ("manual",)]


@pytest.mark.parametrize("again", [TALK, LONGER], ids=["the same file", "a changed file"])
def test_a_coding_that_a_person_took_away_does_not_come_back(
    engine: Engine, path: Path, again: tuple[str, ...]
) -> None:
    store(engine, bea())
    [(coding,)] = ask(path, "SELECT id FROM coding")
    remove(engine, coding)
    for text in (again, again, TALK):
        store(engine, bea(text))
        assert quotes(path) == []


def test_a_coding_that_was_brought_back_by_undoing_and_taken_away_once_more_stays_away(
    engine: Engine, path: Path
) -> None:
    store(engine, bea())
    [(coding,)] = ask(path, "SELECT id FROM coding")
    remove(engine, coding)
    expected: list[tuple[str, str, str]] = []
    for _ in range(3):
        expected = [] if expected else [("Bea", "drift", SCHEMA)]
        with db.transaction(engine) as session:
            undo(session, last_action(engine), who="Ann")
        for text in (TALK, LONGER, TALK):
            store(engine, bea(text))
            assert quotes(path) == expected


def test_a_coding_that_a_person_made_where_another_was_taken_away_does_not_bring_it_back(
    engine: Engine, path: Path
) -> None:
    store(engine, bea())
    [(coding,)] = ask(path, "SELECT id FROM coding")
    remove(engine, coding)
    coded_by_hand(engine, WRONG)
    store(engine, bea())
    assert quotes(path) == [("Ann", "drift", WRONG)]


def test_a_memo_on_words_goes_along_with_them_and_outlives_them(engine: Engine, path: Path) -> None:
    remarked = file("Interview 1.txt", remarks=[(SCHEMA, "compare Interview 4")], coder="Cleo")
    store(engine, remarked)
    store(engine, file("Interview 1.txt", LONGER))
    [(text, author, start, end)] = ask(path, "SELECT text, author, start, end FROM memo")
    assert (text, author) == ("compare Interview 4", "Cleo")
    assert text_of(path, "Interview 1")[start:end] == SCHEMA
    store(engine, file("Interview 1.txt", (*TALK[:2], TALK[3])))
    assert ask(path, "SELECT text, start, end FROM memo") == [("compare Interview 4", None, None)]


# Who coded


def test_a_role_that_was_assumed_gives_way_to_one_that_is_told(engine: Engine, path: Path) -> None:
    somewhere = file("Interview 1 - Cleo.txt", marks={"drift": (SCHEMA, "exact")})
    told = file("moderation/Interview 1 - Cleo.txt", marks={"drift": (WRONG, "exact")})
    roles = "SELECT role, role_assumed FROM coding_pass"
    store(engine, somewhere)
    assert ask(path, roles) == [("coder", 1)]
    coded_by_hand(engine, "by hand", coder="Cleo")
    store(engine, somewhere, told)
    assert ask(path, roles) == [("moderator", 0)]
    store(engine, somewhere)
    assert ask(path, roles) == [("moderator", 0)]
    assert {words for *_, words in quotes(path)} == {SCHEMA, WRONG, "by hand"}


def test_a_coder_is_one_person_however_the_name_is_written(engine: Engine, path: Path) -> None:
    store(engine, bea())
    store(engine, file("codings/Interview 2 - BEA.txt", OTHER, {"drift": ("It is slow", "exact")}))
    coded_by_hand(engine, WRONG, coder="bea")
    assert ask(path, "SELECT name FROM coder") == [("Bea",)]
    assert len(ask(path, "SELECT * FROM coding_pass")) == 2


def test_a_pass_without_codes_is_there_and_empty(engine: Engine, path: Path) -> None:
    [saved] = store(engine, file("codings/Interview 1 - Bea.txt", marks={}))
    assert saved.empty == ("Bea (coder)",)
    assert ask(path, "SELECT role FROM coding_pass") == [("coder",)]


def test_a_remark_whose_words_are_hidden_is_kept_once(engine: Engine, path: Path) -> None:
    shown = file("moderation/Interview 1.txt", (*TALK[:2], TALK[3], *LONG))
    remarked = file(
        "codings/Interview 1 - Bea.txt", (*TALK, *LONG), remarks=[(SCHEMA, "see Interview 4")], coder="Bea"
    )
    for _ in range(3):
        store(engine, shown, remarked)
        assert ask(path, "SELECT text, author, start FROM memo") == [("see Interview 4", "Bea", None)]


# What belongs together


def test_two_interviews_of_one_name_stay_apart_when_more_files_come(engine: Engine, path: Path) -> None:
    store(engine, file("north/Interview 1.txt"), file("south/Interview 1.txt", OTHER))
    names = [("Interview 1 (north)",), ("Interview 1 (south)",)]
    query = "SELECT name FROM document ORDER BY name"
    assert ask(path, query) == names
    store(engine, file("south/codings/Interview 1 - Bea.txt", OTHER, {"drift": ("It is slow", "exact")}))
    store(engine, file("north/Interview 1.txt", LONGER))
    store(
        engine,
        file(
            "south/Interview 1.txt", (*OTHER, "And then all of it is scanned again, by hand, in the night.")
        ),
    )
    assert ask(path, query) == names
    assert [(name, words) for name, *_, words in codings(path)] == [("Interview 1 (south)", "It is slow")]
    assert text_of(path, "Interview 1 (north)") == "\n".join(LONGER)
    assert text_of(path, "Interview 1 (south)").endswith("by hand, in the night.")


def test_a_document_that_is_found_by_its_words_keeps_its_name(engine: Engine) -> None:
    store(engine, bea())
    [saved] = store(engine, file("that talk about schemas.txt", LONGER))
    assert saved.document == "Interview 1"


# Names


HIDDEN = tuple(text.replace("Zentra", "Company 1") for text in TALK)


def hits(engine: Engine, words: str) -> int:
    with db.reading(engine) as session:
        found = fulltext.matches(session, [[fulltext.Term(words)]])
        return 0 if found is None else len(session.connection().execute(found).all())


def test_a_name_that_a_later_version_hides_is_nowhere_any_more(engine: Engine, path: Path) -> None:
    """Not in the text, the search, the notes, the audit trail, and in no byte on the disk."""
    plain = file(
        "Interview 1.txt",
        remarks=[("two years", "since when is Zentra in this?")],
        marks={"drift": ("at Zentra for two years", "exact")},
        coder="Cleo",
        title="Interview 1",
    )
    store(engine, plain)
    coded_by_hand(engine, "I have been at Zentra")
    removed = remove(engine, coded_by_hand(engine, "at Zentra", code="trust"))
    with db.transaction(engine) as session:
        lost = session.exec(select(Coding)).first()
        assert lost is not None
        session.add(
            UnplacedCoding(
                document_id=1, pass_id=lost.pass_id, code_id=lost.code_id, words="Zentra it was", reason=""
            )
        )
        session.add(Memo(document_id=1, text="ZENTRA again"))
    assert hits(engine, "zentra") == 1
    assert b"zentra" in bytes_of(path)
    store(engine, plain, file("moderation/Interview 1.txt", HIDDEN))
    assert hits(engine, "zentra") == 0
    assert text_of(path, "Interview 1") == "\n".join(HIDDEN)
    assert {words for *_, words in codings(path)} == {
        "at Company 1 for two years",
        "I have been at Company 1",
    }
    assert [each for (each,) in ask(path, "SELECT text FROM memo")] == [
        "since when is Company 1 in this?",
        "Company 1 again",
    ]
    engine.dispose()
    assert b"zentra" not in bytes_of(path)
    with db.transaction(engine) as session:
        undo(session, removed, who="Ann")
    assert ("Ann", "trust", "at Company 1") in quotes(path)


def test_a_name_stays_hidden_when_the_file_that_shows_it_is_read_again(engine: Engine, path: Path) -> None:
    store(engine, file("Interview 1.txt"), file("moderation/Interview 1.txt", HIDDEN))
    store(engine, file("Interview 1.txt", (*TALK, "Zentra, by the way, is a fine place to work at.")))
    store(engine, file("moderation/Interview 1.txt", (*HIDDEN, "That is all.")), file("Interview 1.txt"))
    engine.dispose()
    assert b"zentra" not in bytes_of(path)


def test_a_name_stays_hidden_when_the_file_that_hid_it_shows_it_now(engine: Engine, path: Path) -> None:
    plain, late = file("plain/Interview 1.txt"), file("c/Interview 1.txt", (*TALK[:3], TALK[3].upper()))
    store(engine, plain, file("a/Interview 1.txt", HIDDEN))
    store(engine, plain, file("a/Interview 1.txt"))
    store(engine, plain, file("a/Interview 1.txt"), late)
    store(engine, late)
    engine.dispose()
    assert b"zentra" not in bytes_of(path)


def test_a_name_in_a_title_is_hidden_with_the_text(engine: Engine, path: Path) -> None:
    shown = file("a.txt", title="A talk at Zentra")
    store(engine, shown)
    coded_by_hand_in(engine, "A talk at Zentra")
    hiding = file("b.txt", HIDDEN, title="A talk at Company 1")
    store(engine, shown, hiding)
    assert ask(path, "SELECT name FROM document") == [("A talk at Company 1",)]
    assert [words for *_, words in codings(path)] == [SCHEMA]
    engine.dispose()
    assert b"zentra" not in bytes_of(path)
    before = rows(path)
    store(engine, shown, hiding)
    assert rows(path) == before


def coded_by_hand_in(engine: Engine, name: str) -> None:
    with db.transaction(engine) as session:
        start = "\n".join(TALK).index(SCHEMA)
        found = document(session, name)
        add_coding(session, document=found, code="drift", start=start, end=start + len(SCHEMA), coder="Ann")


# The database's own view


def test_two_programs_that_store_the_same_interview_make_one_document(engine: Engine, path: Path) -> None:
    """The second one looked at the catalog before the first one was done."""
    from ingest.merge import gather  # noqa: PLC0415  only here
    from kb.store.ingest.interviews import save  # noqa: PLC0415

    unaware = gather([bea(LONGER)])
    store(engine, bea())
    coded_by_hand(engine, WRONG)
    with db.transaction(engine) as session:
        paths = {str(each.path): str(each.path) for each in unaware[0].sources}
        save(session, unaware[0], paths=paths, taxonomy=None, who="Bea")
    assert ask(path, "SELECT name FROM document") == [("Interview 1",)]
    assert quotes(path) == [("Ann", "drift", WRONG), ("Bea", "drift", SCHEMA)]
