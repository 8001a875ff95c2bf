"""Say who speaks in a document and who is behind it, as a form asks for both at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from kb.queries import names
from kb.store.documents.cases import CaseSeen, set_case
from kb.store.documents.speakers import Person, correct_speakers


@dataclass(frozen=True, slots=True)
class DocumentSeen:
    """What the form of a document showed when it was opened: all who speak, and the case."""

    people: tuple[Person, ...]
    case: CaseSeen


def describe_document(
    session: Session,
    document: str,
    people: Sequence[Person],
    case: str | None,
    attributes: Mapping[str, str],
    *,
    who: str,
    seen: DocumentSeen | None = None,
) -> None:
    """Store who speaks in a document and who is behind it: two actions, of which each can be undone.

    What is wanted as it was ``seen`` is left alone: somebody else may have changed it since.

    Raises:
        KbError: a speaker or the case cannot be so.
        StaleWriteError: a speaker or the case is not as it was seen.
    """
    row = names.document(session, document)
    if seen is None or not _are_seen(people, seen.people):
        correct_speakers(session, row, people, who=who, seen=seen.people if seen else None)
    if seen is None or (case, dict(attributes)) != (seen.case.case, dict(seen.case.attributes)):
        set_case(session, row, case, attributes if case else None, who=who, seen=seen.case if seen else None)


def _are_seen(people: Sequence[Person], seen: Sequence[Person]) -> bool:
    """Whether each label is wanted as it was seen."""
    by_label = {label: (each.name, each.role) for each in seen for label in each.labels}
    return all(by_label.get(label) == (each.name, each.role) for each in people for label in each.labels)
