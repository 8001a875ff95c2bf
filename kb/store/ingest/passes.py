"""Store who coded what: coding passes, their codings, and what could not be placed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from ingest import Selection, join_tags
from ingest.merge import Interview
from ingest.merge.passes import Pass, UnplacedTag
from kb.codebook.taxonomy import Taxonomy
from kb.db.audit import Journal
from kb.db.rows import insert_rows
from kb.db.tables import Coding, CodingPass, Document, Memo
from kb.db.tables.columns import now
from kb.store.corrections.overlay import LaidOver
from kb.store.corrections.spans_on_text import DELETED
from kb.store.get_or_create import coder_named
from kb.store.ingest.code_spellings import CodeSpellings
from kb.store.ingest.person_changes import PersonChanges, Place
from kb.store.ingest.read_files import ReadFiles
from kb.store.ingest.unplaced_codings import UnplacedWriter


@dataclass
class PassWork:
    """What storing the passes of one document came to."""

    codings: int = 0
    unplaced: int = 0
    changed: bool = False
    empty: tuple[str, ...] = ()


def store_passes(
    session: Session,
    log: Journal,
    document: Document,
    interview: Interview,
    laid: LaidOver,
    sources: Mapping[str, int],
    taxonomy: Taxonomy | None,
) -> PassWork:
    """Bring the passes of a document to what its files say; see :mod:`kb.store.ingest.interviews`.

    ``laid`` tells where the words of the files are shown. ``sources`` are the rows of the files that were
    read, by the files' paths.
    """
    codes = CodeSpellings(session, taxonomy)
    files = ReadFiles(session, document, sources)
    people = PersonChanges.of(session, document)
    work = PassWork()
    passes: dict[tuple[str, str], CodingPass] = {}
    lost = list(interview.unplaced)
    for each in interview.passes:
        row, is_new = _pass(session, log, document, each)
        passes[each.coder, each.role] = row
        wanted, gone = laid.selections(join_tags(each.tags, interview.transcript.paragraphs))
        lost += (_unplaced(interview, each, selection) for selection in gone)
        writer = _PassWriter(session, row, codes, files, people)
        changed = writer.fill(log, wanted, files.only(each.sources))
        work.changed |= changed or is_new
        work.codings += len(wanted)
        _store_remarks(session, document, laid, each)
    unplaced = UnplacedWriter(session, codes, sources, people)
    for tag in lost:
        work.changed |= unplaced.keep(passes[tag.coder, tag.role], tag)
    unplaced.forget_placed(log, document, files)
    work.unplaced = len(lost)
    work.empty = tuple(f"{each.coder} ({each.role})" for each in interview.passes if each.empty)
    return work


@dataclass(frozen=True)
class _PassWriter:
    """The codings of one pass."""

    session: Session
    work: CodingPass
    codes: CodeSpellings
    files: ReadFiles
    people: PersonChanges

    def fill(self, log: Journal, wanted: Sequence[Selection], source: int | None) -> bool:
        """Make the imported codings those that are wanted, and say whether anything changed."""
        query = select(Coding).where(Coding.pass_id == self.work.id)
        held = {(row.code_id, row.start, row.end): row for row in self.session.exec(query)}
        places = {(self.codes.id_of(each.code), each.start, each.end): each for each in wanted}
        new = {
            place: each
            for place, each in places.items()
            if place not in held and (self.work.id or 0, place) not in self.people.removed
        }
        corrected = [self._correct(log, held[place], each) for place, each in places.items() if place in held]
        gone = [
            row
            for place, row in held.items()
            if place not in places
            and row.origin == "imported"
            and row.id not in self.people.placed
            and self.files.speak_for(row)
        ]
        for row in gone:
            log.deleted(row)
        self._insert(new, source)
        return bool(new or gone or any(corrected))

    def _correct(self, log: Journal, row: Coding, selection: Selection) -> bool:
        """Bring what a file says of the same words up to date, and say whether that changed anything."""
        said = {
            "first_paragraph": selection.first,
            "last_paragraph": selection.last,
            "extent": selection.extent,
        }
        if row.origin != "imported" or all(getattr(row, name) == value for name, value in said.items()):
            return False
        log.changed(row, **said)
        return True

    def _insert(self, new: Mapping[Place, Selection], source: int | None) -> None:
        rows = [
            {
                "document_id": self.work.document_id,
                "pass_id": self.work.id,
                "code_id": code_id,
                "start": start,
                "end": end,
                "first_paragraph": each.first,
                "last_paragraph": each.last,
                "extent": each.extent,
                "origin": "imported",
                "created": each.created or now(),
                "source_id": source,
            }
            for (code_id, start, end), each in new.items()
        ]
        insert_rows(self.session, Coding, rows)
        self._insert_memos({place: each.memo for place, each in new.items() if each.memo})

    def _insert_memos(self, memos: Mapping[Place, str]) -> None:
        for (code_id, start, end), words in memos.items():
            query = select(Coding.id).where(
                Coding.pass_id == self.work.id,
                Coding.code_id == code_id,
                Coding.start == start,
                Coding.end == end,
            )
            coding = self.session.exec(query).one()
            self.session.add(Memo(document_id=self.work.document_id, coding_id=coding, text=words))


def _pass(session: Session, log: Journal, document: Document, each: Pass) -> tuple[CodingPass, bool]:
    """The row of a pass, and whether it is new. A role that a file gives replaces an assumed one."""
    coder = coder_named(session, each.coder)
    rows = {
        row.role: row
        for row in session.exec(
            select(CodingPass).where(CodingPass.document_id == document.id, CodingPass.coder_id == coder.id)
        )
    }
    if each.role in rows:
        row = rows[each.role]
        if row.role_assumed and not each.role_assumed:
            log.changed(row, role_assumed=False)
        return row, False
    assumed = next((row for row in rows.values() if row.role_assumed), None)
    if assumed is not None and not each.role_assumed:
        log.changed(assumed, role=each.role, role_assumed=False)
        return assumed, False
    row = CodingPass(
        document_id=document.id or 0, coder_id=coder.id or 0, role=each.role, role_assumed=each.role_assumed
    )
    session.add(row)
    session.flush()
    return row, True


def _unplaced(interview: Interview, each: Pass, selection: Selection) -> UnplacedTag:
    """A selection of a file whose words a correction has deleted."""
    words = interview.transcript.text[selection.start : selection.end]
    where = each.sources[0] if each.sources else interview.chosen
    return UnplacedTag(selection.code, each.coder, each.role, words, DELETED, where, selection.memo)


def _store_remarks(session: Session, document: Document, laid: LaidOver, each: Pass) -> None:
    """Keep notes that name no code as memos on their words; without these, on the document."""
    for remark in each.remarks:
        start, end = laid.place(remark.start, remark.end) or (None, None)
        same = select(Memo).where(
            Memo.document_id == document.id,
            Memo.text == remark.text,
            col(Memo.start).is_not_distinct_from(start),
        )
        if session.exec(same).first() is None:
            session.add(
                Memo(
                    document_id=document.id,
                    start=start,
                    end=end,
                    text=remark.text,
                    author=remark.author or each.coder,
                    created=remark.created or now(),
                )
            )
