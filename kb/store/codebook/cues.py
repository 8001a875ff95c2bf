"""The cues of a code, one by one: one is added or removed, words that were proposed as one are refused.

Adding and removing are changes of the codebook like any other. A refusal changes nothing of it: the history
keeps it, so that the words are not proposed again (:mod:`kb.queries.codebook.refused_cues`).
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlmodel import Session

from kb.codebook.edits import EditError
from kb.codebook.validate import MOST_CUES
from kb.db.audit import Journal
from kb.queries import names
from kb.queries.codebook.refused_cues import KIND, NOUN, refused_cues
from kb.store.codebook.edit_codes import describe


def add_cue(session: Session, name: str, cue: str, *, who: str) -> str | None:
    """Give a code one cue more; return the name of this action, None if the code has it.

    Raises:
        EditError: it is no word, or the code has as many cues as it can have.
    """
    code, cue = names.code(session, name), _plain(cue)
    if _has(code.cues, cue):
        return None
    if len(code.cues) >= MOST_CUES:
        raise EditError(
            f"{code.name!r} has {MOST_CUES} cues, the most it can have; first remove one that is unused"
        )
    return describe(session, code.name, code.definition, (*code.cues, cue), who=who)


def remove_cue(session: Session, name: str, cue: str, *, who: str) -> str | None:
    """Take a cue from a code; return the name of this action, None if the code has no such cue.

    Raises:
        EditError: it is no word.
    """
    code, cue = names.code(session, name), _plain(cue)
    if not _has(code.cues, cue):
        return None
    kept = tuple(each for each in code.cues if each.casefold() != cue.casefold())
    return describe(session, code.name, code.definition, kept, who=who)


def refuse_cue(session: Session, name: str, cue: str, *, who: str) -> str | None:
    """Remember that words are no cue of a code; return the name of this action, None if that was known.

    Raises:
        EditError: it is no word.
    """
    code, cue = names.code(session, name), _plain(cue)
    if _has(refused_cues(session, code.name), cue):
        return None
    log = Journal(session, who=who, what=f"refuse a cue of code {code.name!r}")
    log.noted(NOUN, edit={"edit": KIND, "name": code.name, "cue": cue})
    return log.batch


def _plain(cue: str) -> str:
    words = " ".join(cue.split())
    if not any(each.isalnum() for each in words):
        raise EditError("a cue needs a word")
    return words


def _has(cues: Iterable[str], cue: str) -> bool:
    return cue.casefold() in {each.casefold() for each in cues}
