"""Where a search looks: in the words of a role, in one document, in the documents of some cases."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col

from kb.db.tables import Paragraph
from kb.queries import names
from kb.queries.filtering.conditions import Condition
from kb.queries.filtering.filters import PassRole
from kb.queries.syntax.properties import documents_with_attribute, spoken_by


@dataclass(frozen=True, slots=True)
class SearchScope:
    """What a search is limited to; ``attribute`` is one thing known of a case: ``sector: energy``.

    ``pass_role`` is whose codings a code is looked for in: the moderated passes, or all.
    """

    role: str | None = None
    document: str | None = None
    attribute: str | None = None
    pass_role: PassRole | None = None


def scope_conditions(session: Session, scope: SearchScope) -> list[Condition]:
    """Return what must hold of a paragraph that is in the scope.

    Raises:
        UnknownNameError: there is no such document.
    """
    given: list[Condition] = []
    if scope.document is not None:
        given.append(col(Paragraph.document_id) == names.document(session, scope.document).id)
    if scope.attribute is not None:
        given.append(col(Paragraph.document_id).in_(documents_with_attribute(scope.attribute)))
    if scope.role is not None:
        given.append(spoken_by(scope.role))
    return given
