"""What the ids in the audit trail mean: names of codes, documents and coders, and the words of a place.

Words are read from the current text and never from the trail, so what a redaction hides stays hidden.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlmodel import Session, col, select

from kb.codebook.words import Words
from kb.db.tables import (
    Aspect,
    Case,
    Change,
    Code,
    Coder,
    Coding,
    CodingPass,
    Document,
    Fix,
    Issue,
    Paragraph,
    Stage,
)
from kb.queries.names import study
from kb.queries.quotes.quotes import shortened

_LONGEST = 90
"""Characters of the words that a line shows."""


@dataclass
class TrailNames:
    """The names behind the ids, each looked up once."""

    session: Session
    _passes: dict[int, tuple[str, str]] = field(default_factory=dict)
    _codings: dict[tuple[int, int], Mapping[str, Any]] = field(default_factory=dict)
    _texts: dict[tuple[int, int], tuple[int, str] | None] = field(default_factory=dict)

    def code(self, number: int | None) -> str:
        """Return a code as it was spelled; one that is gone has the name that it had last."""
        return self._codes.get(number or 0) or self._gone("code", number) or "a deleted code"

    def is_document(self, number: int | None) -> bool:
        """Say whether a document is in the catalog."""
        return number in self._documents

    def document(self, number: int | None) -> str | None:
        """Return a document's name; of one that is deleted the last, None where there is none."""
        if number is None:
            return None
        return self._documents.get(number) or self._gone("document", number) or "a deleted document"

    def stage(self, number: int | None) -> str | None:
        """Return the title of a stage."""
        return self._titles[0].get(number or 0)

    def aspect(self, number: int | None) -> str | None:
        """Return the title of a quality aspect."""
        return self._titles[1].get(number or 0)

    def case(self, number: int | None) -> str | None:
        """Return the name of a case; None where none is meant."""
        if number is None:
            return None
        row = self.session.get(Case, number)
        return row.name if row else (self._gone("participant", number) or "a deleted case")

    def evidence(self, keys: Iterable[str]) -> list[str]:
        """Return the titles of issues and fixes; of those that are gone the keys."""
        return [self._evidence.get(key, key) for key in keys]

    def pass_of(self, number: int | None) -> tuple[str, str]:
        """Return the coder and the role of a coding pass."""
        key = number or 0
        if key not in self._passes:
            query = (
                select(Coder.name, CodingPass.role)
                .join(Coder, col(Coder.id) == CodingPass.coder_id)
                .where(CodingPass.id == key)
            )
            found = self.session.exec(query).first()
            self._passes[key] = found or self._gone_pass(key)
        return self._passes[key]

    def coding(self, number: int | None, at: int) -> Mapping[str, Any]:
        """Return what a coding was when a row of the trail was written, by the names of its columns.

        Its place is the one in the current text: the trail moves along with it.
        """
        key = (number or 0, at)
        if key not in self._codings:
            self._codings[key] = self._coding_then(*key)
        return self._codings[key]

    def _coding_then(self, number: int, at: int) -> Mapping[str, Any]:
        own = (Change.noun == "coding", Change.row_id == number)
        earlier = select(Change.after, Change.before).where(*own, col(Change.id) < at)
        later = select(Change.before, Change.after).where(*own, col(Change.id) > at)
        found = self.session.exec(earlier.order_by(col(Change.id).desc()).limit(1)).first()
        if found is None:
            found = self.session.exec(later.order_by(col(Change.id)).limit(1)).first()
        if found is not None:
            return dict(found[0] or found[1] or {})
        row = self.session.get(Coding, number)  # which a file brought, and nobody has changed
        return _columns(row) if row else {}

    def has_coding(self, number: int | None) -> bool:
        """Say whether a coding is in the catalog."""
        return number is not None and self.session.get(Coding, number) is not None

    def words(self, document: int | None, place: Mapping[str, Any]) -> str:
        """Return the words of a place in the current text in quotes; nothing if they are not there."""
        start, end, first = place.get("start"), place.get("end"), place.get("first")
        if document is None or start is None or end is None or first is None or end <= start:
            return ""
        found = self._paragraph(document, first)
        if found is None or not found[0] <= start <= found[0] + len(found[1]):
            return ""
        begins, text = found
        said = text[start - begins : end - begins]
        more = " …" if end > begins + len(text) else ""
        return f"“{shortened(said, _LONGEST)}{more}”" if said.strip() else ""

    def with_paragraph(self, document: int | None, place: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return a span with the paragraph in which it begins (``first``), for words that no coding marks."""
        start = place.get("start")
        if document is None or start is None:
            return place
        query = select(Paragraph.position).where(
            Paragraph.document_id == document, Paragraph.start <= start, Paragraph.end >= start
        )
        return {**place, "first": self.session.exec(query).first()}

    def _paragraph(self, document: int, position: int) -> tuple[int, str] | None:
        if (document, position) not in self._texts:
            query = select(Paragraph.start, Paragraph.text).where(
                Paragraph.document_id == document, Paragraph.position == position
            )
            self._texts[document, position] = self.session.exec(query).first()
        return self._texts[document, position]

    @cached_property
    def words_of_study(self) -> Words:
        """The words that the study has now for issue, fix, stage and aspect."""
        return study(self.session).words

    @cached_property
    def _codes(self) -> dict[int, str]:
        return {number or 0: name for number, name in self.session.exec(select(Code.id, Code.name))}

    @cached_property
    def _documents(self) -> dict[int | None, str]:
        return dict(self.session.exec(select(Document.id, Document.name)).all())

    @cached_property
    def _titles(self) -> tuple[dict[int | None, str], dict[int | None, str]]:
        stages = self.session.exec(select(Stage.id, Stage.title)).all()
        return dict(stages), dict(self.session.exec(select(Aspect.id, Aspect.title)).all())

    @cached_property
    def _evidence(self) -> dict[str, str]:
        rows = [
            *self.session.exec(select(Issue.key, Issue.title)),
            *self.session.exec(select(Fix.key, Fix.title)),
        ]
        return dict(rows)

    def _gone(self, noun: str, number: int | None) -> str | None:
        return (self._last(noun, number or 0) or {}).get("name")

    def _gone_pass(self, number: int) -> tuple[str, str]:
        record = self._last("coding_pass", number) or {}
        coder = self.session.get(Coder, record.get("coder_id") or 0)
        return (coder.name if coder else "somebody", record.get("role") or "coder")

    def _last(self, noun: str, number: int) -> dict[str, Any] | None:
        """What the trail knows last of a row that is gone."""
        query = select(Change.before, Change.after).where(Change.noun == noun, Change.row_id == number)
        found = self.session.exec(query.order_by(col(Change.id).desc()).limit(1)).first()
        return None if found is None else dict(found[1] or found[0] or {})


def _columns(row: Coding) -> dict[str, Any]:
    return {
        "document_id": row.document_id,
        "pass_id": row.pass_id,
        "code_id": row.code_id,
        "start": row.start,
        "end": row.end,
        "first": row.first_paragraph,
        "last": row.last_paragraph,
    }
