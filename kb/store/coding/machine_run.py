"""A machine codes a document: first how steady it is, then part after part, each stored when it is there.

Nothing waits for the machine while the catalog is locked: it is asked between transactions.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Engine

from kb.db.engine import transaction
from kb.errors import KbError
from kb.queries.comparison.machine_runs import MachineRun, Stability
from kb.store.coding.machine import MachineCoding, NewRun, check_name, clear, store_part, unfinished

_MOST_FAILED = 3
"""Parts without a usable answer, before any with one, after which a run ends."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some paragraphs, how many, and how to have them coded: codings and the refused; or None."""

    paragraphs: int
    ask: Callable[[], tuple[Sequence[MachineCoding], int] | None]


class NothingUsableError(KbError):
    """A machine whose answers are of no use."""

    def __init__(self, source: str) -> None:
        super().__init__(
            f"{source} gives no usable answers; nothing is stored. Try another model, or fewer paragraphs at "
            "a time (--paragraphs)"
        )


def code_document(
    engine: Engine,
    run: NewRun,
    parts: Sequence[Part],
    measure: Callable[[], Stability],
    *,
    again: bool = False,
    told: Callable[[MachineRun], None] = lambda _: None,
) -> MachineRun:
    """Let a machine code a document, going on where an earlier run stopped; ``told`` hears of each part.

    ``again`` takes away what it coded before, in the same action.

    Raises:
        KbError: the name is a person's, the document is coded already or has changed, a moderator has decided
            about what would be taken away, or the machine is of no use; what it raises itself.
    """
    with transaction(engine) as session:
        check_name(session, run.coder)
        there = None if again else unfinished(session, run)
    steady = there.stability if there else measure()
    batch = there.batch if there else uuid.uuid4().hex
    begin = there.done if there else 0
    refused, failed = (there.refused, there.failed) if there else (0, 0)
    usable, end, state = there is not None, 0, there
    for part in parts:
        end += part.paragraphs
        if end <= begin:
            continue
        answer = part.ask()
        usable = usable or answer is not None
        failed += 0 if answer else part.paragraphs
        refused += answer[1] if answer else 0
        if not usable:
            if failed >= _MOST_FAILED * part.paragraphs:
                raise NothingUsableError(run.source)
            continue
        with transaction(engine) as session:
            if again and state is None:
                clear(session, run.document, run.coder, batch=batch)
            state = store_part(
                session,
                run,
                answer[0] if answer else (),
                steady,
                batch=batch,
                done=end,
                refused=refused,
                failed=failed,
            )
        told(state)
    if state is None:
        raise NothingUsableError(run.source)
    return state
