"""Who speaks where in a file: the grammar that explains it best, and how sure that is.

:mod:`~ingest.dialogue.explain.explanation` chooses; the others judge what it finds: who speaks once, facts
above the talk, lists that look like a talk, whether it is a talk at all.
"""

from __future__ import annotations

from ingest.dialogue.explain.explanation import Explanation, explain, explanations, remember

__all__ = ["Explanation", "explain", "explanations", "remember"]
