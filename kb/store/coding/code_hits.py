"""One code on many passages at once, such as all that a search finds: one action, undone as one.

What already carries the code is left as it is, and so is what is not where it was selected any more; both are
told.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from sqlmodel import Session, select

from kb.codebook.code_names import code_key
from kb.db.audit import Journal
from kb.db.tables import Code, Coder, CodingPass, Document
from kb.queries import names
from kb.queries.search.hit_spans import HitSpan
from kb.store.coding.codings import overlapping, put_coding
from kb.store.get_or_create import code_named, pass_of
from kb.store.text_versions import Selection, TextChangedError, current_span, text_of

Outcome = Literal["new", "coded already", "text changed"]


@dataclass(frozen=True, slots=True)
class PlannedHit:
    """A passage and what becomes of it.

    It is coded; or left, because the coder's pass has the code on some of it, or its words are not there.
    """

    span: HitSpan
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class CodedHits:
    """What was done: the passages with their outcome, and the action's name (None if nothing was coded)."""

    hits: tuple[PlannedHit, ...]
    batch: str | None

    @property
    def new(self) -> int:
        """How many codings were made."""
        return sum(each.outcome == "new" for each in self.hits)


def plan_hits(session: Session, spans: Iterable[HitSpan], *, code: str, coder: str) -> list[PlannedHit]:
    """Say what coding these passages with a code would do; nothing is changed.

    The code and the coder need not be there yet.
    """
    meant = _known_code(session, code)
    works = _passes(session, coder)
    planned: list[PlannedHit] = []
    ends: dict[str, int] = {}
    for span in spans:
        document = names.document(session, span.document)
        place = _place_now(session, document, span)
        if place is None:
            planned.append(PlannedHit(span, "text changed"))
            continue
        start, end = place
        work = works.get(document.id or 0)
        is_coded = bool(work and meant and overlapping(session, work, meant, (start, end)))
        is_coded = is_coded or start < ends.get(span.document, 0)
        if not is_coded:
            ends[span.document] = end
        now = replace(span, start=start, end=end, text=document.sha256)
        planned.append(PlannedHit(now, "coded already" if is_coded else "new"))
    return planned


def code_hits(session: Session, spans: Sequence[HitSpan], *, code: str, coder: str) -> CodedHits:
    """Put a code on passages, each in the coder's own pass over its document, as one action.

    Raises:
        KbError: the code has no name.
    """
    planned = plan_hits(session, spans, code=code, coder=coder)
    new = [each.span for each in planned if each.outcome == "new"]
    if not new:
        return CodedHits(tuple(planned), None)
    documents = {name: names.document(session, name) for name in dict.fromkeys(each.document for each in new)}
    only = next(iter(documents.values())).id if len(documents) == 1 else None
    log = Journal(session, who=coder, what=f"code {len(new)} passages with {code!r}", document_id=only)
    first = new[0]
    near = (documents[first.document], first.paragraph, first.paragraph)
    meant = code_named(session, log, code, near=near)
    works = {name: pass_of(session, log, document, coder, None) for name, document in documents.items()}
    for span in new:
        put_coding(session, log, works[span.document], meant, (span.start, span.end), extent="exact")
    return CodedHits(tuple(planned), log.batch)


def _place_now(session: Session, document: Document, span: HitSpan) -> tuple[int, int] | None:
    """Where the words of a span are in the current text; None if they are not there, or are others."""
    if span.text == document.sha256:
        return span.start, span.end
    selected = Selection(start=span.start, end=span.end, text=span.text, words=span.words)
    try:
        start, end = current_span(session, document, selected)
    except TextChangedError:
        return None
    return (start, end) if text_of(session, document)[start:end] == span.words else None


def _known_code(session: Session, name: str) -> Code | None:
    wanted = " ".join(name.split())
    found = select(Code).where(Code.name == wanted)
    alike = select(Code).where(Code.key == code_key(wanted)).order_by(Code.name)
    return session.exec(found).first() or session.exec(alike).first()


def _passes(session: Session, coder: str) -> dict[int, CodingPass]:
    """The pass over each document that a coder's codings would go to, by the id of the document."""
    people = session.exec(select(Coder)).all()
    ids = [each.id for each in people if each.name == coder]
    ids = ids or [each.id for each in people if each.name.casefold() == coder.casefold()]
    query = select(CodingPass).where(CodingPass.coder_id.in_(ids[:1]))  # type: ignore[attr-defined]
    found: dict[int, CodingPass] = {}
    for work in session.exec(query.order_by(CodingPass.role)):
        found.setdefault(work.document_id, work)
    return found
