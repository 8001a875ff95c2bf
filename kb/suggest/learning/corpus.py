"""Some interviews as numbers: what is said in each paragraph, what it is like, what is coded there.

Everything here but ``gold``, ``near`` and ``asked_near`` is known of an interview before anybody codes it;
those three are kept for each interview apart, so that what is learnt can leave any of them out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse  # type: ignore[import-untyped]

from kb.suggest.cues import Cues
from kb.suggest.meaning import Known
from kb.suggest.similar_passages import Quote
from kb.suggest.similarity import Matrix, Wording, rarity
from kb.suggest.tokens import stems, tokens

_TAKEN_FOR_RARE = 200
"""Paragraphs in which a phrase is taken not to stand, besides those read: few tell little."""
_FEWEST = 3
"""Telling words that a passage or a question must have to be compared."""
_ROWS = 2_000
"""Paragraphs that are compared with coded passages at a time."""


@dataclass(frozen=True)
class Interview:
    """A document as suggestions see it: its paragraphs, which of them an interviewer says, what is coded.

    ``quotes`` are coded words, one for each paragraph and code; none where it is not coded or not to be seen.
    """

    name: str
    texts: tuple[str, ...]
    asked: tuple[bool, ...]
    quotes: tuple[Quote, ...] = ()


class Corpus:
    """Interviews side by side; a row is a paragraph, a column a code, unless it says otherwise."""

    def __init__(self, codes: Sequence[Known], interviews: Sequence[Interview]) -> None:
        """Take the codes and the interviews in the order in which they are numbered."""
        self.codes, self.interviews = tuple(codes), tuple(interviews)
        many = [len(each.texts) for each in interviews]
        self.ends = np.concatenate([[0], np.cumsum(many)]).astype(int)
        self.interview_of = np.repeat(np.arange(len(many)), many)
        self.asked = np.array([said for each in interviews for said in each.asked], dtype=bool)
        self.position = np.concatenate([np.linspace(0, 1, each) for each in many] or [np.zeros(0)])
        texts = [text for each in interviews for text in each.texts]
        self._tokens = [tokens(text) for text in texts]
        self._stems = [stems(text) for text in texts]
        self.length = np.array([len(each) for each in self._stems])
        self.wording = Wording.of([*self._stems, *(code.words for code in codes)])
        self.rows: Matrix = self.wording.rows(self._stems)

    def rows_of(self, interview: int) -> slice:
        """Return the rows of an interview."""
        return slice(int(self.ends[interview]), int(self.ends[interview + 1]))

    @property
    def coded(self) -> list[int]:
        """The interviews in which anything is coded."""
        return [number for number, each in enumerate(self.interviews) if each.quotes]

    @cached_property
    def gold(self) -> np.ndarray:
        """Whether a paragraph carries a code."""
        carried = np.zeros((len(self.length), len(self.codes)), dtype=bool)
        for row, quote in self._quotes():
            carried[row, quote.code] = True
        return carried

    @cached_property
    def families(self) -> np.ndarray:
        """Which codes (rows) belong to which family (columns); a code without one is its own."""
        named = [code.family or code.name for code in self.codes]
        places = {family: place for place, family in enumerate(dict.fromkeys(named))}
        belongs = np.zeros((len(named), len(places)))
        belongs[np.arange(len(named)), [places[family] for family in named]] = 1
        return belongs

    @cached_property
    def meaning(self) -> np.ndarray:
        """How like each paragraph is to what the codebook says of each code."""
        profiles = self.wording.rows(code.words for code in self.codes)
        return _dense(self.rows @ profiles.T)

    @cached_property
    def phrased(self) -> np.ndarray:
        """How much the words of each code's definition that follow "Also:" tell in each paragraph."""
        stand = PhraseTable(self, [code.phrases for code in self.codes])
        found: np.ndarray = np.log1p(stand.evidence(np.ones(len(stand.codes), dtype=bool)))
        return found

    @cached_property
    def cues(self) -> PhraseTable:
        """Where the cues stand."""
        return PhraseTable(self, [code.cues for code in self.codes])

    @cached_property
    def asked_before(self) -> np.ndarray:
        """The row of the last question before each paragraph, or of the paragraph if it asks one; else -1."""
        asks = self.asked & (self.length >= _FEWEST)
        last = np.maximum.accumulate(np.where(asks, np.arange(len(asks)), -1)) if len(asks) else np.zeros(0)
        return np.where(last >= self.ends[self.interview_of], last, -1).astype(int)

    @cached_property
    def near(self) -> np.ndarray:
        """For each interview apart: how like a paragraph is to its nearest passage of each code there."""
        told = [(row, quote, stems(quote.text)) for row, quote in self._quotes()]
        told = [each for each in told if len(each[2]) >= _FEWEST]
        passages = self.wording.rows(words for *_, words in told)
        places = [(int(self.interview_of[row]), quote.code) for row, quote, _ in told]
        return self._nearest(self.rows, passages, places)

    @cached_property
    def asked_near(self) -> np.ndarray:
        """For each interview apart: how like what was asked is to what was asked before each code there."""
        asked = self.asked_before
        questions = self.rows[np.maximum(asked, 0)].multiply((asked >= 0)[:, None]).tocsr()
        rows, codes = np.nonzero(self.gold & (asked >= 0)[:, None])
        places = list(zip(self.interview_of[rows].tolist(), codes.tolist(), strict=True))
        return self._nearest(questions, questions[rows], places)

    def _nearest(self, texts: Matrix, others: Matrix, places: Sequence[tuple[int, int]]) -> np.ndarray:
        shape = (len(self.interviews), len(self.length), len(self.codes))
        found = np.zeros(shape, dtype=np.float32)
        if not places:
            return found
        order = sorted(range(len(places)), key=places.__getitem__)
        keys = [places[each] for each in order]
        begins = [n for n, key in enumerate(keys) if n == 0 or key != keys[n - 1]]
        interviews, codes = np.array([keys[n] for n in begins]).T
        sorted_others = others[order].T.tocsc()
        for first in range(0, texts.shape[0], _ROWS):
            alike = _dense(texts[first : first + _ROWS] @ sorted_others).astype(np.float32)
            best = np.maximum.reduceat(alike, begins, axis=1)
            found[interviews, first : first + len(best), codes] = best.T
        return found

    def _quotes(self) -> Iterator[tuple[int, Quote]]:
        for number, interview in enumerate(self.interviews):
            for quote in interview.quotes:
                yield int(self.ends[number]) + quote.paragraph, quote


