"""Units of analysis: which of them a span shares a character with."""

from __future__ import annotations

import numpy as np
import pytest

from kb.analysis.units import Units

SENTENCES = Units(
    many=np.array([3]),
    begins=np.array([0]),
    starts=np.array([0, 5, 10]),
    ends=np.array([5, 9, 14]),
    line=np.array([0]),
)
DOCUMENTS = Units(many=np.array([1]), begins=np.array([0]), starts=None, ends=None, line=np.array([0]))


@pytest.mark.parametrize(
    ("units", "span", "expected"),
    [
        pytest.param(SENTENCES, (5, 9), (1, 2), id="one from its beginning to its end"),
        pytest.param(SENTENCES, (0, 5), (0, 1), id="not the one that begins where it ends"),
        pytest.param(SENTENCES, (4, 11), (0, 3), id="all that it touches"),
        pytest.param(SENTENCES, (9, 10), (2, 2), id="nothing between two"),
        pytest.param(SENTENCES, (6, 6), (1, 1), id="no characters, no unit"),
        pytest.param(DOCUMENTS, (3, 4), (0, 1), id="a document"),
        pytest.param(DOCUMENTS, (3, 3), (0, 0), id="no characters, no document"),
    ],
)
def test_a_span_covers_the_units_that_it_shares_a_character_with(
    units: Units, span: tuple[int, int], expected: tuple[int, int]
) -> None:
    first, stop = units.covering(np.array([0]), np.array([span[0]]), np.array([span[1]]))
    assert (first[0], stop[0]) == expected
