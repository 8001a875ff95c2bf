"""Delete many rows at once, and write down what they were, as of the thousands of documents of a survey.

One after the other, each of them costs a dozen questions to the catalog. Only documents on which nobody has
worked go together: what stands on a text is let go one by one (:mod:`kb.store.documents.deletion`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from sqlmodel import Session, SQLModel, col, delete

from kb.db.audit import Entry, Journal
from kb.db.tables import Attribute, Case, Document, Speaker
from kb.db.tables.records import snapshots
from kb.store.documents.deletion import NOUN, OF_TEXT

_AT_ONCE = 500


def delete_documents(session: Session, log: Journal, ids: Sequence[int]) -> None:
    """Delete documents with their texts, files and speakers; nothing else may stand on them."""
    for some in _parts(ids):
        documents = snapshots(session, Document, col(Document.id).in_(some))
        of_text = {name: _by_document(session, table, some) for name, table in OF_TEXT.items()}
        speakers = _by_document(session, Speaker, some)
        log.told_together(
            entry for document in documents for entry in _entries(document, of_text, speakers[document["id"]])
        )
        for table in OF_TEXT.values():
            _delete(session, table, "document_id", some)
        _delete(session, Speaker, "document_id", some)
        _delete(session, Document, "id", some)


def delete_cases(session: Session, log: Journal, ids: Sequence[int]) -> None:
    """Delete cases and what is known of them."""
    for some in _parts(ids):
        for table, key in ((Attribute, "case_id"), (Case, "id")):
            rows = snapshots(session, table, getattr(table, key).in_(some))
            noun = str(table.__tablename__)
            log.told_together(Entry(noun, row["id"], row.get("document_id"), before=row) for row in rows)
            _delete(session, table, key, some)


def _entries(
    document: dict[str, Any], of_text: dict[str, Any], speakers: Sequence[dict[str, Any]]
) -> Iterator[Entry]:
    """Yield what the trail says of a document: first the text, then its speakers, then itself."""
    number = document["id"]
    text = {name: rows[number] for name, rows in of_text.items()}
    yield Entry(NOUN, None, number, after={"name": document["name"], **text, "codes": []})
    for speaker in speakers:
        yield Entry("speaker", speaker["id"], number, before=speaker)
    yield Entry("document", number, None, before=document)


def _by_document(
    session: Session, table: type[Any], ids: Sequence[int]
) -> defaultdict[int, list[dict[str, Any]]]:
    """Return the rows of a table for each document, in the order of their ids."""
    found: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in snapshots(session, table, col(table.document_id).in_(ids)):
        found[row["document_id"]].append(row)
    return found


def _delete(session: Session, table: type[SQLModel], key: str, ids: Sequence[int]) -> None:
    gone = delete(table).where(getattr(table, key).in_(ids))
    session.exec(gone.execution_options(synchronize_session=False))


def _parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for first in range(0, len(ids), _AT_ONCE):
        yield ids[first : first + _AT_ONCE]
