"""Questions of which somebody who codes blind gets another answer than usual, by their full names."""

from __future__ import annotations

from collections.abc import Mapping

from kb.db.rights import Right

FOR_ALL = frozenset(
    {
        "app.blind._machines_over",
        "app.screens.coding.correcting._does",  # what a correction would move, so that nobody loses anything
        "kb.exchange.archive.from_catalog.study_of",  # pages give it only to who is_blind says is not
        "kb.queries.comparison.machine_runs.machines",
        "kb.queries.documents.transcript.passes",
    }
)
"""Questions that tell the blind, too, that others have coded, and nothing of what."""
WITH_MACHINES = frozenset(
    {
        "app.blind._machines_over",
        "app.screens.coding.correcting._does",
        "kb.exchange.archive.from_catalog.study_of",
        "kb.queries.comparison.difference_seen.difference_seen",
        "kb.queries.comparison.machine_runs.machines",
        "kb.queries.comparison.pass_comparison.pairs_with_machine",
        "kb.queries.comparison.pass_comparison.pass_comparison",
    }
)
"""Questions that see what machines coded; in documents that somebody codes blind only those FOR_ALL do."""
NEEDS: Mapping[str, Right] = {
    "app.screens.exporting.making._table": Right.EXCHANGE,
    "kb.exchange.archive.from_catalog.study_of": Right.EXCHANGE,
    "kb.queries.documents.possible_names.possible_names": Right.EXCHANGE,
    "kb.queries.exchange.written.written": Right.EXCHANGE,
    "kb.queries.people.people": Right.MANAGE,
}
"""Questions that need more than the right to read, whichever page asks them."""