class PhraseTable:
    """Where the phrases of a codebook stand: a row for each paragraph, a column for each pair with a code."""

    def __init__(self, corpus: Corpus, phrases: Sequence[Sequence[str]]) -> None:
        """Look for the phrases of each code in all paragraphs."""
        listed = Cues(dict(enumerate(phrases)))
        self._corpus = corpus
        self.phrases = listed.listed
        places = {phrase: place for place, phrase in enumerate(self.phrases)}
        found = [[places[each] for each in cues] for cues in listed.found(corpus._tokens)]  # noqa: SLF001
        ends = np.cumsum([0, *map(len, found)])
        columns = [each for row in found for each in row]
        shape = (len(found), len(self.phrases))
        self._stands = sparse.csr_matrix((np.ones(len(columns)), columns, ends), shape=shape)
        pairs = [(place, code) for place, phrase in enumerate(self.phrases) for code in listed.codes(phrase)]
        self._pairs, self.codes = np.array(pairs, dtype=int).reshape(-1, 2).T
        shared = np.bincount(self._pairs, minlength=len(self.phrases))
        times = np.asarray(self._stands.sum(axis=0)).ravel()
        texts = len(found) + _TAKEN_FOR_RARE
        told = np.array([rarity(int(each), texts) for each in times])
        self._tells = told[self._pairs] / np.sqrt(shared[self._pairs])

    def evidence(self, kept: np.ndarray, rows: slice = slice(None)) -> np.ndarray:
        """Return how much the phrases in each paragraph tell of each code; of the pairs that are ``kept``."""
        shape = (len(self.phrases), len(self._corpus.codes))
        weights = sparse.csr_matrix((self._tells * kept, (self._pairs, self.codes)), shape=shape)
        return _dense(self._stands[rows] @ weights)

    @cached_property
    def meant(self) -> np.ndarray:
        """Whether all telling words of a phrase are in the name or the definition of the code of its pair."""
        said = [set(code.words) for code in self._corpus.codes]
        words = [set(stems(" ".join(phrase))) for phrase in self.phrases]
        return np.array(
            [bool(words[p]) and words[p] <= said[c] for p, c in zip(self._pairs, self.codes, strict=True)],
            dtype=bool,
        )

    @cached_property
    def supported(self) -> np.ndarray:
        """By which interviews (rows) a pair is supported: the phrase stands where its code was given."""
        support = np.zeros((len(self._corpus.interviews), len(self.codes)), dtype=bool)
        for number in self._corpus.coded:
            rows = self._corpus.rows_of(number)
            together = self._stands[rows].T @ self._corpus.gold[rows].astype(float)
            support[number] = together[self._pairs, self.codes] > 0
        return support


def _dense(matrix: Matrix) -> np.ndarray:
    return np.asarray(matrix.todense())
