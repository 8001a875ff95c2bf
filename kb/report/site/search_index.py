"""The index behind the search page: scripts, because a page from a folder may fetch nothing else.

A word is in the file of its first two letters, so that a search reads one small file for each of its words;
quotes are in files of some hundred. ``search.js`` reads both, and splits a question into words as
:func:`words_of` does: without accents, in lower case, each sign of a script without blanks by itself.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from kb.db.spacing import is_unspaced, spaced
from kb.report.site.content import Content
from kb.report.site.passages import ReleasedQuote

PER_FILE = 250
"""Quotes of a file."""
_WORD = re.compile(r"[^\W_]+")
_SIGNS = 64
"""Signs of a script without blanks that share a file."""
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def words_of(text: str) -> list[str]:
    """Return the words of a text as they are looked up.

    >>> words_of("Modèle d'IA: 漂移!")
    ['modele', 'd', 'ia', '漂', '移']
    """
    return _WORD.findall(spaced(folded(text)))


def folded(text: str) -> str:
    """Return a text without accents and capitals."""
    if not text.isascii():
        bare = (each for each in unicodedata.normalize("NFKD", text) if unicodedata.category(each) != "Mn")
        text = unicodedata.normalize("NFC", "".join(bare))
    return text.lower()


def file_of(word: str) -> str:
    """Return the name of the file that a word is in.

    >>> file_of("drift"), file_of("漂")
    ('t-64-72', 't-u1bc')
    """
    if is_unspaced(word):
        return f"t-u{ord(word[0]) // _SIGNS:x}"
    return "t-" + "-".join(f"{ord(letter):x}" for letter in word[:2])


class SearchIndex:
    """Quotes as they come, and where each word is in them."""

    def __init__(self) -> None:
        self._places: dict[str, list[int]] = defaultdict(list)
        self._rows: list[str] = []

    def add(self, quotes: Iterable[ReleasedQuote], codes: dict[str, int], document: int) -> None:
        """Take up the quotes of the next document."""
        for each in quotes:
            number = len(self._rows)
            for word in set(words_of(each.words)):
                self._places[word].append(number)
            self._rows.append(
                _script_value([document, each.paragraph, codes[each.code], each.role, each.words])
            )

    def files(self, content: Content, documents: Sequence[tuple[str, str]]) -> Iterator[tuple[str, bytes]]:
        """Yield the scripts; ``documents`` are labels and addresses in the order in which they were added."""
        entries = [
            [each.level, each.title, each.statement, each.address, each.interviews]
            for each in content.entries.values()
        ]
        codes = [[each.title, each.address] for each in content.of("code")]
        head = {"entries": entries, "codes": codes, "documents": documents, "quotes": len(self._rows)}
        yield "search/head.js", f"kbSearch.head({_script_value(head)});\n".encode()
        by_file: dict[str, dict[str, str]] = defaultdict(dict)
        for word, places in self._places.items():
            by_file[file_of(word)][word] = _steps(places)
        for name, words in by_file.items():
            value = _script_value(dict(sorted(words.items())))
            yield f"search/{name}.js", f'kbSearch.words("{name}", {value});\n'.encode()
        yield "search/files.js", f"kbSearch.files({_script_value(sorted(by_file))});\n".encode()
        for begin in range(0, len(self._rows), PER_FILE):
            rows = ",\n".join(self._rows[begin : begin + PER_FILE])
            number = begin // PER_FILE
            yield f"search/q-{number}.js", f"kbSearch.quotes({number}, [\n{rows}\n]);\n".encode()


def _script_value(value: object) -> str:
    """A value as a script has it; no line of it ends but where we end it, and none ends the script."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").replace("</", "<\\/")


def _steps(places: list[int]) -> str:
    """Ascending numbers as their differences, to base 36: few characters each."""
    return " ".join(_base36(here - before) for before, here in zip([0, *places], places, strict=False))


def _base36(number: int) -> str:
    digits = ""
    while number >= 36:  # noqa: PLR2004  the base
        number, last = divmod(number, 36)
        digits = _DIGITS[last] + digits
    return _DIGITS[number] + digits
