"""What a person codes, takes away, and takes back.

Every function writes the audit trail and names the action, so that :func:`undo` can put it back.
"""

from __future__ import annotations

from pathlib import PurePath

from sqlmodel import Session, col, select

from kb import journal
from kb.code_names import code_key
from kb.errors import KbError, UnknownNameError
from kb.journal import CannotUndoError, Journal
from kb.store.sorting import apply_taxonomy, current
from kb.tables import Change, Code, Coder, Coding, CodingPass, Document, Paragraph, TaxonomyFile
from kb.taxonomy import parse_taxonomy


class NoPlaceError(KbError):
    """A span that is not in the document."""


def add_coding(
    session: Session, *, document: Document, code: str, start: int, end: int, coder: str, role: str = "coder"
) -> Coding:
    """Put a code on the words from ``start`` to ``end`` (code points, half-open) in a coder's own pass.

    A code that the catalog does not know yet is made, unsorted. The same code on the same words by the same
    coder is the coding that is there.

    Raises:
        NoPlaceError: the span is empty or leaves the document.
    """
    if not 0 <= start < end <= document.length:
        raise NoPlaceError(
            f"{document.name} has characters 0 to {document.length}; {start} to {end} is no span in it"
        )
    log = Journal(session, who=coder, what=f"code {document.name!r} with {code!r}")
    work = _pass(session, log, document, coder, role)
    meant = _code(session, log, code)
    same = (Coding.pass_id == work.id, Coding.code_id == meant.id, Coding.start == start, Coding.end == end)
    if known := session.exec(select(Coding).where(*same)).first():
        return known
    first, last = _paragraphs(session, document, start, end)
    coding = Coding(
        document_id=document.id or 0,
        pass_id=work.id or 0,
        code_id=meant.id or 0,
        start=start,
        end=end,
        first=first,
        last=last,
        extent="exact",
        origin="manual",
    )
    log.made(coding)
    return coding


def remove_coding(session: Session, coding_id: int, *, who: str) -> None:
    """Take a coding away; :func:`undo` brings it back.

    Raises:
        UnknownNameError: there is no such coding.
    """
    coding = session.get(Coding, coding_id)
    if coding is None:
        raise UnknownNameError("coding", str(coding_id), ())
    document = session.get_one(Document, coding.document_id)
    code = session.get_one(Code, coding.code_id)
    Journal(session, who=who, what=f"remove {code.name!r} from {document.name!r}").deleted(coding)


def undo(session: Session, batch: str, *, who: str) -> int:
    """Put back what an action changed, and return how many rows that were.

    Raises:
        CannotUndoError: there is no such action, or something later depends on it.
    """
    change = session.exec(select(Change).where(Change.batch == batch)).first()
    if change is None or change.noun != "taxonomy_file":
        return journal.undo(session, batch, who=who)
    if change.undone:
        raise CannotUndoError("this action is undone already; see `kb history`")
    before = (change.after or {}).get("before")
    applied = current(session)
    if applied is None or applied.sha256 != (change.after or {}).get("sha256"):
        raise CannotUndoError(
            f"cannot undo “{change.what}”: another taxonomy has been applied since; "
            "undo that first (`kb history`)"
        )
    if before is None:
        raise CannotUndoError(
            "there was no taxonomy before this one; apply another (`kb taxonomy apply FILE`)"
        )
    earlier = session.exec(select(TaxonomyFile).where(TaxonomyFile.sha256 == before["sha256"])).first()
    if earlier is None:
        raise CannotUndoError("the taxonomy before this one is no longer in the catalog")
    apply_taxonomy(session, parse_taxonomy(earlier.text, PurePath("taxonomy.yaml")), who=who)
    change.undone = True
    session.add(change)
    return 1


def coder_named(session: Session, name: str) -> Coder:
    """Return the coder of this name, in whatever case it is written, making one who is new."""
    alike = [each for each in session.exec(select(Coder)) if each.name.casefold() == name.casefold()]
    coder = min(alike, key=lambda each: each.name != name, default=None)
    if coder is None:
        coder = Coder(name=name)
        session.add(coder)
        session.flush()
    return coder


def _pass(session: Session, log: Journal, document: Document, coder: str, role: str) -> CodingPass:
    person = coder_named(session, coder)
    own = select(CodingPass).where(
        CodingPass.document_id == document.id, CodingPass.coder_id == person.id, CodingPass.role == role
    )
    work = session.exec(own).first()
    if work is None:
        work = CodingPass(document_id=document.id or 0, coder_id=person.id or 0, role=role)
        log.made(work)
    return work


def _code(session: Session, log: Journal, name: str) -> Code:
    """The code as it is spelled; a spelling of a known code becomes one more spelling of it."""
    wanted = " ".join(name.split())
    if not wanted:
        raise KbError("a code needs a name")
    code = session.exec(select(Code).where(Code.name == wanted)).first()
    if code is not None:
        return code
    alike = session.exec(select(Code).where(Code.key == code_key(wanted)).order_by(col(Code.name))).first()
    canonical = alike.canonical_id if alike else None
    code = Code(name=wanted, key=code_key(wanted), origin="manual")
    session.add(code)
    session.flush()
    code.canonical_id = canonical or code.id
    log.made(code)
    return code


def _paragraphs(session: Session, document: Document, start: int, end: int) -> tuple[int, int]:
    """The positions of the first and last paragraph that a span touches."""
    query = select(Paragraph.position).where(
        Paragraph.document_id == document.id, Paragraph.start < end, Paragraph.end > start
    )
    positions = session.exec(query).all()
    if not positions:
        raise NoPlaceError(f"there are no words from {start} to {end} in {document.name}")
    return min(positions), max(positions)
