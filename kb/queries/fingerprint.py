"""Checksums of what is in the catalog, so that two people can tell whether they count the same data."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session, col, select

from kb.db.tables import Code, Coder, Coding, CodingPass, Document, TaxonomyFile


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """sha256 of the documents (name and text), the codings, and the taxonomy's file, if there is one."""

    documents: str
    codings: str
    taxonomy: str | None


def fingerprint(session: Session) -> Fingerprint:
    """Return the checksums; the order in which things came into the catalog, and their ids, do not matter."""
    documents = session.exec(select(Document.name, Document.sha256).order_by(Document.name)).all()
    codings = session.exec(
        select(
            Document.name,
            Coder.name,
            CodingPass.role,
            Code.name,
            Coding.start,
            Coding.end,
            Coding.extent,
        )
        .join(CodingPass, col(CodingPass.id) == Coding.pass_id)
        .join(Document, col(Document.id) == Coding.document_id)
        .join(Coder, col(Coder.id) == CodingPass.coder_id)
        .join(Code, col(Code.id) == Coding.code_id)
    ).all()
    applied = session.exec(select(TaxonomyFile.sha256).order_by(col(TaxonomyFile.id).desc()).limit(1)).first()
    return Fingerprint(_digest(documents), _digest(sorted(codings)), applied)


def _digest(rows: Iterable[Iterable[object]]) -> str:
    digest = hashlib.sha256()
    for row in rows:
        digest.update(json.dumps(list(row), ensure_ascii=False).encode() + b"\n")
    return digest.hexdigest()
