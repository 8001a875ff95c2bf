"""What a file no longer has, of a project that was imported before.

Only the same project can say that a coding is gone: the copy of another coder has never had it. A project is
known again by the GUID of the text, or by its name where its program makes new GUIDs at each export. Forms
without GUIDs of their own cannot say it at all.
"""

from __future__ import annotations

from collections import Counter

from sqlmodel import col, delete, select

from kb.db.rows import AT_ONCE
from kb.db.tables import Coding, ExchangeItem, ExchangeProject
from kb.exchange.guids import same
from kb.store.exchange.documents import Documents
from kb.store.exchange.importing import Importing, KnownItem

_OF_TEXTS = {"PlainTextSelection", "PDFSelection", "TranscriptSelection", "Coding"}
_WITH_GUIDS = ("qdpx", "qdc")


def forget_gone(work: Importing, documents: Documents) -> None:
    """Take away codings of these documents that the file no longer has, if nobody has changed them here.

    Nothing else is taken away: what a file leaves out may still be wanted. It is told.
    """
    again = {each.document.id for each in documents.stored if not each.is_new}
    mine = _same_project(work)
    sources = {(kind, guid) for kind, guid in work.seen if kind.endswith("Source")}
    absent = [
        item
        for key, item in work.known.items()
        if key not in work.seen and item.kind in _OF_TEXTS and item.document in again and sources
    ]
    gone = [item for item in absent if item.project in mine]
    if stays := sum(item.kind == "Coding" and item.project not in mine for item in absent):
        work.problem("", f"{stays} codings of earlier imports are not in this file; they stay here")
    forgotten = [item for item in gone if item.kind != "Coding" or _take_away(work, item)]
    ids = [item.id for item in forgotten]
    for at in range(0, len(ids), AT_ONCE):
        work.session.exec(delete(ExchangeItem).where(col(ExchangeItem.id).in_(ids[at : at + AT_ONCE])))
    work.forgotten += forgotten
    left = Counter(
        item.kind
        for (kind, guid), item in work.known.items()
        if (kind, guid) not in work.seen
        and item.kind in {"Code", "Case", "Set", "Note"}
        and item.project in mine
    )
    for kind, count in sorted(left.items()):
        work.problem("", f"{count} of the kind {kind} are no longer in the file; they are kept")


def _same_project(work: Importing) -> set[int]:
    """The earlier imports of this very project."""
    if work.project.form not in _WITH_GUIDS:
        return set()
    texts = {same(each.guid) for each in work.project.sources}
    by_text = {
        item.project for (kind, guid), item in work.known.items() if kind.endswith("Source") and guid in texts
    }
    rows = work.session.exec(select(ExchangeProject))
    by_name = {each.id for each in rows if work.project.name and each.name == work.project.name}
    return {each for each in by_text | by_name if each is not None}


def _take_away(work: Importing, item: KnownItem) -> bool:
    """Take a coding away, and say whether it is gone; one that a person has changed stays."""
    row = work.session.get(Coding, item.row or 0) if item.noun == "coding" else None
    if row is None:
        return item.noun in (None, "coding")
    if [row.start, row.end, row.pass_id, row.code_id] != item.fact("at"):
        work.problem("", f"coding {item.guid} is no longer in the file, and was changed here; it stays")
        return False
    work.log.deleted(row)
    work.changes["deleted", "coding"] += 1
    return True
