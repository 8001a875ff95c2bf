"""Every function of kb.store that overwrites what somebody may have changed, and two who write by it.

``look`` is what Ann sees, ``theirs`` what Bea does then, ``mine`` what Ann writes with what she saw.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from interview_files import OTHER, TALK, document, file, store, taxonomy
from sqlalchemy import Engine
from sqlmodel import Session, SQLModel, col, select

from ingest.attribute_table import AttributeTable
from ingest.formats.parts.grid.delimited import Row
from kb.codebook.edits import Place
from kb.db import engine as db
from kb.db.tables import Coding, Document, Memo, Paragraph, Speaker
from kb.queries.codebook.code_page import code_page
from kb.queries.codebook.code_seen import CodeSeen, seen_of
from kb.queries.comparison.difference_seen import difference_seen
from kb.queries.documents.speakers import document_speakers
from kb.queries.documents.speakers import speakers as speakers_of
from kb.queries.progress.tasks import tasks as tasks_of
from kb.queries.search.saved_searches import saved_searches as saved
from kb.store import memos, saved_searches
from kb.store.codebook import edit_codes
from kb.store.codebook.apply_taxonomy import apply_taxonomy
from kb.store.codebook.edit_preview import Selection
from kb.store.coding import codings, moderation, second_look
from kb.store.coding.coding_version import CodingVersion
from kb.store.coding.moderation import ModerationDecision
from kb.store.corrections import correct_text
from kb.store.documents import attribute_import, cases, details, renaming, speaker_edits, speakers
from kb.store.documents.attribute_import import AttributeChange
from kb.store.documents.cases import CaseSeen
from kb.store.documents.details import DocumentSeen
from kb.store.documents.speakers import Person
from kb.store.people import tasks
from kb.store.saved_searches import Search
from kb.store.stale import StaleWriteError

ONE, TWO = "Interview 1", "Interview 2"
TEXT = "\n".join(TALK)
WORDS, LONGER = "the schema changed", "the schema changed overnight"
CODE, OTHER_CODE = "drift", "watching-fix"


@dataclass(frozen=True)
class StaleWrite:
    """A writing function, and how two people would overwrite each other by it."""

    function: Callable[..., Any]
    look: Callable[[Session], Any]
    theirs: Callable[[Session], Any]
    mine: Callable[[Session, Any], Any]
    case: str = ""

    @property
    def name(self) -> str:
        """The function's name, for the test's."""
        return f"{called(self.function)}{self.case and f', {self.case}'}"


def called(function: Callable[..., Any]) -> str:
    """Return a function's name with its module's."""
    return f"{function.__module__.removeprefix('kb.store.')}.{function.__name__}"


def make(engine: Engine) -> None:
    """Fill a catalog: two interviews, two codings, memos, a case, a search."""
    store(engine, file(f"{ONE}.txt"), file(f"{TWO}.txt", OTHER), who="Jon")
    with db.transaction(engine) as session:
        apply_taxonomy(session, taxonomy(), who="Jon")
        of = document(session)
        for each in session.exec(select(Document)):
            for name, role in (("Interviewer", "interviewer"), ("Interviewee", "interviewee")):
                session.add(Speaker(document_id=each.id, name=name, role=role, labels=[name]))
        for words, coder in ((WORDS, "Ann"), ("the answers were wrong", "Ben")):
            start = TEXT.index(words)
            span = {"start": start, "end": start + len(words)}
            codings.add_coding(session, document=of, code=CODE, coder=coder, **span)
        memos.note_on_coding(session, coding(session), "Who knew?", who="Ann")
        memos.note_on_passage(session, ONE, "First.", start=0, end=6, who="Ann")
        cases.set_case(session, of, "Noor", {"sector": "energy"}, who="Ann")
        saved_searches.save_search(session, "winter", Search("cold"), who="Ann")
        tasks.assign(session, [ONE], ["Ann"], tasks.Order(due=date(2026, 12, 11)), who="Jon")


def everything(session: Session) -> dict[str, list[Any]]:
    """Return all rows of a catalog."""
    session.flush()
    connection = session.connection()
    every = SQLModel.metadata.sorted_tables
    return {each.name: sorted(map(repr, connection.execute(each.select()))) for each in every}


def race(engine: Engine, rounds: int) -> int:
    """Let two read a memo and then rewrite it at once, round by round; return how often one was refused."""
    meet, refused = threading.Barrier(2), []

    def write(window: str) -> None:
        for number in range(rounds):
            with db.reading(engine) as session:
                which = memo(session)
                seen = session.get_one(Memo, which).text
            meet.wait()
            try:
                with db.transaction(engine) as session:
                    text = f"{window} {number}, after {seen}"[:80]
                    memos.rewrite_memo(session, which, text, who="Ann", seen=seen)
            except StaleWriteError:
                refused.append(window)
            meet.wait()

    both = [threading.Thread(target=write, args=(window,)) for window in ("left", "right")]
    for each in both:
        each.start()
    for each in both:
        each.join()
    return len(refused)


def coding(session: Session) -> int:
    """The coding that both change."""
    return session.exec(select(Coding.id).order_by(col(Coding.id)).limit(1)).one() or 0


def memo(session: Session) -> int:
    """The memo on words that both change."""
    return session.exec(select(Memo.id).where(col(Memo.coding_id).is_(None))).one() or 0


def _version(session: Session) -> CodingVersion:
    row = session.get_one(Coding, coding(session))
    return CodingVersion(row.code_id, row.start, row.end, document(session).sha256)


def _resize(session: Session) -> None:
    start = TEXT.index(LONGER)
    codings.resize_coding(session, coding(session), start=start, end=start + len(LONGER), who="Bea")


def _remove(session: Session) -> None:
    codings.remove_coding(session, coding(session), who="Bea", with_decisions=True)


def _recode(session: Session, seen: Any) -> None:
    codings.recode(session, coding(session), OTHER_CODE, who="Ann", seen=seen)


def _remember(session: Session) -> tuple[int, CodingVersion]:
    return coding(session), _version(session)


def _rewrite(session: Session) -> None:  # by the same name in another window
    memos.rewrite_memo(session, memo(session), "Second.", who="Ann")


def _decide(session: Session, *, seen: str | None = None, who: str = "Bea") -> None:
    ruling = ModerationDecision(keep=(coding(session),), seen=seen)
    moderation.decide(session, ONE, [ruling], who=who)


def _difference(session: Session) -> str:
    return difference_seen(session, ONE, [coding(session)]).version


def _doubted(session: Session) -> second_look.SeenCoding:
    row = session.get_one(Coding, coding(session))
    at = (Paragraph.document_id == row.document_id, Paragraph.position == row.first_paragraph)
    text = session.exec(select(Paragraph.text).where(*at)).one()
    place = (row.start, row.end, row.first_paragraph, text)
    return second_look.SeenCoding(row.id or 0, ONE, "Ann", CODE, *place)


def _code(session: Session) -> CodeSeen:
    return seen_of(code_page(session, CODE))


def _place(name: str, **changed: Any) -> Place:
    place = Place(name=name, kind="issue", stage="maintenance", definition="New.", cues=("a", "b", "c"))
    return replace(place, **changed)


def _rename_code(session: Session) -> None:
    edit_codes.rename(session, CODE, "shift", who="Bea")


def _describe(session: Session) -> None:
    edit_codes.describe(session, CODE, "Bea says.", ("one", "two", "three"), who="Bea")


def _move(session: Session) -> None:
    edit_codes.move(session, _place(CODE, stage="deployment"), who="Bea")


def _people(session: Session, of: str = ONE) -> tuple[Person, ...]:
    return tuple(Person(row.speaker, row.role, row.labels) for row in speakers_of(session, [of]))


def _everybody(session: Session) -> dict[str, tuple[Person, ...]]:
    return {name: _people(session, name) for name in (ONE, TWO)}


def _called(session: Session, name: str) -> list[Person]:
    return [replace(each, name=name) if each.role == "interviewee" else each for each in _people(session)]


def _rename_speaker(session: Session) -> None:
    speaker_edits.rename_speaker(session, "Interviewee", "Noor", documents=[ONE], who="Bea")


def _case(session: Session) -> CaseSeen:
    found = document_speakers(session, ONE)
    return CaseSeen(found.case, found.attributes)


def _set_case(session: Session) -> None:
    cases.set_case(session, document(session), "Noor", {"sector": "water"}, who="Bea")


def _seen(session: Session) -> DocumentSeen:
    return DocumentSeen(_people(session), _case(session))


def _planned(session: Session) -> list[AttributeChange]:
    table = AttributeTable(("document", "sector"), (Row(2, (ONE, "coal")),))
    return attribute_import.plan_attributes(session, table, overwrite=True)


def _rename(session: Session) -> None:
    renaming.rename_document(session, document(session), "Noor's", who="Bea")


def _correct(
    session: Session, *, seen: str | None = None, who: str = "Bea", old: str = "tell me", new: str = "say"
) -> None:
    of = document(session)
    meant = correct_text.replace_words(session, of, 0, old, new)
    correct_text.save(session, of, meant, who=who, seen=seen)


def _search(session: Session) -> Search:
    [found] = saved(session)
    return Search(found.query, found.role, found.document, found.attribute)


def _save(session: Session) -> None:
    saved_searches.save_search(session, "winter", Search("frost"), who="Bea", seen=Search("cold"))


def _task(session: Session) -> dict[int, str]:
    return {row.task: row.version for row in tasks_of(session)}


def _move_due(session: Session) -> None:
    tasks.move_due(session, [1], date(2026, 12, 18), who="Bea")


STALE_WRITES: tuple[StaleWrite, ...] = (
    StaleWrite(memos.rewrite_memo, lambda _: "First.", _rewrite,
        lambda s, seen: memos.rewrite_memo(s, memo(s), "Mine.", who="Ann", seen=seen)),
    StaleWrite(memos.rewrite_memo, lambda s: (memo(s), "First."),
        lambda s: memos.rewrite_memo(s, memo(s), "", who="Ann"),
        lambda s, seen: memos.rewrite_memo(s, seen[0], "Mine.", who="Ann", seen=seen[1]), "deleted"),
    StaleWrite(memos.note_on_coding, lambda _: "Who knew?",
        lambda s: memos.note_on_coding(s, coding(s), "Nobody.", who="Ann"),
        lambda s, seen: memos.note_on_coding(s, coding(s), "Mine.", who="Ann", seen=seen)),
    StaleWrite(memos.note_on_coding, _remember, _remove,
        lambda s, seen: memos.note_on_coding(s, seen[0], "Mine.", who="Ann", seen="Who knew?"), "no coding"),
    StaleWrite(codings.recode, _version, _resize, _recode),
    StaleWrite(codings.recode, _remember, _remove,
        lambda s, seen: codings.recode(s, seen[0], OTHER_CODE, who="Ann", seen=seen[1]), "removed"),
    StaleWrite(codings.resize_coding, _version,
        lambda s: codings.recode(s, coding(s), OTHER_CODE, who="Bea"),
        lambda s, seen: codings.resize_coding(s, coding(s), start=0, end=6, who="Ann", seen=seen)),
    StaleWrite(codings.remove_coding, _version, _resize,
        lambda s, seen: codings.remove_coding(s, coding(s), who="Ann", seen=seen)),
    StaleWrite(second_look.remove_doubted, _doubted, _resize,
        lambda s, seen: second_look.remove_doubted(s, seen, who="Ann")),
    StaleWrite(second_look.confirm_doubted, _doubted, _resize,
        lambda s, seen: second_look.confirm_doubted(s, seen, who="Ann")),
    StaleWrite(moderation.decide, _difference, _decide, lambda s, seen: _decide(s, seen=seen, who="Ann")),
    StaleWrite(moderation.decide, _difference, _resize,
        lambda s, seen: _decide(s, seen=seen, who="Ann"), "resized"),
    StaleWrite(edit_codes.rename, _code, _rename_code,
        lambda s, seen: edit_codes.rename(s, CODE, "mine", who="Ann", seen=seen)),
    StaleWrite(edit_codes.merge, _code, _rename_code,
        lambda s, seen: edit_codes.merge(s, CODE, OTHER_CODE, who="Ann", seen=seen)),
    StaleWrite(edit_codes.split, _code, _rename_code,
        lambda s, seen: edit_codes.split(s, CODE, _place("mine"), Selection(), who="Ann", seen=seen)),
    StaleWrite(edit_codes.move, _code, _move,
        lambda s, seen: edit_codes.move(s, _place(CODE, stage=None), who="Ann", seen=seen)),
    StaleWrite(edit_codes.describe, _code, _describe,
        lambda s, seen: edit_codes.describe(s, CODE, "Mine.", ("a", "b", "c"), who="Ann", seen=seen)),
    StaleWrite(edit_codes.recolour, _code, lambda s: edit_codes.recolour(s, CODE, 5, who="Bea"),
        lambda s, seen: edit_codes.recolour(s, CODE, 7, who="Ann", seen=seen)),
    StaleWrite(edit_codes.remove, _code, _describe,
        lambda s, seen: edit_codes.remove(s, CODE, who="Ann", seen=seen)),
    StaleWrite(renaming.rename_document, lambda _: ONE, _rename,
        lambda s, seen: renaming.rename_document(s, s.get_one(Document, 1), "Mine", who="Ann", seen=seen)),
    StaleWrite(cases.set_case, _case, _set_case,
        lambda s, seen: cases.set_case(s, document(s), "Noor", {"sector": "coal"}, who="Ann", seen=seen)),
    StaleWrite(cases.set_case, _case, lambda s: cases.set_case(s, document(s), "Bo", who="Bea"),
        lambda s, seen: cases.set_case(s, document(s), "Di", who="Ann", seen=seen), "another case"),
    StaleWrite(speakers.correct_speakers, _people, _rename_speaker,
        lambda s, seen: speakers.correct_speakers(s, document(s), _called(s, "Mo"), who="Ann", seen=seen)),
    StaleWrite(details.describe_document, _seen, _set_case,
        lambda s, seen: details.describe_document(
            s, ONE, (), "Noor", {"sector": "coal"}, who="Ann", seen=seen)),
    StaleWrite(speaker_edits.rename_speaker, _everybody, _rename_speaker,
        lambda s, seen: speaker_edits.rename_speaker(s, "Interviewer", "Mo", who="Ann", seen=seen)),
    StaleWrite(speaker_edits.merge_speakers, _everybody, _rename_speaker,
        lambda s, seen: speaker_edits.merge_speakers(s, ["Interviewer", "Noor"], "Mo", who="Ann", seen=seen)),
    StaleWrite(speaker_edits.split_speaker, _everybody, _rename_speaker,
        lambda s, seen: speaker_edits.split_speaker(s, "Interviewee", "Mo", who="Ann", seen=seen)),
    StaleWrite(speaker_edits.set_speaker_role, _everybody,
        lambda s: speaker_edits.set_speaker_role(s, "Interviewee", "other", who="Bea"),
        lambda s, seen: speaker_edits.set_speaker_role(s, "Interviewee", "unknown", who="Ann", seen=seen)),
    StaleWrite(attribute_import.set_attributes, _planned, _set_case,
        lambda s, seen: attribute_import.set_attributes(s, seen, file="table.csv", who="Ann")),
    StaleWrite(saved_searches.save_search, _search, _save,
        lambda s, seen: saved_searches.save_search(s, "winter", Search("mine"), who="Ann", seen=seen)),
    StaleWrite(saved_searches.save_search, lambda _: None,
        lambda s: saved_searches.save_search(s, "new", Search("frost"), who="Bea"),
        lambda s, _: saved_searches.save_search(s, "new", Search("mine"), who="Ann"), "a name that is new"),
    StaleWrite(saved_searches.forget_search, _search, _save,
        lambda s, seen: saved_searches.forget_search(s, "winter", who="Ann", seen=seen)),
    StaleWrite(tasks.mark_done, _task, _move_due,
        lambda s, seen: tasks.mark_done(s, 1, who="Ann", seen=seen[1])),
    StaleWrite(tasks.move_due, _task, _move_due,
        lambda s, seen: tasks.move_due(s, [1], None, who="Ann", seen=seen)),
    StaleWrite(tasks.remove_tasks, _task, lambda s: tasks.mark_done(s, 1, who="Bea"),
        lambda s, seen: tasks.remove_tasks(s, [1], who="Ann", seen=seen)),
    StaleWrite(tasks.mark_done, _task, lambda s: tasks.remove_tasks(s, [1], who="Bea"),
        lambda s, seen: tasks.mark_done(s, 1, who="Ann", seen=seen[1]), "taken away"),
    StaleWrite(correct_text.save, lambda s: document(s).sha256, _correct,
        lambda s, seen: _correct(s, seen=seen, who="Ann", old="every day", new="daily")),
    StaleWrite(correct_text.check_version, lambda s: document(s).sha256, _correct,
        lambda s, seen: correct_text.check_version(s, document(s), seen)),
)  # fmt: skip
