"""The texts of documents with other words in them, and where everything on their words is then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, bindparam, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, SQLModel, col, select

from kb.db.audit import Journal
from kb.db.spacing import for_index
from kb.db.tables import Code, Coder, Coding, CodingPass, Correction, Document, Memo, Paragraph, Replacement
from kb.errors import KbError
from kb.queries.documents.dismissed_suggestions import paragraph_digest
from kb.store.pseudonyms.cells import rewritten
from kb.store.pseudonyms.edits import Edits, joined
from kb.store.pseudonyms.memory import Direction
from kb.store.text_versions import fingerprint, remember

_ASIDE = 1_000_000_000
"""Beyond every text: two codings may change places, and no two may share one at any moment."""


@dataclass(frozen=True)
class TextMove:
    """A document's text before, the edits of each paragraph, and the edits of the whole."""

    document: int
    texts: list[str]
    paragraphs: list[Edits]
    whole: Edits

    @property
    def old(self) -> str:
        """The text before."""
        return "\n".join(self.texts)

    def region(self, first: int, count: int) -> Edits:
        """Return the edits of some paragraphs, counted from where the first of them begins."""
        return edits_of(self.texts[first : first + count], self.paragraphs[first : first + count])


def edits_of(texts: list[str], paragraphs: list[Edits]) -> Edits:
    """Return the edits of paragraphs that are joined by newlines."""
    at, parts = 0, []
    for text, edits in zip(texts, paragraphs, strict=True):
        parts.append((at, edits))
        at += len(text) + 1
    return joined(parts)


def moved_span(way: Direction, edits: Edits, start: int, end: int, called: str) -> tuple[int, int]:
    """Return where a span is; a position stays one."""
    first = way.start(edits, start, called)
    return (first, first) if start == end else (first, way.end(edits, end, called))


def move_text(session: Session, log: Journal, document: Document, way: Direction) -> TextMove:
    """Give a document other words, and everything on them its place. The trail is for others to see to.

    Raises:
        KbError: two codings of one coder and code would end up on the same words.
    """
    number = document.id or 0
    query = select(Paragraph.id, Paragraph.text).where(Paragraph.document_id == number)
    rows = session.exec(query.order_by(col(Paragraph.position))).all()
    texts = [text for _, text in rows]
    paragraphs = way.paragraphs(number, texts)
    move = TextMove(number, texts, paragraphs, edits_of(texts, paragraphs))
    _move_corrections(session, move, way)
    if not move.whole:
        return move
    _store(session, move, [row_id or 0 for row_id, _ in rows])
    _move_codings(session, document, move, way)
    on_text: tuple[tuple[Any, str], ...] = ((Memo, "memo"), (Replacement, "replacement"))
    for table, called in on_text:
        for row in session.exec(select(table).where(col(table.document_id) == number)).all():
            if row.start is not None and row.end is not None:
                row.start, row.end = moved_span(way, move.whole, row.start, row.end, f"{called}:{row.id}")
                session.add(row)
    new = move.whole.applied(move.old)
    remember(log, document, move.whole.offsets(move.old, new))
    document.length, document.sha256 = len(new), fingerprint(new)
    session.add(document)
    session.flush()
    return move


def digests(move: TextMove) -> dict[str, str]:
    """Return what the fingerprints of a text and of its paragraphs become."""
    new = move.whole.applied(move.old)
    found = {fingerprint(move.old): fingerprint(new)} if move.whole else {}
    for text, edits in zip(move.texts, move.paragraphs, strict=True):
        if edits:
            found[paragraph_digest(text)] = paragraph_digest(edits.applied(text))
    return found


def moved_pairs(
    way: Direction, pairs: list[Any], files: Edits, shown: Edits, called: str, *, ends: bool
) -> list[list[int]]:
    """Return where edges in the files' words and in the corrected ones are (see ``Correction.starts``)."""
    at = way.end if ends else way.start
    side = "end" if ends else "start"
    return [
        [at(files, told, f"{called}:{side}:{n}:file"), at(shown, now, f"{called}:{side}:{n}:shown")]
        for n, (told, now) in enumerate(pairs)
    ]


