"""Where a code gives itself away: the cues that the taxonomy lists for it, found in what is said.

A cue matches from the start of a word, and its last word may go on: ``drift`` is in "drifting", ``poor data``
in "poor databases" (docs/taxonomy.md). spaCy's PhraseMatcher finds whole words; each cue is therefore looked
for in all the forms that the text at hand has of it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence

from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

from kb.db.spacing import without_gaps
from kb.suggest.tokens import tokens

_MOST_FORMS = 200
"""Of a cue as short as one letter; more words of a text than that do not begin alike by meaning."""


class Cues:
    """The cues of a codebook."""

    def __init__(self, cues: Mapping[int, Sequence[str]]) -> None:
        """Take the cues of each code, by the place of the code in a list."""
        self._codes: dict[tuple[str, ...], list[int]] = {}
        for code, listed in cues.items():
            for words in {tuple(tokens(cue)) for cue in listed} - {()}:
                self._codes.setdefault(words, []).append(code)

    @property
    def listed(self) -> tuple[tuple[str, ...], ...]:
        """All cues, as tokens."""
        return tuple(self._codes)

    def codes(self, cue: tuple[str, ...]) -> Sequence[int]:
        """Return the codes that list a cue."""
        return self._codes[cue]

    def found(self, texts: Sequence[Sequence[str]]) -> list[dict[tuple[str, ...], str]]:
        """Return, for texts given as tokens, the cues in each and the words that matched first."""
        vocab = Vocab()  # one of its own: a shared one would keep every word for ever
        matcher, meant = self._matcher(vocab, sorted({word for text in texts for word in text}))
        said = (Doc(vocab, list(text)) for text in texts)
        return [_first_of_each(matcher(words) if len(matcher) else [], meant, words) for words in said]

    def _matcher(
        self, vocab: Vocab, words: Sequence[str]
    ) -> tuple[PhraseMatcher, dict[int, tuple[str, ...]]]:
        """Make a matcher for all the cues that these words, sorted, can spell."""
        known = set(words)
        matcher, meant = PhraseMatcher(vocab), {}
        for cue in self._codes:
            if not known.issuperset(cue[:-1]):
                continue
            if forms := [Doc(vocab, [*cue[:-1], last]) for last in _beginning_with(cue[-1], words)]:
                name = " ".join(cue)
                meant[vocab.strings.add(name)] = cue
                matcher.add(name, forms)
        return matcher, meant


def _first_of_each(
    matches: Iterable[tuple[int, int, int]], meant: Mapping[int, tuple[str, ...]], said: Doc
) -> dict[tuple[str, ...], str]:
    found: dict[tuple[str, ...], str] = {}
    for cue, start, end in matches:
        found.setdefault(meant[cue], without_gaps(" ".join(word.text for word in said[start:end])))
    return found


def _beginning_with(start: str, words: Sequence[str]) -> Iterator[str]:
    first = bisect_left(words, start)
    for word in words[first : first + _MOST_FORMS]:
        if not word.startswith(start):
            return
        yield word
