"""The sets of a project: of codes, of documents, of memos."""

from __future__ import annotations

from typing import Any

from sqlmodel import select

from kb.db.tables import Document, NamedSet, SetMember
from kb.exchange import model
from kb.exchange.guids import same
from kb.store.exchange.codes import Codes
from kb.store.exchange.documents import Documents
from kb.store.exchange.importing import Importing


def store_sets(
    work: Importing, codes: Codes, documents: Documents, memos: dict[str, int], skip: frozenset[str]
) -> None:
    """Store the sets with the members that the catalog has; ``skip`` are sets that our taxonomy makes."""
    held = {
        (each.set_id, each.code_id, each.document_id, each.memo_id)
        for each in work.session.exec(select(SetMember))
    }
    for position, each in enumerate(work.project.sets):
        if same(each.guid) in skip:
            continue
        before = work.before("Set", each.guid)
        row = work.session.get(NamedSet, before.row) if before is not None and before.row else None
        if before is None:
            row = work.add(NamedSet(name=each.name, description=each.description or ""))
            work.changes["made", "named_set"] += 1
        elif row is not None:
            old = work.thing_before(model.Set, "Set", each.guid)
            was = {"name": old.name, "description": old.description or ""} if old is not None else {}
            new = {"name": each.name, "description": each.description or ""}
            work.merge(row, f"set {each.name!r}", old=was, new=new)
        number = row.id if row is not None else None
        work.keep("Set", each, position=position, noun="named_set", row=number)
        work.stored["Set"] += 1
        for kind, member in _members(each, codes, documents, memos):
            work.stored[kind] += 1
            key = (number, member.get("code_id"), member.get("document_id"), member.get("memo_id"))
            if number is not None and key not in held:
                work.add(SetMember(set_id=number, **member))


def _members(
    each: model.Set, codes: Codes, documents: Documents, memos: dict[str, int]
) -> list[tuple[str, dict[str, Any]]]:
    """The members that the catalog has, as columns."""
    ids = (
        ("MemberCode", "code_id", [codes.id_of(guid) for guid in each.codes]),
        ("MemberSource", "document_id", [_id(documents.document(guid)) for guid in each.sources]),
        ("MemberNote", "memo_id", [memos.get(same(guid)) for guid in each.notes]),
    )
    return [(kind, {column: found}) for kind, column, some in ids for found in some if found is not None]


def _id(document: Document | None) -> int | None:
    return document.id if document is not None else None
