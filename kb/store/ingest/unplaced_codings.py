"""Store the codings whose words are not in the text that is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlmodel import Session, select

from ingest.merge.passes import UnplacedTag
from kb.db.audit import Journal
from kb.db.tables import CodingPass, Document, Memo, UnplacedCoding
from kb.store.coding.place_coding import coding_before
from kb.store.ingest.code_spellings import CodeSpellings
from kb.store.ingest.person_changes import PersonChanges
from kb.store.ingest.read_files import ReadFiles


@dataclass(frozen=True)
class UnplacedWriter:
    """The codings of a document whose words are not shown."""

    session: Session
    codes: CodeSpellings
    sources: Mapping[str, int]
    people: PersonChanges
    kept: set[int | None] = field(default_factory=set)

    def keep(self, row: CodingPass, tag: UnplacedTag) -> bool:
        """Keep a tag whose words are not shown, and return whether it is news."""
        if not tag.code:
            return _store_loose_remark(self.session, row, tag)
        code_id = self.codes.id_of(tag.code)
        if (row.id, code_id, tag.words) in self.people.settled:
            return False
        same = select(UnplacedCoding).where(
            UnplacedCoding.pass_id == row.id,
            UnplacedCoding.code_id == code_id,
            UnplacedCoding.words == tag.words,
        )
        known = self.session.exec(same).first()
        if known is not None and tag.memo and tag.memo not in (known.memo or ""):
            known.memo = "\n\n".join(each for each in (known.memo, tag.memo) if each)
        unplaced = known or UnplacedCoding(
            document_id=row.document_id,
            pass_id=row.id or 0,
            code_id=code_id,
            words=tag.words,
            reason=tag.reason,
            memo=tag.memo,
            source_id=self.sources.get(str(tag.source)),
        )
        self.session.add(unplaced)
        self.session.flush()
        self.kept.add(unplaced.id)
        return known is None

    def forget_placed(self, log: Journal, document: Document, files: ReadFiles) -> None:
        """Forget what had no place before and is told anew by the files that were read; never a person's."""
        query = select(UnplacedCoding).where(UnplacedCoding.document_id == document.id)
        for row in self.session.exec(query).all():
            if row.id in self.kept or not files.speak_for(row):
                continue
            was = coding_before(self.session, row) if row.source_id is None else None
            if was is None or was["origin"] == "imported":
                log.deleted(row)


def _store_loose_remark(session: Session, row: CodingPass, tag: UnplacedTag) -> bool:
    """Keep a remark that names no code and whose words are not shown; return whether it is news."""
    text = tag.memo or tag.words
    same = (Memo.document_id == row.document_id, Memo.text == text, Memo.author == tag.coder)
    if session.exec(select(Memo).where(*same)).first() is not None:
        return False
    session.add(Memo(document_id=row.document_id, text=text, author=tag.coder))
    return True