def record_edits(way: Direction, where: str, records: list[dict[str, Any]]) -> Edits:
    """Return the edits of paragraphs that were written down, joined by newlines."""
    texts = [record["text"] for record in records]
    return edits_of(texts, [way.edits(f"{where}:{n}:text", text) for n, text in enumerate(texts)])


def rewriter(way: Direction) -> Any:
    """Return what rewrites the words at a place of the catalog."""
    return lambda where, text: way.edits(where, text).applied(text)


def _move_corrections(session: Session, move: TextMove, way: Direction) -> None:
    for row in session.exec(select(Correction).where(Correction.document_id == move.document)).all():
        where = f"correction:{row.id}"
        files = record_edits(way, f"{where}:file_text", row.file_text)
        shown = move.region(row.position, row.paragraphs)
        row.starts = moved_pairs(way, list(row.starts), files, shown, where, ends=False)  # type: ignore[assignment]
        row.ends = moved_pairs(way, list(row.ends), files, shown, where, ends=True)  # type: ignore[assignment]
        row.file_text = rewritten(f"{where}:file_text", row.file_text, rewriter(way))
        session.add(row)
    session.flush()


def _store(session: Session, move: TextMove, ids: list[int]) -> None:
    table: Table = SQLModel.metadata.tables["paragraph"]
    at, places, words = 0, [], []
    for row_id, text, edits in zip(ids, move.texts, move.paragraphs, strict=True):
        new = edits.applied(text)
        places.append({"key": row_id, "from": at, "to": at + len(new)})
        if edits:
            words.append({"key": row_id, "words": new, "gaps": for_index(new)})
        at += len(new) + 1
    connection = session.connection()
    here = table.c.id == bindparam("key")
    connection.execute(update(table).where(here).values(start=bindparam("from"), end=bindparam("to")), places)
    connection.execute(
        update(table).where(here).values(text=bindparam("words"), spaced=bindparam("gaps")), words
    )


def _move_codings(session: Session, document: Document, move: TextMove, way: Direction) -> None:
    columns: Any = (Coding.id, Coding.start, Coding.end, Coding.pass_id, Coding.code_id)
    query: Any = select(*columns)
    found: dict[tuple[int, ...], int] = {}
    places = []
    for row_id, start, end, pass_id, code_id in session.exec(query.where(Coding.document_id == document.id)):
        first, last = moved_span(way, move.whole, start, end, f"coding:{row_id}")
        if found.setdefault((pass_id, code_id, first, last), row_id or 0) != row_id:
            raise _same_words(session, document, code_id, pass_id, move.old[start:end])
        places.append({"key": row_id, "from": first, "to": last})
    if not places:
        return
    table: Table = SQLModel.metadata.tables["coding"]
    set_ = (
        update(table)
        .where(table.c.id == bindparam("key"))
        .values(start=bindparam("from"), end=bindparam("to"))
    )
    connection = session.connection()
    aside = [{**each, "from": each["from"] + _ASIDE, "to": each["to"] + _ASIDE} for each in places]
    try:
        connection.execute(set_, aside)
        connection.execute(set_, places)
    except IntegrityError as error:  # pragma: no cover  told above
        raise KbError(f"codings of {document.name!r} would end up on the same words") from error
    session.expire_all()


def _same_words(session: Session, document: Document, code: int, pass_id: int, words: str) -> KbError:
    coder = session.get_one(Coder, session.get_one(CodingPass, pass_id).coder_id).name
    return KbError(
        f"{coder} has two codings with {session.get_one(Code, code).name!r} that begin or end within one "
        f"name in {document.name!r} (“{words[:60]}”) and would become one; delete one of them, or list the "
        "parts of the name apart, then try again"
    )
