"""What a study is called, and its own words for issue, fix, stage and aspect: the one place that knows them.

A taxonomy may begin with both::

    study:
      name: Nurses on a ward
    words:
      issue: {singular: barrier, plural: barriers}

A page, report or command writes its sentences with
:class:`Words`: ``words.fill("{Issues} by {stage}")`` is "Barriers by stage". Columns, options and keys
that programs read keep the words of this module's fields.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property

STUDY, WORDS = "study", "words"
"""The sections of a taxonomy that say it; :mod:`kb.codebook.validate` reads them."""
LONGEST = {"name": 120, "singular": 30, "plural": 30}
"""Characters that each may have: they stand in headings, and in the navigation."""

_HEAD = re.compile(r"""["']?(\w+)["']?\s*:""")
_LIKE_A_CONSONANT = ("uni", "use", "usa", "usu", "eu", "one", "once")
_SILENT_H = ("hour", "honest", "honour", "honor", "heir")


@dataclass(frozen=True, slots=True)
class Term:
    """A word for one thing and for several of them."""

    singular: str
    plural: str

    @property
    def article(self) -> str:
        """The word with its article: ``an issue``, ``a barrier``."""
        word = self.singular.casefold()
        is_vowel = word.startswith(_SILENT_H) or (
            word.startswith(tuple("aeiou")) and not word.startswith(_LIKE_A_CONSONANT)
        )
        return f"{'an' if is_vowel else 'a'} {self.singular}"

    def of(self, number: int) -> str:
        """Return the word for so many: ``barrier`` for 1, ``barriers`` for all others."""
        return self.singular if number == 1 else self.plural


@dataclass(frozen=True)
class Words:
    """The words of a study; those of the published study where it has none of its own."""

    issue: Term = Term("issue", "issues")
    fix: Term = Term("fix", "fixes")
    stage: Term = Term("stage", "stages")
    aspect: Term = Term("aspect", "aspects")

    def fill(self, text: str) -> str:
        """Return a sentence of ours with the words of the study.

        Its places are ``{issue}``, ``{issues}``, ``{an issue}`` and each with a capital; likewise for fix,
        stage and aspect. ``text`` is written in the program, never by a user.

        >>> Words(issue=Term("barrier", "barriers")).fill("{Issues} by {stage}; {an issue}")
        'Barriers by stage; a barrier'
        """
        return text.format_map(self.forms)

    def __getitem__(self, word: str) -> str:
        """Return what the study calls one of our words, as :meth:`fill` names it: ``words["An issue"]``."""
        return self.forms[word]

    def named(self, word: str) -> str:
        """Return what the study calls one of our words (``fixes``, ``Stage``); any other stays as it is."""
        return self.forms.get(word, word)

    def plural(self, level: str) -> str:
        """Return what several things of a level are called: ``barriers``, ``codes``."""
        return self.named({"fix": "fixes", "family": "families"}.get(level, f"{level}s"))

    def level(self, name: str) -> str:
        """Return what a level of the analyses is called: ``barrier``, ``code``, ``barrier-phase``."""
        return "-".join(map(self.named, name.split("-")))

    @cached_property
    def forms(self) -> Mapping[str, str]:
        """Each of our words, as :meth:`fill` names it, with what the study calls it."""
        forms = {}
        for name in NAMES:
            own, term = getattr(OURS, name), getattr(self, name)
            for key, word in (
                (own.singular, term.singular),
                (own.plural, term.plural),
                (own.article, term.article),
            ):
                forms[key] = word
                forms[key[:1].upper() + key[1:]] = word[:1].upper() + word[1:]
        return forms


OURS = Words()
"""The words of a study that calls nothing otherwise."""
NAMES = tuple(each.name for each in fields(Words))
"""What can be called otherwise."""


@dataclass(frozen=True, slots=True)
class Study:
    """What a taxonomy says of the study as a whole; without a name, the catalog's file gives it one."""

    name: str | None = None
    words: Words = field(default_factory=Words)


def split(text: str, sections: Collection[str] = (STUDY, WORDS)) -> tuple[str, str]:
    """Return the lines of sections of a taxonomy, each up to the next that is not indented; and the rest."""
    parts: tuple[list[str], list[str]] = ([], [])
    is_inside = False
    for line in text.splitlines(keepends=True):
        if line[:1] not in " \t\r\n#":
            found = _HEAD.match(line)
            is_inside = found is not None and found[1] in sections
        parts[not is_inside].append(line)
    return "".join(parts[0]), "".join(parts[1])
