"""Where things stand in the Network page's pictures: the order of a matrix, and nodes apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

WIDE, HIGH = 690, 480
"""The room that few nodes have on a screen of 1440: so much of the picture ECharts gives them."""
_LINE, _LETTER, _BELOW = 16, 3.4, 6
"""Of a label: the height of a line, half the width of a letter, and how far it is below its node."""
_ROUNDS, _PUSHED_UNTIL = 600, 150


def clustered(weights: Any) -> list[int]:
    """Return the order of rows that puts those beside one another that occur with the same.

    Average linkage on how little two occur together (UPGMA; Sokal & Michener 1958), with the leaves in the
    best order (Bar-Joseph et al. 2001).
    """
    from scipy.cluster import hierarchy  # type: ignore[import-untyped]  # noqa: PLC0415  slow to load
    from scipy.spatial.distance import squareform  # type: ignore[import-untyped]  # noqa: PLC0415

    if len(weights) < 3:  # noqa: PLR2004
        return list(range(len(weights)))
    far = 1 - weights / (weights.max() or 1)
    np.fill_diagonal(far, 0)
    distances = squareform(far, checks=False)
    tree = hierarchy.linkage(distances, "average", optimal_ordering=True)
    return [int(at) for at in hierarchy.leaves_list(tree)]


def spread(
    spots: Sequence[tuple[float, float]],
    sizes: Sequence[float],
    labels: Sequence[str],
    high: float = HIGH,
) -> list[tuple[float, float]]:
    """Return places near the given ones at which no node stands on another's name, if there is room.

    Each node with its name is a box; two that overlap part in the direction in which less is to do.
    """
    at = np.array(spots, dtype=np.float64).reshape(-1, 2)
    lines = [label.split("\n") for label in labels]
    below = np.array([_BELOW + _LINE * len(each) for each in lines], dtype=np.float64)
    wide = np.array([max(len(line) for line in each) * _LETTER + 6 for each in lines], dtype=np.float64)
    half = np.stack((np.maximum(wide, np.array(sizes) / 2), (np.array(sizes) + below) / 2 + 2), axis=1)
    down = np.stack((np.zeros(len(at)), below / 2), axis=1)
    order, room = np.arange(len(at)), half[:, None] + half[None]
    for _ in range(_ROUNDS if len(at) <= _PUSHED_UNTIL else 0):
        apart = (at + down)[:, None] - (at + down)[None]
        inside = room - np.abs(apart)
        inside[order, order] = -1
        close = (inside > 0).all(axis=2)
        if not close.any():
            break
        sideways = inside[..., 0] / room[..., 0] < inside[..., 1] / room[..., 1]
        sign = np.where(apart == 0, np.sign(order[:, None] - order[None])[..., None], np.sign(apart))
        # A little in the other direction, too: what is pressed from both sides finds a way out.
        push = np.where(np.stack((sideways, ~sideways), axis=2), 0.3, 0.03) * inside * sign
        at = np.clip(at + (push * close[..., None]).sum(axis=1), 0, (WIDE, high))
    return [(round(float(x), 1), round(float(y), 1)) for x, y in at]
