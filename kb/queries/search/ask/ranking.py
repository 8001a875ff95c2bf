"""How well each entry of the catalog fits a question, and which of its texts meet the question's words.

The score is BM25 over what the catalog says of an entry (:mod:`kb.analysis.ranking.bm25`), and a part for the
passages with its codes that have the question's words. Words match by their stem; a word of the same family
(explain, explanation) counts half.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence

from kb.analysis.ranking.bm25 import FieldedTexts
from kb.queries.counting.code_usage import CodeUsage, union
from kb.queries.search.ask.entries import Entry, EntryText, Kind
from kb.queries.search.ask.passages import Passage
from kb.queries.search.ask.question import Question, QuestionWord, stems_of

WEIGHTS = {
    "title": 3.0,
    "statement": 2.0,
    "code": 2.0,
    "cue": 1.5,
    "definition": 1.0,
    "stage": 0.5,
    "aspect": 0.5,
}
"""What a word weighs in each text of an entry."""
ENOUGH = 0.3
"""The share of what a question's words tell that something must meet, or nothing fits."""
_FAMILY = 0.5
"""What a word of the same family weighs."""
_VOTES = 0.5
"""What the passages weigh beside the catalog's own texts."""
_MITIGATES = 0.6
"""How much of an issue's score its fixes get."""
_WEAKEST = 0.2
"""What fits less than this share of the best is left out."""
_STRAY = 0.5
"""What a code of no issue or fix must reach of the best score."""
_VOTERS = 100
"""Passages, the best ones, that speak for the entries of their codes."""
_ROOT = 5
"""Letters that words of one family begin with."""
_TAIL = 2
"""Letters by which their stems may go on."""


class Ranking:
    """The entries of a catalog, ranked for one question; ``scores`` are nought for all if nothing fits."""

    def __init__(
        self,
        question: Question,
        entries: Sequence[Entry],
        found: Sequence[Passage],
        used: dict[int, CodeUsage],
    ) -> None:
        self.entries = entries
        self._words, self._found, self._used = question.words, found[:_VOTERS], used
        self._texts = FieldedTexts([_stems_by_field(each) for each in entries], WEIGHTS)
        self._forms = {each.word: self._forms_of(each) for each in question.words}
        self.scores = self._with_mitigated(self._own_scores())

    def knows(self, word: QuestionWord) -> bool:
        """Whether some entry has a word, in any form."""
        return bool(self._forms[word.word])

    def best(self, kind: Kind, limit: int | None = None) -> list[int]:
        """Return the places of the entries of a kind that fit, the best first."""
        least = _STRAY * max(self.scores, default=0.0) if kind == "code" else 0.0
        fits = [at for at, entry in enumerate(self.entries) if entry.kind == kind and self.scores[at] > least]
        return sorted(fits, key=lambda at: (-self.scores[at], at))[:limit]

    def met(self, at: int, word: QuestionWord) -> EntryText | None:
        """Return the text of an entry that meets a word and weighs most."""
        forms = self._forms[word.word]
        texts = self.entries[at].texts
        weights = [
            (max(forms[stem] for stem in stems) * WEIGHTS[text.field], -place)
            for place, text in enumerate(texts)
            if (stems := forms.keys() & set(stems_of(text.text)))
        ]
        return texts[-max(weights)[1]] if weights else None

    def quoted(self, at: int, word: QuestionWord) -> Passage | None:
        """Return the best passage with a code of an entry that has a word."""
        codes = self.entries[at].codes
        return next((each for each in self._found if each.codes & codes and word.word in each.words), None)

    def best_mitigated(self, at: int) -> Entry | None:
        """Return the issue that fits best of those that a fix mitigates."""
        names = self.entries[at].mitigates
        issues = [place for place in self.best("issue") if self.entries[place].name in names]
        return self.entries[issues[0]] if issues else None

    def _forms_of(self, word: QuestionWord) -> dict[str, float]:
        """The stems of the catalog that are the word or of its family, and what each weighs."""
        return {
            stem: 1.0 if stem == word.stem else _FAMILY
            for stem in self._texts.stems
            if stem == word.stem or _is_family(stem, word.stem)
        }

    def _own_scores(self) -> list[float]:
        by_word = {each.word: self._word_scores(each) for each in self._words}
        rare = {each.word: self._texts.rarity(each.stem) for each in self._words}
        whole = sum(rare.values())
        votes, voters = self._votes()
        scores, most = [], 0.0
        for at, vote in enumerate(votes):
            own = {word for word, scores_of in by_word.items() if scores_of[at]}
            met = own | (voters[at] if len(voters[at]) >= min(2, len(self._words)) else set())
            most = max(most, sum(rare[word] for word in rare if word in met) / whole)
            score = sum(scores_of[at] for scores_of in by_word.values()) / whole + _VOTES * vote
            scores.append(score if met else 0.0)
        least = _WEAKEST * max(scores, default=0.0)
        return [score if score >= least and most >= ENOUGH else 0.0 for score in scores]

    def _word_scores(self, word: QuestionWord) -> list[float]:
        """What one word adds to the score of each entry: by the form of it that adds most."""
        best = [0.0] * len(self.entries)
        for stem, weight in self._forms[word.word].items():
            for at, score in enumerate(self._texts.scores(stem)):
                best[at] = max(best[at], weight * score)
        return best

    def _votes(self) -> tuple[list[float], list[set[str]]]:
        """How far passages speak for each entry, from 0 to 1, and the words that the best of them has.

        An entry with many codings is on many passages by chance; its votes count less.
        """
        votes = [0.0] * len(self.entries)
        voters: list[set[str]] = [set() for _ in self.entries]
        for passage in self._found:
            for at, entry in enumerate(self.entries):
                if entry.codes & passage.codes:
                    votes[at] += passage.score
                    voters[at] = voters[at] or set(passage.words)
        for at, entry in enumerate(self.entries):
            if votes[at]:
                votes[at] /= math.sqrt(union(self._used, entry.codes).codings or 1)
        most = max(votes, default=0) or 1
        top = max((each.score for each in self._found), default=0)
        return [vote / most * top for vote in votes], voters

    def _with_mitigated(self, scores: Sequence[float]) -> list[float]:
        """The scores, those of the fixes with a part of their best issue's."""
        issues = {
            entry.name: score
            for entry, score in zip(self.entries, scores, strict=True)
            if entry.kind == "issue"
        }
        return [
            score + _MITIGATES * max((issues.get(name, 0.0) for name in entry.mitigates), default=0.0)
            for entry, score in zip(self.entries, scores, strict=True)
        ]


def _stems_by_field(entry: Entry) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for text in entry.texts:
        found[text.field] += stems_of(text.text)
    return found


def _is_family(one: str, other: str) -> bool:
    """Whether two stems begin alike and differ only in how they end: explain and explan(ation)."""
    most = min(len(one), len(other))
    same = next((at for at in range(most) if one[at] != other[at]), most)
    return same >= _ROOT and max(len(one), len(other)) - same <= _TAIL
