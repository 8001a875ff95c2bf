"""What a machine coded, stored as a pass of its own, a part of the document at a time, undone as one.

A machine coder is a coder whose passes have the role ``machine``: they are left out wherever nobody asks for
them (:mod:`kb.db.blindness`). Each part is stored as soon as it is answered, so that a run that ends early
goes on where it stopped; all its parts are one action.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlmodel import Session, col, select

from kb.db.audit import BATCH, Journal
from kb.db.tables import Coder, Coding, CodingPass, Decision, Document
from kb.errors import KbError
from kb.queries import names
from kb.queries.comparison.machine_runs import NOUN, MachineRun, Stability, runs
from kb.store.coding.codings import put_coding
from kb.store.get_or_create import NameOfAMachineError, code_named, is_machine, pass_of


@dataclass(frozen=True, slots=True)
class MachineCoding:
    """A code of the codebook on words of the text, in code points; ``extent`` is exact or paragraph."""

    code: str
    start: int
    end: int
    extent: str = "exact"


@dataclass(frozen=True, slots=True)
class NewRun:
    """What a run is: who codes what, for whom; sha256 of the text and of what is asked of the machine."""

    document: str
    coder: str
    source: str
    by: str
    text: str
    codebook: str
    paragraphs: int


class CodedAlreadyError(KbError):
    """A machine has coded a document to its end."""

    def __init__(self, run: MachineRun) -> None:
        super().__init__(
            f"{run.coder!r} has coded {run.document!r} already; code it again with --again, or use --as NAME "
            "for a second pass"
        )


def check_name(session: Session, coder: str) -> None:
    """Check that a machine may code under a name.

    Raises:
        NameOfAMachineError: it is a person's.
    """
    alike = (each for each in session.exec(select(Coder)) if each.name.casefold() == coder.casefold())
    if any(is_machine(session, each) is False for each in alike):
        raise NameOfAMachineError(coder, is_machine=False)


def unfinished(session: Session, run: NewRun) -> MachineRun | None:
    """Return the run to go on with: of the same machine over the same text, asked the same.

    Raises:
        CodedAlreadyError: the machine has a pass over the document that is finished, or asked otherwise.
    """
    name = run.coder.casefold()
    there = next((each for each in runs(session, run.document) if each.coder.casefold() == name), None)
    if there is None:
        return None
    same = (there.text, there.codebook, there.source) == (run.text, run.codebook, run.source)
    if same and not there.is_finished:
        return there
    raise CodedAlreadyError(there)


def clear(session: Session, document: str, coder: str, *, batch: str) -> None:
    """Take away what a machine coded in a document, as part of the action that codes it anew.

    Raises:
        KbError: a moderator has decided about its codings: they would be lost with them.
    """
    of = names.document(session, document)
    log = _log(session, of, coder, batch)
    work = pass_of(session, log, of, coder, "machine")
    codings = session.exec(select(Coding).where(Coding.pass_id == work.id)).all()
    ids = select(Coding.id).where(Coding.pass_id == work.id)
    if session.exec(select(Decision.id).where(col(Decision.coding_id).in_(ids)).limit(1)).first():
        raise KbError(
            f"a moderator has decided about codings of {coder!r} in {of.name!r}; "
            "use --as NAME for a second pass"
        )
    for coding in codings:
        log.deleted(coding)


def store_part(
    session: Session,
    run: NewRun,
    codings: Sequence[MachineCoding],
    stability: Stability,
    *,
    batch: str,
    done: int,
    refused: int,
    failed: int,
) -> MachineRun:
    """Store what a machine coded in some paragraphs; ``done``, ``refused`` and ``failed`` are of all so far.

    Raises:
        KbError: the text has changed since the machine read it.
        NameOfAMachineError: the coder is a person.
    """
    of = names.document(session, run.document)
    if of.sha256 != run.text:
        raise KbError(
            f"{of.name!r} has changed while it was coded; what is stored so far stays, run the command again"
        )
    log = _log(session, of, run.coder, batch)
    work = pass_of(session, log, of, run.coder, "machine")
    for coding in codings:
        code = code_named(session, log, coding.code)
        put_coding(
            session, log, work, code, (coding.start, coding.end), extent=coding.extent, origin="machine"
        )
    facts: dict[str, Any] = {
        **{name: value for name, value in asdict(run).items() if name not in ("document", "coder")},
        "pass_id": work.id,
        "done": done,
        "codings": _count(session, work),
        "refused": refused,
        "failed": failed,
        "stability": asdict(stability),
    }
    log.noted(NOUN, document_id=of.id, **facts)
    session.flush()
    return next(each for each in runs(session, of.name) if each.pass_id == work.id)


def _log(session: Session, document: Document, coder: str, batch: str) -> Journal:
    session.info[BATCH] = batch
    return Journal(session, who=coder, what=f"code {document.name!r} by machine", document_id=document.id)


def _count(session: Session, work: CodingPass) -> int:
    return len(session.exec(select(Coding.id).where(Coding.pass_id == work.id)).all())
