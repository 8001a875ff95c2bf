"""What is said of documents as wholes: the sets they are in, and the codes on a whole document.

Both come with projects of other tools. A code on a whole document marks no words and is in no count of
codings.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from kb.db.tables import Code, Coder, CodingPass, DocumentCode, NamedSet, SetMember
from kb.queries import names
from kb.queries.documents.transcript import VisiblePasses, visible_passes


@dataclass(frozen=True, slots=True)
class WholeCode:
    """A code on a whole document, and who gave it."""

    code: str
    coders: tuple[str, ...]


def sets_of_documents(session: Session) -> dict[int, tuple[str, ...]]:
    """Return the names of the sets that each document is in, by the document's id."""
    query = (
        select(SetMember.document_id, NamedSet.name)
        .join(NamedSet, col(NamedSet.id) == SetMember.set_id)
        .where(col(SetMember.document_id).is_not(None))
        .order_by(NamedSet.name)
    )
    return _by_document((document or 0, name) for document, name in session.exec(query))


def codes_of_documents(session: Session) -> dict[int, tuple[str, ...]]:
    """Return the codes on each whole document, by the document's id; a code of several coders once."""
    meant = aliased(Code)
    query = (
        select(DocumentCode.document_id, meant.name)
        .join(Code, col(Code.id) == DocumentCode.code_id)
        .join(meant, col(meant.id) == Code.canonical_id)
        .order_by(meant.name)
    )
    return _by_document(session.exec(query))


def sets_of(session: Session, document: str) -> tuple[str, ...]:
    """Return the names of the sets that a document is in."""
    return sets_of_documents(session).get(names.document(session, document).id or 0, ())


def whole_codes(session: Session, document: str, *, shown: VisiblePasses | None = None) -> list[WholeCode]:
    """Return the codes on a whole document in the passes that are shown, by name."""
    of = names.document(session, document)
    meant = aliased(Code)
    query = (
        select(meant.name, Coder.name)
        .select_from(DocumentCode)
        .join(Code, col(Code.id) == DocumentCode.code_id)
        .join(meant, col(meant.id) == Code.canonical_id)
        .join(CodingPass, col(CodingPass.id) == DocumentCode.pass_id)
        .join(Coder, col(Coder.id) == CodingPass.coder_id)
        .where(
            DocumentCode.document_id == of.id,
            col(DocumentCode.pass_id).in_(visible_passes(session, of, shown or VisiblePasses())),
        )
        .order_by(meant.name, Coder.name)
    )
    coders: dict[str, list[str]] = defaultdict(list)
    for code, coder in session.exec(query):
        coders[code].append(coder)
    return [WholeCode(code, tuple(dict.fromkeys(found))) for code, found in coders.items()]


def _by_document(pairs: Iterable[tuple[int, str]]) -> dict[int, tuple[str, ...]]:
    found: dict[int, dict[str, None]] = defaultdict(dict)
    for document, name in pairs:
        found[document][name] = None
    return {document: tuple(each) for document, each in found.items()}
