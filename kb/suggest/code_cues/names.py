"""No cue is a name: of nobody whom the catalog knows, and of nobody and nothing that texts seem to name."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from sqlmodel import Session, select

from kb.analysis.names.candidates import NameFinder
from kb.analysis.names.counts import WordCounts, is_german
from kb.analysis.names.known_words import known_words
from kb.db.tables import Attribute, Case, Coder, Document, Speaker
from kb.suggest.code_cues.phrase_places import PhrasePlaces
from kb.suggest.tokens import tokens

_LOOKED_AT = 60
"""Paragraphs with a word that are looked at to tell whether it is a name."""
_OFTEN = 3
"""A word that is written small so much more rarely than otherwise may be a name."""


def name_test(session: Session, said: Sequence[str], places: PhrasePlaces) -> Callable[[str], bool]:
    """Return what says of a word of some texts, as a token, whether it may be a name or a part of one.

    ``places`` are those of the texts. In doubt it is one: a cue less does no harm.
    """
    known = _known(session)

    def is_name(word: str) -> bool:
        if word in known or word.title() in known_words("given"):
            return True
        rows = places.rows((word,))[:_LOOKED_AT]
        return _is_written_as_name(word, [said[row] for row in rows])

    return is_name


def _known(session: Session) -> frozenset[str]:
    """The words of names that the catalog knows, without those that say a role or a kind of thing."""
    columns = (Speaker.name, Case.name, Coder.name, Document.name, Attribute.value)
    parts = {word for column in columns for name in session.exec(select(column)) for word in tokens(name)}
    return frozenset(parts) - {each.casefold() for each in known_words("no_names")}


def _is_written_as_name(word: str, said: Sequence[str]) -> bool:
    text = "\n".join(said)
    found = re.findall(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE)
    small = sum(each == word for each in found)
    if word == word.upper() or len(found) <= _OFTEN * small:  # a script without capitals, or an ordinary word
        return False
    german = is_german(text)
    finder = NameFinder(WordCounts.of(said))
    named = {
        part
        for some in said
        for start, end, _ in finder.names(some, german=german)
        for part in tokens(some[start:end])
    }
    return word in named or (not german and small == 0)
