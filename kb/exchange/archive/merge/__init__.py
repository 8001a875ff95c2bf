"""Two copies of one project as one: everything that was done in either is in it.

* :mod:`kb.exchange.archive.merge.numbering`: ids, so that what is new in both differs
* :mod:`kb.exchange.archive.merge.paragraphs`: one text out of three
* :mod:`kb.exchange.archive.merge.placing`: codings, memos and their history on that text
* :mod:`kb.exchange.archive.merge.rows`: one row out of three
* :mod:`kb.exchange.archive.merge.joining`: what both added alike, and what lost something it refers to
"""

from __future__ import annotations

from kb.exchange.archive.merge.conflict import Conflict, Side
from kb.exchange.archive.merge.merging import Merged, merge

__all__ = ["Conflict", "Merged", "Side", "merge"]
