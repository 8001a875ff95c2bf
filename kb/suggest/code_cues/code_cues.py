"""The cues of a code on trial: how often each fires rightly, and which words could be cues as well."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

from sqlmodel import Session

from kb.db.spacing import without_gaps
from kb.queries import names
from kb.queries.codebook.refused_cues import refused_cues
from kb.suggest.code_cues.evidence import Candidate, CodedTexts, choose
from kb.suggest.code_cues.names import name_test
from kb.suggest.code_cues.read import read
from kb.suggest.cues import Cues
from kb.suggest.tokens import tokens

Verdict = Literal["", "unused", "misleading"]


@dataclass(frozen=True, slots=True)
class CueUse:
    """A cue of a code, or words that could be one (``is_proposed``).

    It fires in ``paragraphs`` paragraphs of coded interviews; ``coded`` of these carry the code, in
    ``interviews`` interviews. A cue is *unused* if it is in no document at all, coded or not.
    """

    cue: str
    paragraphs: int
    coded: int
    interviews: int
    verdict: Verdict = ""
    is_proposed: bool = False


@dataclass(frozen=True, slots=True)
class CodeCues:
    """The cues of a code and what is proposed; the code is in ``coded`` of ``paragraphs`` paragraphs.

    These are all paragraphs of the coded interviews that are looked at (``interviews``, at most 40).
    """

    code: str
    cues: tuple[CueUse, ...]
    proposed: tuple[CueUse, ...]
    paragraphs: int
    coded: int
    interviews: int


def code_cues(session: Session, name: str) -> CodeCues:
    """Return what the cues of a code are worth, and words of its passages that could be cues.

    Nothing is proposed that is a name, or that a person has refused for this code.

    Raises:
        UnknownNameError: there is no such code.
    """
    code = names.code(session, name)
    found = read(session, names.spellings(session, [code.id or 0]))
    texts = found.texts
    has_cues = [cue for cue in code.cues if tokens(cue)]
    silent = [cue for cue in has_cues if not texts.count(tuple(tokens(cue))).paragraphs]
    elsewhere = _standing(silent, found.elsewhere()) if silent else set()
    phrases = [tuple(tokens(cue)) for cue in has_cues]
    refused = [tuple(tokens(cue)) for cue in refused_cues(session, code.name)]
    is_name = name_test(session, found.said, texts.places)
    return CodeCues(
        code.name,
        tuple(_use(texts, cue, elsewhere=cue in elsewhere) for cue in has_cues),
        tuple(map(_proposed, choose(texts, phrases, refused, is_name))),
        len(texts.coded),
        int(texts.coded.sum()),
        len(set(texts.interview_of.tolist())),
    )


def _use(texts: CodedTexts, cue: str, *, elsewhere: bool) -> CueUse:
    count = texts.count(tuple(tokens(cue)))
    verdict: Verdict = "misleading" if texts.misleads(count) else ""
    if not count.paragraphs and not elsewhere:
        verdict = "unused"
    return CueUse(cue, count.paragraphs, count.coded, count.interviews, verdict=verdict)


def _proposed(each: Candidate) -> CueUse:
    count = each.count
    cue = without_gaps(" ".join(each.phrase))
    return CueUse(cue, count.paragraphs, count.coded, count.interviews, is_proposed=True)


def _standing(cues: Collection[str], said: Iterable[str]) -> set[str]:
    """Those of some cues that stand in texts."""
    sought = Cues(dict(enumerate([cue] for cue in cues)))
    first = {cue[0] for cue in sought.listed}
    near = [text for text in said if any(word in text.lower() for word in first)]
    standing = {cue for found in sought.found([tokens(text) for text in near]) for cue in found}
    return {cue for cue in cues if tuple(tokens(cue)) in standing}
