"""The history as an audit trail: every change is a sentence, with its place, its person and its reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from interview_files import OTHER, TALK, document, file, store, taxonomy
from sqlalchemy import Engine
from sqlmodel import Session, col, func, select, update

from kb.codebook.edits import Place
from kb.db import engine as db
from kb.db.tables import Change, Coding, Speaker
from kb.errors import KbError, UnknownNameError
from kb.queries import history
from kb.queries.history import Entry, TrailFilters
from kb.queries.history.appendix import history_markdown, history_rows
from kb.queries.history.code_log import code_log
from kb.queries.history.sittings import PAUSE
from kb.store.codebook import edit_codes
from kb.store.codebook.apply_taxonomy import apply_taxonomy
from kb.store.coding.codings import add_coding, recode, remove_coding, resize_coding
from kb.store.coding.moderation import ModerationDecision, Replacement, decide
from kb.store.corrections.correct_text import replace_words, save
from kb.store.documents.cases import set_case
from kb.store.documents.deletion import delete_document
from kb.store.documents.renaming import rename_document
from kb.store.documents.speaker_edits import set_speaker_role
from kb.store.memos import add_memo, note_on_coding
from kb.store.undo import undo

TEXT = "\n".join(TALK)
CHANGED, LONGER, WRONG = "the schema changed", "the schema changed overnight", "the answers were wrong"
T = Any


class Study:
    """Two coders and a moderator over one interview."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def do(self, action: Callable[..., T], *args: Any, **options: Any) -> T:
        with db.transaction(self.engine) as session:
            return action(session, *args, **options)

    def code(self, coder: str, words: str, code: str) -> int:
        start = TEXT.index(words)
        span = {"start": start, "end": start + len(words)}
        return int(self.do(lambda s: add_coding(s, document=document(s), code=code, coder=coder, **span).id))

    def trail(self, **filters: Any) -> list[Entry]:
        with Session(self.engine) as session:
            return history.trail(session, TrailFilters(**filters))

    def told(self, **filters: Any) -> list[str]:
        """The newest action, or all that are meant, in sentences."""
        found = self.trail(**filters)
        return [line.placed for entry in (found if filters else found[:1]) for line in entry.lines]


@pytest.fixture
def study(tmp_path: Path) -> Iterator[Study]:
    engine = db.open_for_writing(tmp_path / "catalog.db")
    with db.transaction(engine) as session:
        apply_taxonomy(session, taxonomy(), who="Ines")
    store(engine, file("Interview 1.txt"), file("Interview 2.txt", OTHER))
    yield Study(engine)
    engine.dispose()


def test_a_coding_is_told_with_its_words_and_its_paragraph(study: Study) -> None:
    coding = study.code("Ann", CHANGED, "drift")
    assert study.told() == [f"Interview 1 ¶ 3: coded “{CHANGED}” as drift"]
    study.do(recode, coding, "watching-fix", who="Ann")
    assert study.told() == [f"Interview 1 ¶ 3: recoded “{CHANGED}” from drift to watching-fix"]
    start = TEXT.index(LONGER)
    study.do(resize_coding, coding, start=start, end=start + len(LONGER), who="Ben")
    said = (
        f"Interview 1 ¶ 3: changed the words of watching-fix to “{LONGER}” (before: “{CHANGED}”) "
        "in the pass of Ann"
    )
    assert study.told() == [said]
    study.do(note_on_coding, coding, "Is it?", who="Ann")
    assert study.told() == [f"Interview 1 ¶ 3: wrote a memo on watching-fix on “{LONGER}”: Is it?"]
    removed = study.do(remove_coding, coding, who="Ann")
    assert f"Interview 1 ¶ 3: removed watching-fix from “{LONGER}”" in study.told()
    study.do(undo, removed, who="Ann")
    assert f"Interview 1 ¶ 3: undid: removed watching-fix from “{LONGER}”" in study.told()
    [taken_back] = [entry for entry in study.trail() if entry.undone]
    assert taken_back.batch == removed


def test_a_decision_tells_what_was_kept_and_dropped_of_whom_and_why(study: Study) -> None:
    ann, ben = study.code("Ann", CHANGED, "drift"), study.code("Ben", LONGER, "watching-fix")
    ruling = ModerationDecision(keep=(ann,), drop=(ben,))
    study.do(decide, "Interview 1", [ruling], who="Ines", reason="Nobody looks.")
    decided = (
        f"Interview 1 ¶ 3: kept Ann's drift on “{CHANGED}”, dropped Ben's watching-fix on “{LONGER}”; "
        "reason: Nobody looks."
    )
    assert study.told() == [decided]
    study.do(recode, ben, "drift", who="Ben")
    assert study.told(kind="moderation") == [decided], "it tells what was decided, not what came later"


