"""Questions of which somebody who codes blind gets another answer than usual, by their full names."""

from __future__ import annotations

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
