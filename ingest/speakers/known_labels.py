"""Labels of a known kind, in English and French, as people write and mistype them: ``interviewr``, ``R2``."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from ingest.model import Role

_WORDS: dict[Role, tuple[str, ...]] = {
    "interviewer": (
        "interviewer", "intervieweur", "intervieweuse", "moderator", "moderateur", "moderatrice",
        "facilitator", "animateur", "animatrice", "researcher", "chercheur", "chercheuse",
        "enqueteur", "enquetrice", "host", "question", "q", "i", "m",
    ),
    "interviewee": (
        "interviewee", "interviewe", "participant", "participante", "respondent", "repondant", "repondante",
        "informant", "enquete", "enquetee", "guest", "invite", "invitee", "answer", "reponse", "r", "p", "a",
    ),
    "other": (
        "speaker notes", "author", "commenter", "narrator", "observer", "translator", "interpreter",
        "interprete", "audience", "everyone", "all",
    ),
    "unknown": (
        "speaker", "unknown speaker", "unknown", "unidentified speaker", "person", "voice",
        "locuteur", "locutrice", "locuteur inconnu", "inconnu",
    ),
}  # fmt: skip
_ROLES: dict[str, Role] = {word: role for role, words in _WORDS.items() for word in words}
_SPELT = {
    "interviewe": "Interviewé",
    "enquete": "Enquêté",
    "enquetee": "Enquêtée",
    "speaker notes": "Speaker notes",
}
_OFTEN_MISTYPED = ("interviewer", "interviewee", "intervieweur", "moderator", "participant", "respondent")
_NO_PERSON = frozenset(
    """
    interview interviews interviewed interviewing interviewers interviewees participants
    """.split()  # noqa: SIM905 - words read best as words
)
_WEAK = frozenset(
    """
    q a i r p m question answer reponse host guest invite invitee person voice unknown all everyone
    audience enquete researcher author
    """.split()  # noqa: SIM905 - words read best as words
)
"""Words that open ordinary sentences too: a label only where it comes back."""

_NUMBERED = re.compile(r"(?P<word>[a-z]+(?: [a-z]+)?) ?[#n°.]{0,2} ?(?P<number>\d{1,3})?(?P<again> \d{1,3})?")


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
    """Return the label as printed, with white space folded and the trailing colon off."""
    return " ".join(label.split()).rstrip(" :\uff1a").strip()


@lru_cache(maxsize=4_096)
def recognise(label: str) -> Known | None:
    """Return what a label of a known kind means (``interviewr`` → Interviewer), or None for a plain name."""
    plain = _plain(fold(label))
    match = _NUMBERED.fullmatch(plain)
    if match is None:
        return _named_role(fold(label), plain)
    word, misspelt = _known_word(match["word"])
    again = match["again"]
    if word is None or (again and int(again) != int(match["number"] or -1)):
        return None
    number = int(match["number"]) if match["number"] else None
    return Known(word, number, name_of(word, number), _ROLES[word], odd=misspelt or bool(again))


def _plain(label: str) -> str:
    """Lower case, no accents, no brackets for the feminine: ``Interviewé(e)`` → ``interviewe``."""
    letters = unicodedata.normalize("NFKD", label.casefold().replace("(e)", ""))
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).strip()


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
    name = _SPELT.get(word, word.title())
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