def test_what_is_put_instead_of_both_is_told(study: Study) -> None:
    ann, ben = study.code("Ann", CHANGED, "drift"), study.code("Ben", WRONG, "drift")
    start = TEXT.index("overnight")
    instead = Replacement(code="drift", start=start, end=start + len("overnight"))
    study.do(decide, "Interview 1", [ModerationDecision(drop=(ann,), instead=instead)], who="Ines")
    assert study.told() == [
        f"Interview 1 ¶ 3: dropped Ann's drift on “{CHANGED}”, put drift on “overnight” instead"
    ]
    rulings = [ModerationDecision(keep=(ann,)), ModerationDecision(drop=(ben,))]
    study.do(decide, "Interview 1", rulings, who="Ines")
    assert study.told() == [
        f"Interview 1 ¶ 3: kept Ann's drift on “{CHANGED}”",
        f"Interview 1 ¶ 4: dropped Ben's drift on “{WRONG}”",
    ], "a line for each paragraph"


def test_changes_of_the_codebook_are_told_with_what_was_before(study: Study) -> None:
    cues = ["moves", "drift", "schema"]
    study.do(edit_codes.describe, "drift", "Data moves.", cues, who="Ines")
    said = (
        "described the code drift: definition “Data moves.” (before: “The world moves on.”); "
        "cues moves, drift, schema (before: drift, the world, changed overnight)"
    )
    assert study.told() == [said]
    study.do(edit_codes.rename, "drift", "data drift", who="Ines")
    assert study.told() == ["renamed the code drift to data drift"]
    place = Place("night", "topic", definition="At night.", cues=("night", "late", "dark"))
    study.do(edit_codes.create, place, who="Ines")
    assert study.told() == ["created the code night: kind topic; definition “At night.”"]
    study.do(edit_codes.merge, "night", "data drift", who="Ines")
    assert study.told() == ["merged the code night into data drift"]


def test_documents_speakers_cases_and_corrections_are_told(study: Study) -> None:
    assert study.told(document="Interview 2") == ["Interview 2: imported 1 file"]
    study.do(lambda s: set_case(s, document(s), "Clinic", {"sector": "health"}, who="Jon"))
    assert study.told() == [
        "Interview 1: created the case Clinic",
        "Interview 1: set the case to Clinic",
        "Interview 1: set the attribute sector to health",
    ]
    study.do(lambda s: rename_document(s, document(s), "Talk 1", who="Jon"))
    assert study.told() == ["Talk 1: renamed the document Interview 1 to Talk 1"]
    study.do(add_memo, "Read again.", who="Jon", document="Talk 1")
    assert study.told() == ["Talk 1: wrote a memo on Talk 1: Read again."]


def test_a_correction_is_told_with_the_words_before_and_after(study: Study) -> None:
    def correct(session: Session) -> None:
        of = document(session)
        meant = replace_words(session, of, 2, "overnight", "at noon")
        assert meant is not None
        save(session, of, meant, who="Ann")

    study.do(correct)
    [line] = study.told()
    assert line.startswith("Interview 1 ¶ 3: corrected “… the schema changed overnight")
    assert "to “… the schema changed at noon" in line


def test_a_deleted_document_keeps_its_name_and_its_history(study: Study) -> None:
    study.code("Ann", CHANGED, "drift")
    study.do(lambda s: delete_document(s, document(s), who="Jon"))
    assert "Interview 1: deleted the document Interview 1 with its codings and memos" in study.told()
    found = study.trail(document="Interview 1")
    assert {entry.who for entry in found} >= {"Ann", "Jon"}
    assert not any(line.is_there for entry in found for line in entry.lines if line.document)


@pytest.mark.parametrize(
    ("filters", "people"),
    [
        pytest.param({"who": "Ben"}, ["Ben", "Ben"], id="person"),
        pytest.param({"document": "Interview 2"}, ["Ann"], id="document"),
        pytest.param({"code": "watching-fix"}, ["Ann", "Ben", "Ines"], id="code"),
        pytest.param({"kind": "memos"}, ["Ben"], id="kind"),
        pytest.param({"until": datetime(2020, 1, 1, tzinfo=UTC)}, [], id="time"),
    ],
)
def test_the_history_is_filtered(study: Study, filters: dict[str, Any], people: list[str]) -> None:
    coding = study.code("Ann", CHANGED, "drift")
    study.code("Ben", LONGER, "watching-fix")
    study.do(add_memo, "Look.", who="Ben", document="Interview 1")
    study.do(recode, coding, "watching-fix", who="Ann")
    found = study.trail(**filters)
    assert [entry.who for entry in found] == people
    with Session(study.engine) as session:
        assert history.number_of_actions(session, **filters) == len(found)


