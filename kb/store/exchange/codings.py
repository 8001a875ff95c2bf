"""The selections of a project and their codings, in the passes of those who coded."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import col, select

from kb.db.rows import insert_rows, rows
from kb.db.tables import Code, Coding, DocumentCode, UnplacedCoding
from kb.exchange import model
from kb.exchange.guids import same
from kb.store.coding.unplaced_words import free_words, unplaced
from kb.store.exchange.codes import Codes
from kb.store.exchange.documents import Documents, Stored
from kb.store.exchange.importing import Importing, KnownItem, moment
from kb.store.exchange.people import People

Place = tuple[int, int, int, int]
"""Pass, code, start and end of a coding."""
_DOCUMENTS = 500
_NO_WORDS = "the file has no certain words for it"


def _where(selection: model.Selection) -> str:
    """What stands for the words of a selection that the file does not quote: its numbers there."""
    return f"(characters {selection.raw[0]} to {selection.raw[1]} of the file)" if selection.raw else ""


@dataclass
class Codings:
    """Stores selections and codings of many documents at once."""

    work: Importing
    people: People
    codes: Codes
    details: Mapping[str, dict[str, str]]
    comments: list[dict[str, Any]] = field(default_factory=list)
    _held: dict[Place, int] = field(default_factory=dict)
    _new: dict[Place, dict[str, Any]] = field(default_factory=dict)
    _without_place: dict[int, str] = field(default_factory=dict)
    _tried: dict[tuple[int, int], Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    _waiting: list[tuple[model.Coding, str, int, Place, int]] = field(default_factory=list)

    def store(self, documents: Documents) -> None:
        """Store what is coded in the documents, and what is carried of sources without a text."""
        known = [each.document.id for each in documents.stored if not each.is_new]
        self._held = dict(self._of(known))
        every = ((stored, *each) for stored in documents.stored for each in stored.coded())
        self.people.make_passes(
            (stored.document.id or 0, by) for stored, code, by in every if self.codes.id_of(code) is not None
        )
        for stored in documents.stored:
            self._document(stored)
        insert_rows(self.work.session, Coding, self._new.values())
        ids = dict(self._of([each.document.id for each in documents.stored]))
        self.work.note_made("coding", (ids[place] for place in self._new))
        self.work.changes["made", "coding"] += len(self._new)
        for coding, owner, position, place, document in self._waiting:
            self._keep(coding, owner, position, place, document, ids[place])
        for source in self.work.project.sources:
            if source.text is None:
                self._carry(source)

    def _document(self, stored: Stored) -> None:
        work, document = self.work, stored.document.id or 0
        for position, selection in enumerate(stored.source.selections):
            span = self._span(stored, selection)
            work.keep(
                selection.place or "PlainTextSelection", selection, owner=stored.source.guid,
                position=position, document=document, coded=len(selection.codings), at=list(span or ()),
            )  # fmt: skip
            for note in selection.notes if span else ():
                refer = {"document_id": document, "start": span[0], "end": span[1]} if span else {}
                work.notes.setdefault(same(note), []).append(refer)
            if selection.description and span:
                self._comment(selection, document, span)
            if (selection.codings or selection.description) and span:
                work.stored[selection.place or "PlainTextSelection"] += 1
            for number, coding in enumerate(selection.codings):
                self._coding(stored, selection, coding, number, span)
        for number, coding in enumerate(stored.source.codings):
            self._of_document(stored, coding, number)
        source = stored.source
        if source.description:
            self._comment(source, document, (None, None))

    def _span(self, stored: Stored, selection: model.Selection) -> tuple[int, int] | None:
        """The words of a selection in the catalog's text; None where they are not known or not there."""
        if selection.start < 0 or selection.end < 0:
            return None
        if stored.moved is None:
            return selection.start, selection.end
        placed = stored.moved.span(selection.start, selection.end)
        return (placed.start, placed.end) if placed is not None else None

    def _coding(
        self,
        stored: Stored,
        selection: model.Selection,
        coding: model.Coding,
        number: int,
        span: tuple[int, int] | None,
    ) -> None:
        work, document = self.work, stored.document.id or 0
        code = self._code(coding, stored)
        if code is None:
            work.keep("Coding", coding, owner=selection.guid, position=number, document=document)
            return
        who = self.people.pass_of(document, coding.creator, selection.creator)
        if span is None:
            self._unplaced(stored, selection, coding, number, who, code)
            return
        place = (who, code, *span)
        before = work.before("Coding", coding.guid)
        if before is not None and before.noun == "coding":
            self._again(before, coding, place, stored)
            work.keep("Coding", coding, owner=selection.guid, position=number, document=document,
            noun="coding",
                      row=before.row, at=[*span, who, code])  # fmt: skip
            work.stored["Coding"] += 1
            return
        if place not in self._held and place not in self._new:
            first, last = stored.paragraphs(*span)
            details = self.details.get(same(coding.guid), {})
            self._new[place] = {
                "document_id": document,
                "pass_id": who,
                "code_id": code,
                "start": span[0],
                "end": span[1],
                "first_paragraph": first,
                "last_paragraph": last,
                "extent": details.get("extent", "exact"),
                "origin": details.get("origin", "imported"),
                "created": moment(coding.created or selection.created),
            }
        self._waiting.append((coding, selection.guid, number, place, document))
        work.stored["Coding"] += 1

    def _code(self, coding: model.Coding, stored: Stored) -> int | None:
        code = self.codes.id_of(coding.code)
        if code is None:
            where = stored.document.name
            self.work.problem(where, f"coding {coding.guid} names a code that the project does not have")
        return code

    def _keep(
        self, coding: model.Coding, owner: str, position: int, place: Place, document: int, row: int
    ) -> None:
        who, code, start, end = place
        self.work.keep(
            "Coding", coding, owner=owner, position=position, noun="coding", row=row, document=document,
            at=[start, end, who, code],
        )  # fmt: skip
        for note in coding.notes:
            self.work.notes.setdefault(same(note), []).append({"document_id": document, "coding_id": row})

    def _again(self, before: KnownItem, coding: model.Coding, place: Place, stored: Stored) -> None:
        """Bring a coding to what the file says anew; what a person has taken away here stays away."""
        work, row = self.work, self.work.session.get(Coding, before.row or 0)
        was = before.fact("at")
        who, code, start, end = place
        if row is None or was is None or was == [start, end, who, code]:
            return
        first, last = stored.paragraphs(start, end)
        old = dict(zip(("start", "end", "pass_id", "code_id"), was, strict=True))
        if any(getattr(row, name) != value for name, value in old.items()) and not work.prevails(
            stored.document.name,
            f"coding {coding.guid}",
            self._told(row.code_id, row.start, row.end),
            self._told(code, start, end),
        ):
            return
        if place in self._held or place in self._new:
            work.problem(
                stored.document.name, f"coding {coding.guid} is where the same code is already; ours stays"
            )
        else:
            work.log.changed(
                row,
                start=start,
                end=end,
                pass_id=who,
                code_id=code,
                first_paragraph=first,
                last_paragraph=last,
            )
            work.changes["changed", "coding"] += 1

    def _told(self, code: int, start: int, end: int) -> str:
        found = self.work.session.get(Code, code)
        return f"{found.name if found else code}, characters {start:,} to {end:,}"

    def _unplaced(
        self,
        stored: Stored,
        selection: model.Selection,
        coding: model.Coding,
        number: int,
        who: int,
        code: int,
    ) -> None:
        """Keep a coding whose words are not known for a person to place."""
        work, document = self.work, stored.document.id or 0
        words = selection.name or _where(selection)
        held = unplaced(work.session, who, code, words)
        before = work.before("Coding", coding.guid)
        if before is None and held is not None and self._of_another(held, selection):
            held, words = None, free_words(work.session, who, code, words, tried=self._tried[who, code])
        if held is None and before is None:
            reason = selection.doubt or _NO_WORDS
            held = work.add(
                UnplacedCoding(
                    document_id=document,
                    pass_id=who,
                    code_id=code,
                    words=words,
                    reason=reason,
                    memo=selection.description or None,
                    created=moment(coding.created or selection.created),
                )
            )
            work.changes["made", "unplaced_coding"] += 1
        if held is not None:
            self._without_place[held.id or 0] = selection.guid
        row = held.id if held is not None else before.row if before is not None else None
        work.keep(
            "Coding", coding, owner=selection.guid, position=number, noun="unplaced_coding", row=row,
            document=document, at=[who, code],
        )  # fmt: skip
        work.stored["Coding"] += 1

    def _of_another(self, held: UnplacedCoding, selection: model.Selection) -> bool:
        """Whether a coding without a place is of another selection of this file that has the same words."""
        return self._without_place.get(held.id or 0, selection.guid) != selection.guid

    def _of_document(self, stored: Stored, coding: model.Coding, number: int) -> None:
        work, document = self.work, stored.document.id or 0
        code = self._code(coding, stored)
        row = None
        if code is not None:
            who = self.people.pass_of(document, coding.creator, stored.source.creator)
            query = select(DocumentCode).where(DocumentCode.pass_id == who, DocumentCode.code_id == code)
            held = work.session.exec(query).first()
            if held is None and work.before("Coding", coding.guid) is None:
                held = work.add(
                    DocumentCode(
                        document_id=document, pass_id=who, code_id=code, created=moment(coding.created)
                    )
                )
                work.changes["made", "document_code"] += 1
            before = work.before("Coding", coding.guid)
            row = held.id if held is not None else before.row if before is not None else None
            work.stored["Coding"] += 1
        work.keep(
            "Coding", coding, owner=stored.source.guid, position=number, document=document,
            noun="document_code" if row else None, row=row,
        )  # fmt: skip
        for note in coding.notes:
            work.notes.setdefault(same(note), []).append({"document_id": document})

    def _comment(
        self, on: model.Selection | model.Source, document: int, span: tuple[int | None, int | None]
    ) -> None:
        self.comments.append(
            {
                "owner": on.guid,
                "document_id": document,
                "start": span[0],
                "end": span[1],
                "text": on.description,
                "author": self.people.name(on.creator),
                "created": on.created,
            }
        )

    def _carry(self, source: model.Source) -> None:
        for position, selection in enumerate(source.selections):
            self.work.keep(
                selection.place or "PlainTextSelection", selection, owner=source.guid, position=position
            )
            for number, coding in enumerate(selection.codings):
                self.work.keep("Coding", coding, owner=selection.guid, position=number)
        for number, coding in enumerate(source.codings):
            self.work.keep("Coding", coding, owner=source.guid, position=number)

    def _of(self, documents: list[int | None]) -> Iterator[tuple[Place, int]]:
        """Every coding of these documents by its place."""
        columns: tuple[Any, ...] = (Coding.pass_id, Coding.code_id, Coding.start, Coding.end, Coding.id)
        for at in range(0, len(documents), _DOCUMENTS):
            query = select(*map(col, columns))
            some = query.where(col(Coding.document_id).in_(documents[at : at + _DOCUMENTS]))
            for who, code, start, end, number in rows(self.work.session, some):
                yield (who, code, start, end), number
