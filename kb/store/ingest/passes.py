"""Store who coded what: coding passes, their codings, and what could not be placed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session, col, insert, select

from ingest import Selection, join_tags
from ingest.merge import Interview
from ingest.merge.passes import Pass, UnplacedTag
from kb.codebook.code_names import code_key
from kb.codebook.taxonomy import Taxonomy
from kb.db.audit import Journal
from kb.db.tables import Change, Code, Coding, CodingPass, Document, Memo, Source, UnplacedCoding
from kb.db.tables.columns import now
from kb.store.coding.place_coding import coding_before
from kb.store.get_or_create import coder_named

_Place = tuple[int, int, int]
"""Code, start and end: what makes two codings of one pass the same."""


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
    sources: Mapping[str, int],
    taxonomy: Taxonomy | None,
) -> PassWork:
    """Bring the passes of a document to what its files say; see :mod:`kb.store.ingest.interviews`.

    ``sources`` are the rows of the files that were read, by the files' paths.
    """
    codes = _Codes(session, taxonomy)
    files = _Files(session, document, sources)
    people = _Decided.by_people(session, document)
    work = PassWork()
    passes: dict[tuple[str, str], CodingPass] = {}
    for each in interview.passes:
        row, is_new = _pass(session, log, document, each)
        passes[each.coder, each.role] = row
        wanted = join_tags(each.tags, interview.transcript.paragraphs)
        shelf = _PassWriter(session, row, codes, files, people)
        changed = shelf.fill(log, wanted, files.only(each.sources))
        work.changed |= changed or is_new
        work.codings += len(wanted)
        _store_remarks(session, document, each)
    lost = _UnplacedWriter(session, codes, sources, people)
    for tag in interview.unplaced:
        work.changed |= lost.keep(passes[tag.coder, tag.role], tag)
    lost.forget_placed(log, document, files)
    work.unplaced = len(interview.unplaced)
    work.empty = tuple(f"{each.coder} ({each.role})" for each in interview.passes if each.empty)
    return work


class _Codes:
    """The codes by every spelling; one that is new is made, and goes to the entry that it spells."""

    def __init__(self, session: Session, taxonomy: Taxonomy | None) -> None:
        self._session = session
        self._taxonomy = taxonomy
        self._ids = {code.name: code.id or 0 for code in session.exec(select(Code))}

    def id_of(self, name: str) -> int:
        """The id of a code as it is spelled."""
        if name not in self._ids:
            code = Code(name=name, key=code_key(name))
            self._session.add(code)
            self._session.flush()
            code.canonical_id = self._canonical(code)
            self._session.add(code)
            self._ids[name] = code.id or 0
        return self._ids[name]

    def _canonical(self, code: Code) -> int | None:
        known = self._taxonomy.canonical(code.name) if self._taxonomy else None
        if known in self._ids:
            return self._ids[known or ""]
        alike = select(Code).where(Code.key == code.key, col(Code.canonical_id).is_not(None))
        other = self._session.exec(alike.order_by(col(Code.name))).first()
        return other.canonical_id if other else code.id


class _Files:
    """Which files of a document were read this time; only those can tell that a coding is gone."""

    def __init__(self, session: Session, document: Document, read: Mapping[str, int]) -> None:
        self._read = read
        every = set(session.exec(select(Source.id).where(Source.document_id == document.id)))
        self._all_read = every <= set(read.values())

    def only(self, paths: Sequence[object]) -> int | None:
        """The one file that a pass comes from, or None when it comes from several."""
        return self._read.get(str(paths[0])) if len(paths) == 1 else None

    def speak_for(self, coding: Coding | UnplacedCoding) -> bool:
        """Whether the files that this coding came from were read."""
        return self._all_read if coding.source_id is None else coding.source_id in self._read.values()


@dataclass(frozen=True)
class _PassWriter:
    """The codings of one pass."""

    session: Session
    work: CodingPass
    codes: _Codes
    files: _Files
    people: _Decided

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

    def _correct(self, log: Journal, row: Coding, told: Selection) -> bool:
        """Bring what a file says of the same words up to date, and say whether that changed anything."""
        said = {"first_paragraph": told.first, "last_paragraph": told.last, "extent": told.extent}
        if row.origin != "imported" or all(getattr(row, name) == value for name, value in said.items()):
            return False
        log.changed(row, **said)
        return True

    def _insert(self, new: Mapping[_Place, Selection], source: int | None) -> None:
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
        if rows:
            self.session.exec(insert(Coding), params=rows)
        self._insert_memos({place: each.memo for place, each in new.items() if each.memo})

    def _insert_memos(self, memos: Mapping[_Place, str]) -> None:
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
    """The row of a pass, and whether it is new. A role that was assumed gives way to one that is told."""
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


@dataclass(frozen=True)
class _Decided:
    """What people decided about the codings of a document; no file that is read later takes it back.

    ``removed`` are the places that they took codings from, ``placed`` the codings that they put somewhere,
    ``settled`` what had no place (pass, code and words) until they gave it one or let it go.
    """

    removed: frozenset[tuple[int, _Place]]
    placed: frozenset[int | None]
    settled: frozenset[tuple[int, int, str]]

    @classmethod
    def by_people(cls, session: Session, document: Document) -> _Decided:
        """Read off the audit trail of a document what people decided."""
        query = select(Change).where(
            Change.document_id == document.id,
            col(Change.noun).in_(("coding", "unplaced_coding")),
            col(Change.what).not_like("ingest %"),
        )
        removed: dict[int | None, set[tuple[int, _Place]]] = defaultdict(set)
        placed, settled = set[int | None](), set[tuple[int, int, str]]()
        for change in session.exec(query.order_by(col(Change.id))):
            if change.noun == "unplaced_coding":
                settled |= {_named(change.before)} if change.before else set()
                settled -= {_named(change.after)} if change.after else set()
                continue
            if change.after and not change.before and change.row_id not in removed:
                placed.add(change.row_id)
            if change.before:
                removed[change.row_id].add(_place_of(change.before))
            if change.after:  # put there, or brought back
                removed[change.row_id].discard(_place_of(change.after))
        gone = frozenset(place for places in removed.values() for place in places)
        return cls(gone, frozenset(placed), frozenset(settled))


def _named(row: Mapping[str, Any]) -> tuple[int, int, str]:
    return row["pass_id"], row["code_id"], row["words"]


def _place_of(row: Mapping[str, Any]) -> tuple[int, _Place]:
    return row["pass_id"], (row["code_id"], row["start"], row["end"])


def _store_remarks(session: Session, document: Document, each: Pass) -> None:
    """Keep notes that name no code as memos on their words."""
    for remark in each.remarks:
        same = select(Memo).where(
            Memo.document_id == document.id, Memo.text == remark.text, Memo.start == remark.start
        )
        if session.exec(same).first() is None:
            session.add(
                Memo(
                    document_id=document.id,
                    start=remark.start,
                    end=remark.end,
                    text=remark.text,
                    author=remark.author or each.coder,
                    created=remark.created or now(),
                )
            )


def _store_loose_remark(session: Session, row: CodingPass, tag: UnplacedTag) -> bool:
    """Keep a remark that names no code and whose words are not shown; return whether it is news."""
    text = tag.memo or tag.words
    same = (Memo.document_id == row.document_id, Memo.text == text, Memo.author == tag.coder)
    if session.exec(select(Memo).where(*same)).first() is not None:
        return False
    session.add(Memo(document_id=row.document_id, text=text, author=tag.coder))
    return True


@dataclass(frozen=True)
class _UnplacedWriter:
    """The codings of a document whose words are not shown."""

    session: Session
    codes: _Codes
    sources: Mapping[str, int]
    people: _Decided
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

    def forget_placed(self, log: Journal, document: Document, files: _Files) -> None:
        """Forget what had no place before and is told anew by the files that were read; never a person's."""
        query = select(UnplacedCoding).where(UnplacedCoding.document_id == document.id)
        for row in self.session.exec(query).all():
            if row.id in self.kept or not files.speak_for(row):
                continue
            was = coding_before(self.session, row) if row.source_id is None else None
            if was is None or was["origin"] == "imported":
                log.deleted(row)