def test_an_unknown_name_in_a_filter_is_refused(study: Study) -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'drift'"):
        study.trail(code="drfit")
    with pytest.raises(KbError, match="no kind of change 'nothing'"):
        study.trail(kind="nothing")


def test_pages_are_found_by_their_place_and_lose_nothing(study: Study) -> None:
    for number in range(7):
        study.do(add_memo, f"Memo {number}", who="Ann")
    with Session(study.engine) as session:
        whole = history.history(session, limit=None)
        paged: list[history.Action] = []
        while some := history.history(session, limit=3, before=paged[-1].sequence if paged else None):
            paged += some
    assert paged == whole
    assert [each.sequence for each in whole] == sorted((each.sequence for each in whole), reverse=True)


def test_sittings_end_with_a_pause_and_go_by_sequence_when_the_clock_jumps(study: Study) -> None:
    begin = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    planned = [("Ann", 0), ("Ben", 5), ("Ann", 10), ("Ben", 20), ("Ann", 45), ("Ann", -600)]
    for who, minute in planned:
        study.do(add_memo, f"At {minute}", who=who)
        at = begin + timedelta(minutes=minute)
        study.do(_at, at)
    found = history.sittings(study.trail(kind="memos"))
    assert [(each.who, len(each.entries)) for each in found] == [
        ("Ann", 1),
        ("Ann", 1),
        ("Ben", 2),
        ("Ann", 2),
    ]
    assert timedelta(minutes=30) == PAUSE


def _at(session: Session, at: datetime) -> None:
    """Let the clock have said this when the last change was made."""
    last = session.exec(select(func.max(Change.id))).one()
    session.exec(update(Change).where(col(Change.id) == last).values(at=at))


def test_the_log_of_a_code_tells_definition_spellings_and_use(study: Study) -> None:
    study.code("Ann", CHANGED, "drift")
    study.code("Ann", WRONG, "drift")
    study.do(edit_codes.rename, "drift", "data drift", who="Ines")
    changed = taxonomy().text.replace("Somebody looks.", "Somebody looks at it.")
    study.do(apply_taxonomy, taxonomy(changed), who="Ines")
    with Session(study.engine) as session:
        log = code_log(session, "data drift")
        other = code_log(session, "watching-fix")
    assert [(line.who, line.text) for line in log.lines if line.is_use] == [("Ann", "codings: 2 coded")]
    decisions = [line.text for line in log.lines if not line.is_use]
    assert decisions[0] == "renamed the code drift to data drift"
    assert "describes data drift: kind issue; definition “The world moves on.”" in decisions[-1]
    assert "evidence for the issues The world moves on" in decisions[-1]
    assert "definition “Somebody looks at it.” (before: “Somebody looks.”)" in other.lines[0].text
    assert log.is_whole


def test_the_appendix_is_chronological_and_no_cell_is_markup(study: Study) -> None:
    study.code("Ann", CHANGED, "*drift*|x")
    rows = list(history_rows(study.trail()))
    assert (rows[0].who, rows[0].paragraph, rows[0].code) == ("Ann", 3, "*drift*|x")
    lines = list(history_markdown(study.trail(), limited_to=["who Ann"]))
    assert lines[0] == "# Audit trail"
    assert f"- Interview 1 ¶ 3: coded “{CHANGED}” as \\*drift\\*\\|x." in lines
    told = [line for line in lines if line.startswith("- ")]
    assert told.index("- Interview 2: imported 1 file.") < len(told) - 1


def test_what_is_imported_is_told_by_numbers_and_a_long_action_too(study: Study) -> None:
    ids = [study.code("Ann", words, "drift") for words in (CHANGED, WRONG)]
    with db.transaction(study.engine) as session:
        for number in range(250):
            session.add(
                Change(
                    batch="b" * 32,
                    who="Ines",
                    what="merge code 'a' into 'b'",
                    noun="coding",
                    row_id=ids[0],
                    document_id=1,
                    before={"code_id": number},
                    after={"code_id": 1},
                )
            )
    assert study.told() == ["Interview 1: merge code 'a' into 'b': changed 250 codings"]
    assert study.do(lambda s: s.get(Coding, ids[1])) is not None


def test_the_role_of_a_speaker_is_told(study: Study) -> None:
    with db.transaction(study.engine) as session:
        session.add(Speaker(document_id=1, name="Ada", role="unknown", labels=["A"]))
    study.do(set_speaker_role, "Ada", "interviewee", documents=("Interview 1",), who="Jon")
    assert study.told() == ["Interview 1: set the role of Ada to interviewee (before: unknown)"]
