"""The merged history as one chain: where that of the other copy goes on, and what the merge changed in it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from itertools import count

from kb.db.soundness.sealing import attest, link_new
from kb.db.tables.audit import HISTORY
from kb.exchange.archive.study import Row, Study

WHAT = "merge two copies of the project"


def merge_entry(rows: list[Row], base: Study, copies: tuple[Study, Study], number: int) -> Row | None:
    """Return the entry that says how the merged entries hang together; None if they are one chain as it is.

    New entries of the second copy follow on the last one that both had. The heads of both copies stay in the
    chain, so that whoever has noted one finds it.
    """
    heads = [each.history_head() or "" for each in (base, *copies)]
    facts = attest(rows, follows=heads[:1], token=_tokens(" ".join(heads))).facts()
    if not facts:
        return None
    entry: Row = {
        "id": number,
        "batch": _tokens(f"merge {' '.join(heads)}")(16),
        "at": max(row["at"] for row in rows),
        "who": "kb",
        "what": WHAT,
        "noun": HISTORY,
        "row_id": None,
        "document_id": None,
        "before": None,
        "after": facts,
        "undone": False,
    }
    link_new(entry, rows[-1]["link"], salt=_tokens(f"salt {' '.join(heads)}")(16))
    return entry


def _tokens(seed: str) -> Callable[[int], str]:
    """What gives the groups of entries their names: the same for the same copies."""
    numbers = count()
    return lambda size: hashlib.sha256(f"{seed} {next(numbers)}".encode()).hexdigest()[: 2 * size]
