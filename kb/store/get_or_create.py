"""What a coding needs before there can be one: its coder, their pass, the code; made where they are new."""

from __future__ import annotations

from sqlmodel import Session, col, select

from kb.codebook.code_names import code_key
from kb.db.audit import Journal
from kb.db.tables import Code, Coder, CodingPass, Document
from kb.errors import KbError
from kb.queries.people import spelled
from kb.store.code_colours import colour_of_new_code


def coder_named(session: Session, name: str) -> Coder:
    """Return the coder of this name, in whatever case it is written, making one who is new.

    A new one is called as the person who signs in is: else their own codings would not be theirs in the app.
    """
    alike = [each for each in session.exec(select(Coder)) if each.name.casefold() == name.casefold()]
    coder = min(alike, key=lambda each: each.name != name, default=None)
    if coder is None:
        coder = Coder(name=spelled(session, name))
        session.add(coder)
        session.flush()
    return coder


class NameOfAMachineError(KbError):
    """A person codes under the name of a machine, or a machine under that of a person."""

    def __init__(self, name: str, *, is_machine: bool) -> None:
        whose = "a machine coder's name; people code" if is_machine else "a person's name; a machine codes"
        super().__init__(f"{name!r} is {whose} under another")


def is_machine(session: Session, coder: Coder) -> bool | None:
    """Return whether a coder is a machine, by the passes there are; None for one without passes."""
    role = session.exec(select(CodingPass.role).where(CodingPass.coder_id == coder.id).limit(1)).first()
    return None if role is None else role == "machine"


def pass_of(session: Session, log: Journal, document: Document, coder: str, role: str | None) -> CodingPass:
    """Return a coder's pass over a document, making it where it is new.

    Without a role it is the pass they have, as a coder rather than as the moderator; a new one is a coder's.

    Raises:
        NameOfAMachineError: a person's pass is asked for under the name of a machine, or the reverse.
    """
    person = coder_named(session, coder)
    if is_machine(session, person) not in (None, role == "machine"):
        raise NameOfAMachineError(person.name, is_machine=role != "machine")
    own = select(CodingPass).where(CodingPass.document_id == document.id, CodingPass.coder_id == person.id)
    if role is not None:
        own = own.where(CodingPass.role == role)
    work = session.exec(own.order_by(CodingPass.role)).first()
    if work is None:
        work = CodingPass(document_id=document.id or 0, coder_id=person.id or 0, role=role or "coder")
        log.made(work)
    return work


def code_named(
    session: Session, log: Journal, name: str, *, near: tuple[Document, int, int] | None = None
) -> Code:
    """Return the code as it is spelled; a new spelling of a known code becomes one more spelling of it.

    A code that is new altogether is unsorted, and gets a colour that tells it from the codings ``near`` it:
    those of these paragraphs of a document.
    """
    wanted = " ".join(name.split())
    if not wanted:
        raise KbError("a code needs a name")
    code = session.exec(select(Code).where(Code.name == wanted)).first()
    if code is not None:
        return code
    alike = session.exec(select(Code).where(Code.key == code_key(wanted)).order_by(col(Code.name))).first()
    code = Code(name=wanted, key=code_key(wanted), origin="manual")
    session.add(code)
    session.flush()
    code.canonical_id = (alike.canonical_id if alike else None) or code.id
    if code.canonical_id == code.id:
        code.colour = colour_of_new_code(session, near)
    log.made(code)
    return code
