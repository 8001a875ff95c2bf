"""Words as suggestions compare them: in lower case, without endings, without those that say nothing."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from spacy.lang.en.stop_words import STOP_WORDS

from kb.db.spacing import is_unspaced, spaced, unspaced_runs

_WORD = re.compile(r"\w+(?:'\w+)*")
_ENDINGS = ("ations", "ation", "ings", "ing", "edly", "ed", "ies", "es", "s", "ly", "e")
_SHORTEST = 3
_LONGEST = 8


def tokens(text: str) -> list[str]:
    r"""Return the words of a text in lower case; typographic apostrophes count as plain ones.

    Where a script puts no blanks between words, each character is one, as in the search.

    >>> tokens("It didn\u2019t drift, third-party!")
    ['it', "didn't", 'drift', 'third', 'party']
    >>> tokens("AI模型")
    ['ai', '模', '型']
    """
    said = text.lower().replace("\u2019", "'")
    return _WORD.findall(said if said.isascii() else spaced(said))


def compared(text: str) -> list[str]:
    """Return what two texts are compared by: words, and pairs of characters where no blanks part words.

    One such character says little, and nobody needs to know where a word ends to compare two.

    >>> compared("AI模型漂移")
    ['ai', '模型', '型漂', '漂移']
    """
    if text.isascii():
        return tokens(text)
    words = [word for word in tokens(text) if not is_unspaced(word)]
    return words + [a + b for run in unspaced_runs(text.lower()) for a, b in pairwise(run)]


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Return what a word has in common with its other forms: without one ending, at most eight letters.

    It is cruder than a lemma, needs no dictionary (spaCy's is a package of its own), and is only compared.

    >>> stem("monitoring") == stem("monitored") == stem("monitor")
    True
    """
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            word = word.removesuffix(ending)
            break
    return word[:_LONGEST]


def stems(text: str) -> list[str]:
    """Return the stems of the words that tell something; numbers and short words do not."""
    return [stem(word) for word in compared(text) if tells(word)]


@lru_cache(maxsize=100_000)
def tells(word: str) -> bool:
    """Whether a word tells something by itself: it is no number, not short, and none that every text has."""
    told = len(word) >= _SHORTEST and word not in STOP_WORDS and not word.isdigit()
    return told or is_unspaced(word)
