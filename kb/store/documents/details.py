"""Say who speaks in a document and who is behind it, as a form asks for both at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlmodel import Session

from kb.queries import names
from kb.store.documents.cases import set_case
from kb.store.documents.speakers import Person, correct_speakers


def describe_document(
    session: Session,
    document: str,
    people: Sequence[Person],
    case: str | None,
    attributes: Mapping[str, str],
    *,
    who: str,
) -> None:
    """Store who speaks in a document and who is behind it: two actions, of which each can be undone.

    Raises:
        KbError: a speaker or the case cannot be so.
    """
    row = names.document(session, document)
    correct_speakers(session, row, people, who=who)
    set_case(session, row, case, attributes if case else None, who=who)
