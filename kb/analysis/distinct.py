"""Each number once: what many countings of distinct things come down to."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]


_SPARSE = 16
"""How many times as far apart as there are numbers they may be, to be ticked off rather than sorted."""


def distinct(numbers: Ints) -> Ints:
    """Return each number once, in order.

    Numbers close to each other are ticked off on a list of all there could be, others sorted; numpy's own
    hashing takes ten times as long.
    """
    if not len(numbers):
        return numbers
    low, high = int(numbers.min()), int(numbers.max())
    if high - low < _SPARSE * len(numbers):
        seen = np.zeros(high - low + 1, dtype=np.bool_)
        seen[numbers - low] = True
        return np.flatnonzero(seen) + low
    ordered = np.sort(numbers)
    found: Ints = ordered[np.concatenate([[True], ordered[1:] != ordered[:-1]])]
    return found
