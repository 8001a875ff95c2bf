"""The history as an appendix for reviewers: a row for each change, or Markdown by sitting."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from kb.formatting import counted, escaped_markdown
from kb.queries.history.entries import Entry
from kb.queries.history.sentences.lines import Line
from kb.queries.history.sittings import Sitting, sittings
from kb.records import moment


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One change: who did what, when, where and why; ``paragraph`` counts from 1, as people do.

    ``sequence`` says what came after what, whatever the clock said; ``undone`` that it was taken back later.
    """

    sequence: int
    at: datetime
    who: str
    what: str
    document: str | None
    paragraph: int | None
    code: str | None
    reason: str | None
    undone: bool
    action: str


def history_rows(found: Iterable[Entry]) -> Iterator[HistoryRow]:
    """Yield a row for each change of these entries, in their order."""
    for entry in found:
        for line in entry.lines:
            yield HistoryRow(
                sequence=entry.sequence,
                at=entry.at,
                who=entry.who,
                what=line.text,
                document=line.document,
                paragraph=None if line.paragraph is None else line.paragraph + 1,
                code=line.code,
                reason=line.reason,
                undone=entry.undone,
                action=entry.batch,
            )


def history_markdown(found: Sequence[Entry], *, limited_to: Sequence[str] = ()) -> Iterator[str]:
    """Yield the lines of the appendix: sittings from the oldest to the newest, each change with its place.

    ``limited_to`` are the filters, in words. What was taken back later is there, and says so.
    """
    grouped = sittings(found)
    changes = sum(len(entry.lines) for entry in found)
    yield "# Audit trail"
    yield ""
    said = (
        f"{counted(len(found), 'action')}, {counted(changes, 'change')}, {counted(len(grouped), 'sitting')}"
    )
    yield f"{said}, oldest first. Times are UTC; the order is that in which the changes were stored."
    if limited_to:
        yield f"Limited to {escaped_markdown('; '.join(limited_to))}."
    for sitting in reversed(grouped):
        yield ""
        yield f"## {_title(sitting)}"
        yield ""
        for entry in reversed(sitting.entries):
            yield from (_item(entry, line) for line in entry.lines)


def _title(sitting: Sitting) -> str:
    begun, ended = moment(sitting.begun), moment(sitting.ended)
    first, last = f"{begun:%Y-%m-%d %H:%M}", f"{ended:%Y-%m-%d %H:%M}"
    until = f"{ended:%H:%M}" if begun.date() == ended.date() else last
    return f"{first}{'' if first == last else f' to {until}'}, {escaped_markdown(sitting.who)}"


def _item(entry: Entry, line: Line) -> str:
    text = f"{line.place}: {line.text}" if line.place else f"{line.text[:1].upper()}{line.text[1:]}"
    why = f" Reason: {line.reason}" if line.reason else ""
    undone = " (undone later)" if entry.undone else ""
    return f"- {escaped_markdown(f'{text}.{why}{undone}')}"
