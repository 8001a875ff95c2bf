"""What differs between two studies, in a researcher's words.

* :mod:`kb.exchange.archive.difference.codings`: which codings came, went, were moved or recoded
* :mod:`kb.exchange.archive.difference.rows`: all else, table by table
"""

from __future__ import annotations

from kb.exchange.archive.difference.codings import coding_differences
from kb.exchange.archive.difference.pairs import Documents
from kb.exchange.archive.difference.rows import row_differences
from kb.exchange.archive.difference.value import Difference
from kb.exchange.archive.study import Study

__all__ = ["Difference", "differences"]


def differences(old: Study, new: Study) -> list[Difference]:
    """Return what is not the same in two studies, codings last, each document in its order.

    A row is the same thing in both if it was made at the same moment under the same id, or else if it is
    called the same. Codings that only moved along with corrected words are not told.
    """
    documents = Documents.of(old, new)
    return [*row_differences(old, new, documents), *coding_differences(old, new, documents)]
