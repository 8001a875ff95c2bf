"""``kb search QUERY --code-as CODE``: code all that a search finds, as one action."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from kb.cli.options import ID_LENGTH
from kb.cli.output import render
from kb.cli.output.terminal import Column
from kb.cli.sessions import reading, writing
from kb.errors import KbError

if TYPE_CHECKING:
    from sqlmodel import Session

    from kb.cli.options import Form

COLUMNS = (
    Column("document", key=True),
    Column("paragraph", lambda row: row.paragraph + 1, number=True),
    Column("outcome"),
    Column("words"),
)


@dataclass(frozen=True, slots=True)
class CodeFound:
    """What to code with which code, by whom; ``new``: the code may be one that does not exist yet."""

    query: str
    code: str
    span: Literal["paragraph", "sentence", "words"]
    new: bool
    is_trial: bool
    who: str


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A passage of the result: its place (``paragraph`` from 0), what became of it, and its words."""

    document: str
    paragraph: int
    start: int
    end: int
    outcome: str
    words: str


def code_found(
    wanted: CodeFound, *, document: str | None, speaker_role: str | None, database: str | None, form: Form
) -> None:
    """Code what is found, or show what would be coded.

    Raises:
        KbError: the search cannot be read, or there is no such code.
    """
    from kb.queries.search.hit_spans import hit_spans
    from kb.queries.search.scope import SearchScope
    from kb.store.coding.code_hits import code_hits, plan_hits

    with reading(database, coder=wanted.who) as session:  # a blind coder finds nothing by others' work
        code = _code(session, wanted)
        scope = SearchScope(speaker_role, document)
        spans = hit_spans(session, wanted.query, scope, unit=wanted.span)
        planned, batch = plan_hits(session, spans, code=code, coder=wanted.who), None
    if not wanted.is_trial:
        with writing(database) as session:
            done = code_hits(session, spans, code=code, coder=wanted.who)
        planned, batch = list(done.hits), done.batch
    rows = [
        FoundRow(
            each.span.document,
            each.span.paragraph,
            each.span.start,
            each.span.end,
            each.outcome,
            each.span.words,
        )
        for each in planned
    ]
    render.rows(rows, of=FoundRow, columns=COLUMNS, form=form)
    counts = Counter(each.outcome for each in planned)
    told = ", ".join(f"{outcome}: {count}" for outcome, count in counts.items())
    render.note(f"{code}: {told}" if told else "nothing is found")
    if wanted.is_trial:
        render.note("nothing is stored (--dry-run)")
    elif batch:
        render.note(f"to undo: kb undo {batch[:ID_LENGTH]}")


def _code(session: Session, wanted: CodeFound) -> str:
    """The catalog's name of the code, or the new name where a new code may be made."""
    from kb.queries import names

    try:
        return names.code(session, wanted.code).name
    except KbError as error:
        if wanted.new and wanted.code.strip():
            return " ".join(wanted.code.split())
        hint = "" if not wanted.code.strip() else "; --new-code creates it"
        raise KbError(
            f"{error}{hint}" if wanted.code.strip() else "--code-as needs the name of a code"
        ) from error
