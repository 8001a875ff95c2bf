"""Labels of a known kind, in many languages, as people write and mistype them: ``interviewr``, ``R2``."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from ingest.digits import number_of
from ingest.model import Role
from ingest.speakers.role_words import WORDS

_OFTEN_MISTYPED = ("interviewer", "interviewee", "intervieweur", "moderator", "participant", "respondent")
_LONGEST_ID = 3
"""Letters before a number that make an id (``P07``, ``INT2``) rather than a word; ids stay as they are."""

_NO_PERSON = frozenset(
    """
    interview interviews interviewed interviewing interviewers interviewees participants
    """.split()  # noqa: SIM905 - words read best as words
)
_WEAK = frozenset(
    """
    q a i r p m question answer reponse host guest gast invite invitee ospite
    person personne voice voix stimme voz voce
    unknown unbekannt inconnu all alle tous todos tutti everyone audience enquete researcher author moderation
    badana badany interprete frage pregunta domanda pergunta vraag вопрос pytanie soru otazka fraga
    several various mehrere plusieurs varios varias vari несколько
    antwort respuesta risposta resposta antwoord ответ odpowiedz cevap odpoved svar
    """.split()  # noqa: SIM905 - words read best as words
)
"""Words that open ordinary sentences too: a label only where it comes back."""

_NUMBERED = re.compile(
    r"(?P<word>[^\W\d_]+(?: [^\W\d_]+){0,3}?)[ _-]?[#n°.]{0,2} ?(?P<number>\d{1,3})?(?P<again> \d{1,3})?"
)
_OF_MARKS = re.compile(r"(?P<word>[^\d]{2,30}?)[ _-]?(?P<number>\d{1,3})?(?P<again>(?!))?")
"""The same for scripts whose vowels are marks, as in Thai and Hindi; only whole words are known."""

_GENDERED = re.compile(
    r"(?:[*:_/·•.-]|\()(?:innen|in|e|r|er|rice|trice|euse|ne|te|a|o)\)?(?:[·.]s)?(?=$|[ \d])"
)
"""The other gender behind a star, a slash or a dot: ``Interviewer*in``, ``Befragte/r``, ``Interviewé·e``."""


_APOSTROPHES = dict.fromkeys(map(ord, "'’ʼ"))
_DIRECTIONS = dict.fromkeys(
    [0x200B, 0x200E, 0x200F, 0x2060, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)
"""Characters that show nothing and say in which direction the next ones run."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a label of a known kind says about the person: the word it stems from, a number, a role."""

    word: str
    number: int | None
    name: str
    role: Role
    odd: bool
    """True when more than case and white space had to be put right."""

    @property
    def weak(self) -> bool:
        """True when the word could also begin a sentence, or the letter and number mean something else."""
        return self.word in _WEAK and (self.number is None or len(self.word) == 1)


def fold(label: str) -> str:
    """Return the label as printed, with white space folded, marks of direction and the trailing colon off."""
    return " ".join(label.translate(_DIRECTIONS).split()).rstrip(" :\uff1a").strip()


@lru_cache(maxsize=4_096)
def recognise(label: str) -> Known | None:
    """Return what a label of a known kind means (``interviewr`` → Interviewer), or None for a plain name."""
    plain = _plain(fold(label))
    match = _NUMBERED.fullmatch(plain) or _OF_MARKS.fullmatch(plain)
    if match is None:
        return _named_role(fold(label), plain)
    word, misspelt = _known_word(match["word"])
    again = match["again"]
    if word is None and match.re is _OF_MARKS:
        return _named_role(fold(label), plain)
    number = number_of(match["number"]) if match["number"] else None
    if word is None or (again and number_of(again) != number):
        return None
    odd = misspelt or bool(again)
    name = name_of(word, number) if odd else _as_printed(fold(label), match["number"])
    return Known(word, number, name, _ROLES[word], odd)


def _as_printed(label: str, number: str | None) -> str:
    """``Interviewer1`` is Interviewer 1, ``INTERVIEWER`` Interviewer; ``P07`` and ``Enquêtrice`` stay."""
    label = label.removesuffix("(e)")
    word = label.removesuffix(number).rstrip() if number else label
    if word.isascii() and word.replace(" ", "").isalpha() and len(word) > 1 and len(word) > _LONGEST_ID:
        word = word if not word.isupper() and word[0].isupper() else word.title()
        return f"{word} {number_of(number)}" if number else word
    if number is None and word[:1].islower() and len(word) > _LONGEST_ID:
        return word[0].upper() + word[1:]
    return label if len(word) > 1 else label.upper()


def _plain(label: str) -> str:
    """Lower case, no accents, without the other gender: ``Interviewé(e)`` → ``interviewe``."""
    letters = unicodedata.normalize(
        "NFKD", _GENDERED.sub("", label.casefold()).replace("ı", "i").replace("ł", "l")
    ).translate(_APOSTROPHES)
    return (
        "".join(letter for letter in letters if not unicodedata.combining(letter)).strip().removesuffix(".")
    )


_ROLES: dict[str, Role] = {_plain(word): role for role, words in WORDS.items() for word in words}


def _known_word(word: str) -> tuple[str | None, bool]:
    """Return the known word meant by ``word``, and whether it was misspelt."""
    if word in _ROLES:
        return word, False
    if word in _NO_PERSON:
        return None, False
    close = [known for known in _OFTEN_MISTYPED if OSA.distance(word, known, score_cutoff=2) <= _slips(word)]
    return (min(close, key=lambda known: OSA.distance(word, known)), True) if close else (None, False)


def _slips(word: str) -> int:
    """How many slips of the finger are forgiven: two in a long word, or every short one would match."""
    return 2 if len(word) >= len("interview") and word.startswith("int") else 1


def name_of(word: str, number: int | None) -> str:
    """Return how a person of a known kind is called: ``Interviewer 2``, ``R2``."""
    name = word.title()
    if number is None:
        return name
    return f"{name}{number}" if len(word) == 1 else f"{name} {number}"


def _named_role(label: str, plain: str) -> Known | None:
    """``Ann (interviewer)`` and ``Interviewer (Ann)`` name the person and the role."""
    match = re.fullmatch(r"([^()]+) \(([^()]+)\)", plain)
    for part in match.groups() if match else ():
        word = re.sub(r" ?\d+$", "", part.strip())
        if word in _ROLES and word not in _WEAK:
            return Known(word, None, label, _ROLES[word], odd=False)
    return None
