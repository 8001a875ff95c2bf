"""Words that were proposed as cues of a code and refused: a decision of the study, kept in its history."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session, col, select

from kb.codebook.code_names import code_key
from kb.db.tables import Change, Code
from kb.queries import names

NOUN, KIND = "codebook", "refuse_cue"
"""How the trail calls such a row, and the edit in it."""


def refused_cues(session: Session, name: str) -> tuple[str, ...]:
    """Return the words that were refused as cues of a code, under whatever name it had then.

    Raises:
        UnknownNameError: there is no such code.
    """
    code = names.code(session, name)
    ids = names.spellings(session, [code.id or 0])
    keys = {code_key(each) for each in session.exec(select(Code.name).where(col(Code.id).in_(ids)))}
    keys.add(code_key(code.name))
    edits = (row["edit"] for row in _rows(session))
    return tuple(dict.fromkeys(str(edit["cue"]) for edit in edits if code_key(edit["name"]) in keys))


def _rows(session: Session) -> list[Mapping[str, Any]]:
    is_refusal = col(Change.after)["edit"]["edit"].as_string() == KIND
    query = select(Change.after).where(Change.noun == NOUN, col(Change.undone).is_(False), is_refusal)
    return [row for row in session.exec(query.order_by(col(Change.id))) if row]
