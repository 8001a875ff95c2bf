"""A person at work, one small action after the other: the same ones every time, by chance from a seed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from random import Random

from sqlmodel import Session, col, select

from kb.codebook.edits import Place
from kb.db import engine as db
from kb.db.tables import Change, Code, Coding, CodingPass
from kb.errors import KbError
from kb.store.codebook import edit_codes
from kb.store.coding import codings
from kb.store.coding.moderation import ModerationDecision, decide
from kb.store.corrections import correct_text
from kb.store.documents.cases import set_case
from kb.store.documents.renaming import rename_document
from kb.store.memos import add_memo, note_on_coding
from kb.store.undo import undo
from tools.torture import catalogs
from tools.torture.kills.victims import Ack, Victim, catalog_in

WHO, STEPS = "Ann", 14
Action = Callable[[Session, Random, int], object]


def victims() -> list[Victim]:
    """Everybody who works in a catalog action by action."""
    return [
        Victim("coding", _prepare, partial(_act, _CODING)),
        Victim("codebook edits", _prepare, partial(_act, _CODEBOOK)),
        Victim("corrections of a text", _prepare, partial(_act, _CORRECTIONS)),
    ]


def _prepare(folder: Path) -> None:
    catalogs.coded(folder)


def _act(actions: Sequence[Action], folder: Path, ack: Ack) -> None:
    random = Random(7)  # noqa: S311  no secret
    engine = db.open_for_writing(catalog_in(folder))
    for number in range(STEPS):
        with db.transaction(engine) as session:
            try:
                with session.begin_nested():
                    random.choice(actions)(session, random, number)
            except KbError:  # chance wants what cannot be done: then something that can
                add_memo(session, f"Note {number}", who=WHO)
        ack()
    engine.dispose()


# --- Coding -----------------------------------------------------------------------------------------------


def _code(session: Session, random: Random, number: int) -> None:
    of = catalogs.document(session, number)
    start = random.randrange(of.length - 200)
    code = random.choice(("drift", "new idea", f"idea {number}"))
    codings.add_coding(session, document=of, code=code, start=start, end=start + 80, coder=WHO)


def _some(session: Session, random: Random) -> int:
    query = select(Coding.id).join(CodingPass).where(CodingPass.role == "coder").order_by(col(Coding.id))
    return random.choice(session.exec(query).all()) or 0


def _recode(session: Session, random: Random, number: int) -> None:
    codings.recode(session, _some(session, random), f"idea {number}", who=WHO)


def _resize(session: Session, random: Random, _number: int) -> None:
    coding = session.get_one(Coding, _some(session, random))
    codings.resize_coding(session, coding.id or 0, start=coding.start, end=coding.end + 9, who=WHO)


def _remove(session: Session, random: Random, _number: int) -> None:
    codings.remove_coding(session, _some(session, random), who=WHO, with_decisions=True)


def _note(session: Session, random: Random, number: int) -> None:
    note_on_coding(session, _some(session, random), f"Is it? {number}", who=WHO)


def _decide(session: Session, random: Random, number: int) -> None:
    coding = session.get_one(Coding, _some(session, random))
    name = next(each.name for each in _documents(session) if each.id == coding.document_id)
    decide(session, name, [ModerationDecision(keep=(coding.id or 0,))], who=WHO, reason=f"because {number}")


def _documents(session: Session) -> list[catalogs.Document]:
    return list(session.exec(select(catalogs.Document)))


def _describe(session: Session, _random: Random, number: int) -> None:
    set_case(session, catalogs.document(session, number), "Noor", {"years": str(number)}, who=WHO)


def _rename(session: Session, _random: Random, number: int) -> None:
    rename_document(session, catalogs.document(session, number), f"Interview {number + 100}", who=WHO)


def _undo(session: Session, _random: Random, _number: int) -> None:
    """Undo what was done last."""
    last = select(Change.batch).order_by(col(Change.id).desc()).limit(1)
    undo(session, session.exec(last).one(), who=WHO)


# --- The codebook -----------------------------------------------------------------------------------------


def _used(session: Session, random: Random) -> str:
    query = select(Code.name).where(col(Code.kind).is_not(None)).order_by(Code.name)
    return random.choice(session.exec(query).all())


def _create(session: Session, _random: Random, number: int) -> None:
    edit_codes.create(session, Place(f"made {number}", "topic", definition="New."), who=WHO)


def _rename_code(session: Session, random: Random, number: int) -> None:
    edit_codes.rename(session, _used(session, random), f"renamed {number}", who=WHO)


def _merge(session: Session, random: Random, _number: int) -> None:
    edit_codes.merge(session, _used(session, random), _used(session, random), who=WHO)


def _say(session: Session, random: Random, number: int) -> None:
    edit_codes.describe(session, _used(session, random), f"When {number}.", ("word", "cue"), who=WHO)


def _recolour(session: Session, random: Random, number: int) -> None:
    edit_codes.recolour(session, _used(session, random), number % 8, who=WHO)


def _drop(session: Session, random: Random, _number: int) -> None:
    edit_codes.remove(session, _used(session, random), who=WHO)


# --- The text ---------------------------------------------------------------------------------------------


def _retype(session: Session, random: Random, number: int) -> None:
    of, at = catalogs.document(session, number), random.randrange(1, 12)
    meant = correct_text.set_text(session, of, at, f"What was said, corrected for the {number}th time.")
    correct_text.save(session, of, meant, who=WHO, unplace=True)


def _join(session: Session, random: Random, number: int) -> None:
    of = catalogs.document(session, number)
    meant = correct_text.join(session, of, random.randrange(1, 12))
    correct_text.save(session, of, meant, who=WHO, unplace=True)


def _speaker(session: Session, random: Random, number: int) -> None:
    of = catalogs.document(session, number)
    meant = correct_text.set_speaker(session, of, random.randrange(1, 12), f"Voice {number}")
    correct_text.save(session, of, meant, who=WHO)


_CODING: tuple[Action, ...] = (
    _code, _code, _code, _recode, _resize, _remove, _note, _decide, _describe, _rename, _undo,
)  # fmt: skip
_CODEBOOK: tuple[Action, ...] = (_create, _rename_code, _merge, _say, _recolour, _drop, _undo)
_CORRECTIONS: tuple[Action, ...] = (_retype, _retype, _join, _speaker, _undo)
