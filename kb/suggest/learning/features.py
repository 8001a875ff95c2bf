"""The evidence for each code in each paragraph of an interview, from the codebook and from other interviews.

What stands in a paragraph counts, and apart from it what stands in the four before and the four after: one
thought often runs over several. The further away, the less it counts.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from kb.suggest.learning.corpus import Corpus

REACH, DECAY = 4, 0.7
"""Paragraphs on either side that count for a paragraph; what each counts less than the one before it."""
_WIDTH = 0.08
"""How far apart, in lengths of an interview, two passages still stand at the same place of it."""
_REMEMBERED = 8
"""Paragraphs back for which a code is still recent."""

SIDED = ("phrases", "meaning", "cues", "passages")
"""The kinds of evidence that stand in the words of a paragraph, or beside it."""
NAMES = (
    *(f"{kind} {where}" for kind in SIDED for where in ("here", "before", "after")),
    "question",
    "place",
    "family",
    "interviews",
    "codings",
)
"""The columns of the evidence."""
SO_FAR = ("continues", "recent", "used before")
"""More columns, where it is known what is coded in the paragraphs before."""

HERE, BESIDE = 1.0, 0.5
START = np.array(
    [
        *(each for scale in (0.3, 3.0, 0.3, 1.5) for each in (HERE * scale, BESIDE * scale, BESIDE * scale)),
        1.0,
        0.5,
        0.1,
        0.2,
        0.0,
    ]
)
"""Weights to start from, one for each of :data:`NAMES`: round numbers, set before any interview was seen."""
START_SO_FAR = np.array([2.0, 1.0, 0.5])


@dataclass(frozen=True)
class Training:
    """Which interviews may teach; ``blind`` says that cues which nothing else supports do not count."""

    interviews: tuple[int, ...]
    blind: bool = True

    def without(self, interview: int) -> Training:
        """Return what remains when one of them is to be judged itself; cues are then always doubted."""
        return Training(tuple(each for each in self.interviews if each != interview), blind=True)


def evidence(
    corpus: Corpus, interview: int, training: Training, *, passages: np.ndarray | None = None
) -> np.ndarray:
    """Return the evidence for an interview: its paragraphs by codes by :data:`NAMES`.

    Of the codings only those of the interviews that may teach count, never those of the interview itself.
    ``passages`` says how like its paragraphs are to the nearest passage of each code, where that is known
    of more interviews than those of the corpus.
    """
    rows = corpus.rows_of(interview)
    teach = [each for each in training.interviews if each != interview]
    words = {
        "phrases": corpus.phrased[rows],
        "meaning": corpus.meaning[rows],
        "cues": np.log1p(corpus.cues.evidence(_kept(corpus, teach, blind=training.blind), rows)),
        "passages": _highest(corpus.near, teach, rows) if passages is None else passages,
    }
    before, after = reaches(rows.stop - rows.start)
    columns: list[np.ndarray] = []
    for kind in SIDED:
        columns += [words[kind], before @ words[kind], after @ words[kind]]
    near_by = sum(columns[:3], np.zeros_like(columns[0])) + sum(columns[6:9], np.zeros_like(columns[0]))
    columns += [
        _highest(corpus.asked_near, teach, rows),
        _place(corpus, teach, rows),
        _of_family(corpus, near_by),
        *_how_common(corpus, teach, len(near_by)),
    ]
    return np.stack(columns, axis=-1)


def with_passages(found: np.ndarray, passages: np.ndarray) -> np.ndarray:
    """Return evidence with other passages to compare with: paragraphs by codes, how like the nearest is."""
    changed = found.copy()
    before, after = reaches(len(found))
    first = NAMES.index("passages here")
    for place, column in enumerate((passages, before @ passages, after @ passages)):
        changed[..., first + place] = column
    return changed


def so_far(gold: np.ndarray) -> np.ndarray:
    """Return, for each paragraph and code, what is known of it when all paragraphs before are coded.

    ``gold`` says which codes the paragraphs of one interview carry; columns are :data:`SO_FAR`.
    """
    carried = gold.astype(float)
    previous = np.vstack([np.zeros((1, carried.shape[1])), carried[:-1]]) if len(carried) else carried
    recent, fading = np.zeros_like(carried), np.zeros(carried.shape[1])
    for row in range(len(carried)):
        recent[row] = fading
        fading = np.maximum(fading * DECAY, carried[row])
    recent[recent < DECAY**_REMEMBERED] = 0
    used = np.log1p(np.cumsum(previous, axis=0))
    return np.stack([previous, recent, used], axis=-1)


def _kept(corpus: Corpus, teach: Collection[int], *, blind: bool) -> np.ndarray:
    """Which cues count: all, or those that the code's meaning or an interview that teaches supports."""
    if not blind:
        return np.ones(len(corpus.cues.codes), dtype=bool)
    kept: np.ndarray = corpus.cues.meant | corpus.cues.supported[list(teach)].any(axis=0)
    return kept


def _highest(of: np.ndarray, teach: Sequence[int], rows: slice) -> np.ndarray:
    found: np.ndarray = of[list(teach), rows].max(axis=0, initial=0).astype(float)
    return found


def reaches(many: int) -> tuple[Any, Any]:
    """What each paragraph (row) takes of those before it, and of those after it."""
    from scipy import sparse  # type: ignore[import-untyped]  # noqa: PLC0415

    away = range(1, min(REACH, many - 1) + 1)
    weights = [DECAY**far for far in away]
    shape = (many, many)
    if not weights:
        return sparse.csr_matrix(shape), sparse.csr_matrix(shape)
    before = sparse.diags(weights, [-far for far in away], shape=shape, format="csr")
    return before, before.T.tocsr()


def _place(corpus: Corpus, teach: Sequence[int], rows: slice) -> np.ndarray:
    """How much more often codes of a family stand at this place of an interview than elsewhere."""
    taught = np.isin(corpus.interview_of, list(teach))
    families = corpus.gold[taught].astype(float) @ corpus.families
    away = corpus.position[rows][:, None] - corpus.position[taught][None]
    weights = np.exp(-0.5 * (away / _WIDTH) ** 2)
    found = weights @ families
    expected = (weights.sum(axis=1) / max(1e-9, weights.sum()))[:, None] * families.sum(axis=0)
    expected *= found.sum() / max(1e-9, expected.sum())
    ratio: np.ndarray = np.log((found + 1) / (expected + 1)) @ corpus.families.T
    return ratio


def _of_family(corpus: Corpus, words: np.ndarray) -> np.ndarray:
    """What the other codes of the family have in words, on average: twins and siblings are told alike."""
    others = np.maximum(corpus.families.sum(axis=0) - 1, 1)
    summed: np.ndarray = ((words @ corpus.families) / others) @ corpus.families.T
    of_others: np.ndarray = summed - words / (others @ corpus.families.T)
    return of_others


def _how_common(corpus: Corpus, teach: Sequence[int], many: int) -> tuple[np.ndarray, np.ndarray]:
    """How many interviews have a code, and how many paragraphs."""
    given = [corpus.gold[corpus.rows_of(each)] for each in teach]
    interviews = sum((each.any(axis=0).astype(float) for each in given), np.zeros(len(corpus.codes)))
    paragraphs = sum((each.sum(axis=0).astype(float) for each in given), np.zeros(len(corpus.codes)))
    common = np.log((interviews + 0.3) / (len(given) + 1))
    often = np.log((paragraphs + 0.5) / (paragraphs.sum() + 10))
    return np.tile(common, (many, 1)), np.tile(often, (many, 1))
