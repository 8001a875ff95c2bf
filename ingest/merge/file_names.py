"""What the name of a file says: which interview it is, who coded it, and whether it is the moderated copy.

    delve_pdf/codings/2023-06-04-Interview 2 - PO.pdf   Interview 2, coder PO, role coder (the folder says so)
    moderation/Interview 20 - Mouna.txt.pdf             Interview 20, coder Mouna, role moderator
    interview_07_final.docx                             Interview 7, no coder

Two names speak: the title printed in the file and the file's own name. **The title wins**: it was written by
the person who coded and travels inside the file, a file name is whatever the last copy was called. What the
title leaves open the file name may fill in, and a disagreement is reported.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePath
from typing import Literal

from ingest.model import Problem

PassRole = Literal["coder", "moderator"]


@dataclass(frozen=True, slots=True)
class Name:
    """What a file is called: the document, and who coded it in which role, as far as the names say.

    ``numbered`` tells "Interview 7" from the title of an article. ``role`` is a guess unless ``role_known``.
    """

    document: str
    coder: str | None = None
    role: PassRole = "coder"
    role_known: bool = False
    numbered: bool = False
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class _Read:
    """One of the two names, taken apart."""

    document: str
    coder: str | None = None
    role: PassRole | None = None
    numbered: bool = False


_SUFFIX = re.compile(r"(?i)\.(?:txt|pdf|docx?|md|markdown|html?|rtf|odt|vtt|srt|csv|json)$")
_DATE = re.compile(r"^(?:\d{4}[-_. ]?\d{2}[-_. ]?\d{2}|\d{2}[-_.]\d{2}[-_.]\d{4})[-_. ]+")
_NUMBERED = re.compile(
    r"(?i)^(?:transcri(?:pt|ption)s?(?: of)?[\s:-]+)?"
    r"(?:(?P<noun>interviews?|int|entretien|entrevue|participant|respondent|focus group|session|transcript)"
    r"\s*[-#.:№]*\s*|(?P<letter>p|i)(?=\d))"
    r"0*(?P<number>\d{1,4}(?:[a-z](?![^\W_]))?)(?!\d)(?P<rest>.*)$"
)
_NOUNS = {"int": "Interview", "interviews": "Interview"}
_BETWEEN = re.compile(r"\s+[-–—]+\s*|\s*[-–—]+\s+|\s*[()\[\],;:]+\s*")  # noqa: RUF001 - dashes people type
_EDGES = " -–—_.,;:()[]"  # noqa: RUF001
_NOISE = re.compile(
    r"(?i)(?:final|clean(?:ed)?|copy|copie|v\d+(?:\.\d+)*|version|rev\d*|draft|anonymi[sz]ed|redacted|of|by"
    r"|transcript(?:ion)?|coded|codings?|codes?|export(?:ed)?|print|delve|with|comments?|\d+)"
)
_MODERATED = re.compile(r"(?i)moderat|mod[ée]r|consensus|merged?\b|reconcil|adjudicat|agreed\b|harmoni[sz]ed")
_CODED = re.compile(r"(?i)^(?:codings?|coders?|coded|codages?|codeurs?|raters?|annotat\w+)\b")
_PART = re.compile(r"(?i)\b(?:part|partie|session|teil)\s*\d+\b")
_PERSON = re.compile(r"[^\W\d_][\w.'’-]*")  # noqa: RUF001
_TRAILING = re.compile(r"^(?P<document>.{2,60}?)\s*(?:\s[-–—]\s*|\()(?P<coder>[^\W\d_][\w.]{0,20})\)?$")  # noqa: RUF001
_MOST_NAMES = 3
_FOLDERS = 2
"""So many folders above a file may say what it is; those further up are somebody's home."""


def name_of(path: PurePath, title: str) -> Name:
    """Return what the printed title and the path of a file say together."""
    role, folder_coder = _from_folders(path)
    printed, filed = _read(title, role), _read(path.name, role)
    first = printed if printed.numbered or not filed.numbered else filed
    told = role or printed.role or filed.role
    return Name(
        document=first.document or filed.document or path.name,
        coder=printed.coder or filed.coder or folder_coder,
        role=told or "coder",
        role_known=told is not None,
        numbered=first.numbered,
        problems=_disagreements(path, printed, filed),
    )


def _disagreements(path: PurePath, printed: _Read, filed: _Read) -> tuple[Problem, ...]:
    found: list[str] = []
    if printed.numbered and filed.numbered and printed.document != filed.document:
        found.append(
            f"the file name says {filed.document!r}, the title printed in it {printed.document!r};"
            " taken as the title says"
        )
    if printed.coder and filed.coder and printed.coder.casefold() != filed.coder.casefold():
        found.append(
            f"the file name says that {filed.coder!r} coded it, the title printed in it {printed.coder!r};"
            " taken as the title says"
        )
    return tuple(Problem(path, "", message, "warning") for message in found)


def _from_folders(path: PurePath) -> tuple[PassRole | None, str | None]:
    """Return the role a folder above the file stands for, and the coder whose own folder lies in it."""
    folders = [parent.name for parent in path.parents if parent.name][:_FOLDERS]
    for depth, folder in enumerate(folders):
        role = _role_in(folder)
        if role:
            return role, folders[0] if depth else None
    return None, None


def _role_in(folder: str) -> PassRole | None:
    if _MODERATED.search(folder):
        return "moderator"
    return "coder" if _CODED.search(folder) else None


def _read(name: str, role: PassRole | None) -> _Read:
    """Take one name apart; behind a title without a number, a coder is named only in a folder of codings."""
    plain = _plain(name)
    match = _NUMBERED.match(plain)
    if match:
        return _numbered(match)
    trailing = _TRAILING.match(plain) if role else None
    if trailing:
        return _Read(trailing["document"].strip(_EDGES), trailing["coder"])
    return _Read(" ".join(_SUFFIX.sub("", name).split()))


def _plain(name: str) -> str:
    """Return a name without its suffixes ("Mouna.txt.pdf"), its date and its underscores."""
    while _SUFFIX.search(name):
        name = _SUFFIX.sub("", name)
    return _DATE.sub("", name.strip()).replace("_", " ").strip()


def _numbered(match: re.Match[str]) -> _Read:
    noun = (match["noun"] or match["letter"]).lower()
    number = match["number"].lower()
    label = f"{_NOUNS.get(noun, noun.capitalize())} " if match["noun"] else noun.upper()
    document = label + number
    rest = match["rest"]
    part = _PART.search(rest)
    if part:
        document, rest = f"{document} {part[0].lower()}", rest.replace(part[0], " ")
    role: PassRole | None = "moderator" if _MODERATED.search(rest) else None
    people = (_person(piece) for piece in _BETWEEN.split(rest.strip(_EDGES)))
    return _Read(document, next((person for person in people if person), None), role, numbered=True)


def _person(piece: str) -> str | None:
    """Return the name in a piece of a title: one word, or up to three capitalised ones."""
    words = [
        word
        for word in (raw.strip(_EDGES) for raw in piece.split())
        if word and not _NOISE.fullmatch(word) and not _MODERATED.match(word)
    ]
    if not 0 < len(words) <= _MOST_NAMES or not all(_PERSON.fullmatch(word) for word in words):
        return None
    return " ".join(words) if len(words) == 1 or all(word[0].isupper() for word in words) else None
