"""The decision log of one code: how its definition, its spellings, its place and its use changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from kb.db.tables.audit import UNDO
from kb.formatting import counted
from kb.queries.history.actions import history
from kb.queries.history.entries import Entry, entries
from kb.queries.history.sentences.lines import Line, LineKind
from kb.queries.history.sittings import sittings

MOST_USES = 300
"""Actions on the codings of a code that are looked at; decisions about the code itself are all told."""
_USES: dict[LineKind, str] = {
    "imported": "{} imported",
    "coded": "{} coded",
    "removed": "{} removed",
    "recoded": "{} recoded",
    "resized": "{} with other boundaries",
    "decided": "{} moderated",
}


@dataclass(frozen=True, slots=True)
class LogLine:
    """What somebody decided about a code, or what they did with it in a sitting.

    ``is_use`` tells the two apart; ``document`` is the only document that a use is in, ``paragraph`` (from 0)
    its place where it is one passage.
    """

    sequence: int
    at: datetime
    who: str
    text: str
    is_use: bool
    undone: bool
    document: str | None = None
    paragraph: int | None = None


@dataclass(frozen=True, slots=True)
class CodeLog:
    """The log of a code, newest first; ``is_whole`` is False where older uses are left out."""

    code: str
    lines: tuple[LogLine, ...]
    is_whole: bool


def code_log(session: Session, code: str) -> CodeLog:
    """Return the decisions about a code and its use, sitting by sitting, newest first.

    Raises:
        UnknownNameError: there never was such a code.
    """
    about_itself = history(session, limit=None, code=code, kind="codes")
    recent = history(session, limit=MOST_USES + 1, code=code)
    told = list(_decisions(entries(session, about_itself, code=code)))
    told += _uses(entries(session, recent[:MOST_USES], code=code))
    ordered = sorted(told, key=lambda line: (-line.sequence, line.is_use))
    return CodeLog(code, tuple(ordered), len(recent) <= MOST_USES)


def _decisions(found: Iterable[Entry]) -> Iterator[LogLine]:
    for entry in found:
        for line in entry.lines:
            if line.kind == "codebook":
                yield LogLine(
                    entry.sequence,
                    entry.at,
                    entry.who,
                    line.sentence,
                    is_use=False,
                    undone=entry.undone,
                )


def _uses(found: Iterable[Entry]) -> Iterator[LogLine]:
    """What was done with the codings of a code: numbers for a sitting, memos word by word."""
    stands = (entry for entry in found if not entry.undone and not entry.what.startswith(UNDO))
    for sitting in sittings(stands):
        newest = sitting.entries[0]
        lines = [line for entry in sitting.entries for line in entry.lines]
        yield from (_use(newest, [line], line.told) for line in lines if line.kind == "memo")
        done = [line for line in lines if line.kind in _USES]
        if done:
            yield _use(newest, done, done[0].told if len(done) == 1 else f"codings: {_counted(done)}")


def _counted(done: Sequence[Line]) -> str:
    """What was done how often, and in how many documents: ``2 coded, 1 removed, in 2 documents``."""
    counts: Counter[LineKind] = Counter()
    for line in done:
        counts[line.kind] += line.count
    where = {line.document for line in done if line.document}
    told = [said.format(counts[kind]) for kind, said in _USES.items() if counts[kind]]
    return ", ".join(told if len(where) == 1 else [*told, f"in {counted(len(where), 'document')}"])


def _use(entry: Entry, lines: list[Line], text: str) -> LogLine:
    where = {line.document: line for line in lines if line.document and line.is_there}
    only = next(iter(where.values())) if len(where) == 1 else None
    return LogLine(
        entry.sequence,
        entry.at,
        entry.who,
        text,
        is_use=True,
        undone=False,
        document=only.document if only else None,
        paragraph=only.paragraph if only and len(lines) == 1 else None,
    )
