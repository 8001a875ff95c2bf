"""Documents as sources, with what is coded in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from sqlmodel import Session, col, or_, select

from kb.db.rows import rows
from kb.db.tables import Coding, Document, DocumentCode, Paragraph, UnplacedCoding
from kb.exchange import model
from kb.exchange.guids import made_for, same
from kb.exchange.model import Selection, Source
from kb.exchange.moments import written
from kb.queries.exchange.carried import edited
from kb.queries.exchange.codes import Codes
from kb.queries.exchange.kept import Item, Kept
from kb.queries.exchange.memos import Notes
from kb.queries.exchange.people import Users

SELECTIONS = ("PlainTextSelection", "PDFSelection", "TranscriptSelection")
SOURCES = ("TextSource", "PDFSource", "PictureSource", "AudioSource", "VideoSource")
_NAME = 100
"""Characters of its words that a selection is called by."""

Row = tuple[int, int, int, int]
"""Start, end, pass and code of a coding."""


@dataclass
class Sources:
    """Makes the sources of a catalog's documents.

    ``details`` are what codings know beyond the standard, by their GUIDs; ``lost`` counts what was imported
    and cannot be written any more, by kind.
    """

    session: Session
    kept: Kept
    users: Users
    codes: Codes
    notes: Notes
    guids: dict[int, str] = field(default_factory=dict)
    details: dict[str, dict[str, str]] = field(default_factory=dict)
    lost: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    _codings: dict[int, Row] = field(default_factory=dict)
    _new: dict[int, list[Coding]] = field(default_factory=lambda: defaultdict(list))
    _unusual: dict[int, tuple[str, str]] = field(default_factory=dict)
    _unplaced: set[int] = field(default_factory=set)
    _document_codes: dict[int, DocumentCode] = field(default_factory=dict)

    def all(self) -> list[Source]:
        """Return every source: those that were imported in their order, then the others by name."""
        self._load()
        documents = {each.id or 0: each for each in self.session.exec(select(Document))}
        items = [item for kind in SOURCES for item in self.kept.by_kind[kind]]
        held = {each.row or 0 for each in items if each.noun is not None}
        found = []
        for item in items:
            if item.noun is None:
                found.append(self._without_text(item))
            elif item.row in documents:
                found.append(self._kept(item, documents[item.row]))
        rest = (each for number, each in documents.items() if number not in held)
        return [
            *found,
            *(self._of_document(each) for each in sorted(rest, key=lambda each: (each.sort_key, each.name))),
        ]

    def _load(self) -> None:
        columns: tuple[Any, ...] = (Coding.id, Coding.start, Coding.end, Coding.pass_id, Coding.code_id)
        self._codings = {
            number: (start, end, who, code)
            for number, start, end, who, code in rows(self.session, select(*map(col, columns)))
        }
        held = self.kept.rows["coding"]
        new = [number for number in self._codings if number not in held]
        query = select(Coding).order_by(
            col(Coding.document_id), col(Coding.start), col(Coding.end), col(Coding.id)
        )
        for coding in self.session.exec(query) if new else ():
            if coding.id not in held:
                self._new[coding.document_id].append(coding)
        unusual = or_(col(Coding.extent) != "exact", col(Coding.origin) != "imported")
        said = select(Coding.id, Coding.extent, Coding.origin).where(unusual)
        self._unusual = {number or 0: (extent, origin) for number, extent, origin in self.session.exec(said)}
        self._unplaced = set(self.session.exec(select(UnplacedCoding.id)))  # type: ignore[arg-type]
        self._document_codes = {each.id or 0: each for each in self.session.exec(select(DocumentCode))}

    def _text(self, document: Document) -> str:
        query = select(Paragraph.text).where(Paragraph.document_id == document.id)
        return "\n".join(self.session.exec(query.order_by(col(Paragraph.position))))

    def _without_text(self, item: Item) -> Source:
        source, _ = item.thing(Source)
        selections = [each for kind in SELECTIONS for each in self.kept.of_owner(kind, item.guid)]
        kept = tuple(
            replace(each.thing(Selection)[0], codings=tuple(self._carried_codings(each.guid)))
            for each in selections
        )
        return replace(source, selections=kept, codings=tuple(self._carried_codings(item.guid)))

    def _carried_codings(self, owner: str) -> Iterator[model.Coding]:
        return (each.thing(model.Coding)[0] for each in self.kept.of_owner("Coding", owner))

    def _kept(self, item: Item, document: Document) -> Source:
        source, more = item.thing(Source)
        number = document.id or 0
        self.guids[number] = item.guid
        text = self._text(document)
        is_same = document.sha256 == more.get("digest")
        selections = [
            *self._selections(item.guid, text, is_same=is_same),
            *self._new_selections(item.guid, number, text),
        ]
        described = self.notes.comments.get(same(item.guid), source.description)
        carried, members = source.carried, source.members
        if source.carried is not None:
            carried = edited(
                source.carried, selections, self._gone_codings(item.guid), self._codings_of(item)
            )
        return replace(
            source,
            name=source.name if document.name == more.get("called") else document.name,
            text=text,
            description=described,
            selections=tuple(selections),
            codings=tuple(self._of_whole(item.guid, number)),
            notes=self.notes.staying(source.notes) + tuple(self.notes.on_documents.get(number, ())),
            carried=carried,
            members=members,
        )

    def _of_document(self, document: Document) -> Source:
        number, text = document.id or 0, self._text(document)
        guid = self.guids[number] = made_for("Document", document.name)
        return Source(
            guid,
            document.name,
            text=text,
            selections=tuple(self._new_selections(guid, number, text)),
            codings=tuple(self._of_whole(guid, number)),
            notes=tuple(self.notes.on_documents.get(number, ())),
            created=written(document.created),
        )

    def _selections(self, owner: str, text: str, *, is_same: bool) -> Iterator[Selection]:
        """The selections that were imported, as far as they are still there."""
        for kind in SELECTIONS:
            for item in self.kept.of_owner(kind, owner):
                yield from self._selection(item, text, is_same=is_same)

    def _selection(self, item: Item, text: str, *, is_same: bool) -> Iterator[Selection]:
        selection, more = item.thing(Selection)
        at: list[int] = more.get("at") or []
        here: list[model.Coding] = []
        moved: dict[tuple[int, int], list[model.Coding]] = defaultdict(list)
        for each in self.kept.of_owner("Coding", item.guid):
            coding, place = self._coding(each)
            if coding is None:
                self.lost["Coding"] += 1
            elif place is None or list(place) == at:
                here.append(coding)
            else:
                moved[place].append(coding)
        if not here and len(moved) == 1 and more.get("coded"):
            (place, here) = moved.popitem()
            at = list(place)
        described = self.notes.comments.get(same(item.guid), selection.description)
        commented = self.notes.places.get(same(item.guid))
        if not here and not at and commented and None not in commented:
            at = [commented[0] or 0, commented[1] or 0]
        stays = here or not more.get("coded") or described
        if stays and (is_same or at != (more.get("at") or []) or not at):
            start, end = at or (selection.start, selection.end)
            is_at = at == (more.get("at") or [])
            yield replace(
                selection,
                start=start,
                end=end,
                raw=selection.raw if is_at and is_same else None,
                doubt=selection.doubt if is_at and is_same else None,
                description=described,
                codings=tuple(here),
                notes=self.notes.staying(selection.notes),
            )
        elif stays:
            self.lost[item.kind] += 1
        for (start, end), codings in sorted(moved.items()):
            yield self._made(made_for("Selection", item.guid, start, end), start, end, text, codings)

    def _coding(self, item: Item) -> tuple[model.Coding | None, tuple[int, int] | None]:
        """A coding that was imported, and where it is now; None if it is gone."""
        coding, more = item.thing(model.Coding)
        notes = self.notes.staying(coding.notes) + tuple(self.notes.on_codings.get(item.row or 0, ()))
        if notes != coding.notes:
            coding = replace(coding, notes=notes)
        if item.noun == "unplaced_coding":
            return (coding if item.row in self._unplaced else None), None
        if item.noun != "coding":
            return coding, None
        row = self._codings.get(item.row or 0)
        if row is None:
            return None, None
        self._detail(coding.guid, item.row or 0)
        start, end, who, code = row
        was = more.get("at") or [start, end, who, code]
        if code != was[3]:
            coding = replace(coding, code=self.codes.guids[code])
        if who != was[2]:
            coding = replace(coding, creator=self.users.of_pass(who))
        return coding, (start, end)

    def _new_selections(self, owner: str, document: int, text: str) -> Iterator[Selection]:
        """Selections for codings that were made here, one for each span, and for memos on words."""
        spans: dict[tuple[int, int], list[Coding]] = defaultdict(list)
        for row in self._new.get(document, ()):
            spans[row.start, row.end].append(row)
        on_words = {span[1:]: notes for span, notes in self.notes.on_spans.items() if span[0] == document}
        for start, end in sorted({*spans, *on_words}):
            codings = [self._made_coding(owner, each) for each in spans.get((start, end), ())]
            made = self._made(made_for("Selection", owner, start, end), start, end, text, codings)
            first = codings[0] if codings else None
            notes = tuple(on_words.get((start, end), ()))
            yield replace(
                made,
                creator=first.creator if first else None,
                created=first.created if first else None,
                notes=notes,
            )

    def _made(self, guid: str, start: int, end: int, text: str, codings: list[model.Coding]) -> Selection:
        words = " ".join(text[start:end].split())
        return Selection(guid, start, end, name=words[:_NAME], codings=tuple(codings))

    def _made_coding(self, owner: str, row: Coding) -> model.Coding:
        user, code = self.users.of_pass(row.pass_id), self.codes.guids[row.code_id]
        guid = made_for("Coding", owner, user, code, row.start, row.end)
        self._detail(guid, row.id or 0)
        notes = tuple(self.notes.on_codings.get(row.id or 0, ()))
        return model.Coding(guid, code, user, written(row.created), notes)

    def _detail(self, guid: str, row: int) -> None:
        """Note what a coding knows that the standard has no place for."""
        if row in self._unusual:
            extent, origin = self._unusual[row]
            self.details[guid] = {"extent": extent, "origin": origin}

    def _of_whole(self, owner: str, document: int) -> Iterator[model.Coding]:
        """The codes of a whole document."""
        held = set()
        for item in self.kept.of_owner("Coding", owner):
            held.add(item.row)
            if item.noun is None or item.row in self._document_codes:
                coding, _ = item.thing(model.Coding)
                yield replace(coding, notes=self.notes.staying(coding.notes))
        for number, row in sorted(self._document_codes.items()):
            if row.document_id == document and number not in held | self.kept.rows["document_code"]:
                user, code = self.users.of_pass(row.pass_id), self.codes.guids[row.code_id]
                yield model.Coding(made_for("Coding", owner, user, code), code, user, written(row.created))

    def _codings_of(self, item: Item) -> set[str]:
        """The GUIDs of all codings of a source that were imported."""
        selections = [each for kind in SELECTIONS for each in self.kept.of_owner(kind, item.guid)]
        owners = [item.guid, *(each.guid for each in selections)]
        return {same(each.guid) for owner in owners for each in self.kept.of_owner("Coding", owner)}

    def _gone_codings(self, owner: str) -> set[str]:
        """The GUIDs of imported codings of a source that are not there any more."""
        selections = [each for kind in SELECTIONS for each in self.kept.of_owner(kind, owner)]
        items = [each for item in selections for each in self.kept.of_owner("Coding", item.guid)]
        whole = [
            e for e in self.kept.of_owner("Coding", owner) if e.noun and e.row not in self._document_codes
        ]
        return {same(each.guid) for each in items if self._coding(each)[0] is None} | {
            same(e.guid) for e in whole
        }
