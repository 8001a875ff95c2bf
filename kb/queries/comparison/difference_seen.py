"""What a moderator sees of a difference: the coders' codings, their words, and what was decided."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from kb.db.tables import Code, Coder, Coding, CodingPass
from kb.queries import names
from kb.queries.comparison.decisions import decisions
from kb.queries.documents import transcript


@dataclass(frozen=True, slots=True)
class DifferenceSeen:
    """Some codings and what was decided about them: ``version`` changes with any of it, ``told`` are words.

    A text that only moves the codings changes nothing, other words of theirs do.
    """

    version: str
    told: str


def difference_seen(session: Session, document: str, codings: Iterable[int]) -> DifferenceSeen:
    """Return how codings of a document stand, with what a moderator made of each.

    Raises:
        UnknownNameError: there is no such document.
    """
    of, meant = names.document(session, document), aliased(Code)
    decided = decisions(session, of.name)
    query = (
        select(Coding, meant.name, Coder.name)
        .join(CodingPass, col(CodingPass.id) == Coding.pass_id)
        .join(Coder, col(Coder.id) == CodingPass.coder_id)
        .join(Code, col(Code.id) == Coding.code_id)
        .join(meant, col(meant.id) == Code.canonical_id)
        .where(col(Coding.id).in_(list(codings)), Coding.document_id == of.id)
        .order_by(col(Coding.id))
    )
    seen: list[tuple[int, str, str, str, str]] = []
    for row, code, coder in session.exec(query):
        made = decided.get(row.id or 0)
        verdict = "" if made is None else f"{'kept' if made.kept else 'not kept'} by {made.who}"
        if made is not None and not made.kept and made.result is not None:
            verdict = f"replaced by {made.who}"
        words = transcript.words(session, of.name, row.start, row.end)
        seen.append((row.id or 0, coder, code, words, verdict))
    written = json.dumps(seen, ensure_ascii=False).encode("utf-8", "surrogatepass")
    told = "; ".join(
        f"{coder}: {code} “{words}”" + (f", {verdict}" if verdict else "")
        for _, coder, code, words, verdict in seen
    )
    return DifferenceSeen(hashlib.sha256(written).hexdigest()[:16], told)
