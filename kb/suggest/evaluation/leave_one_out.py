"""Each coded interview is left out in turn: what is suggested for it is learnt from the others alone.

Weights, the threshold, similar passages and how common a code is come from the other interviews. While these
are learnt from, each of them is in turn judged by the rest. Of the interview left out only its text is used,
as in life: it is there before anybody codes.

*Blind* says that cues count only where the name and the definition of the code hold their words, or where
they stand in a passage of another interview with that code. So a cue that was read off the interview left
out, and off no other, is worth nothing.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from sqlmodel import Session

from kb.analysis.suggestion_quality.measures import Quality, Rated, quality
from kb.analysis.suggestion_quality.people import coder_pairs, with_moderator
from kb.errors import KbError
from kb.queries import names
from kb.suggest.evaluation.baselines import by_meaning, most_frequent
from kb.suggest.knowledge import codes_to_suggest
from kb.suggest.learning.corpus import Corpus
from kb.suggest.learning.features import Training
from kb.suggest.learning.learn import Learnt, judge, learn
from kb.suggest.learning.read import CodedInterview, coded_interviews

MOST = 60
"""Interviews that are evaluated at most: what is kept for each pair of them grows with their square."""
_FEWEST = 2


class TooFewInterviewsError(KbError):
    """An evaluation of a catalog in which there is nothing to leave out."""

    def __init__(self, many: int) -> None:
        super().__init__(
            f"suggestions are evaluated on two coded interviews or more; this catalog has {many or 'none'}"
        )


class NotCodedError(KbError):
    """A document to evaluate in which nothing is coded."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"nothing to compare with in {name!r}: it has no codings with codes that may be suggested"
        )


@dataclass(frozen=True, slots=True)
class ModeQuality:
    """How good suggestions are in one mode; ``blind``: without cues that nothing else supports."""

    blind: bool
    overall: Quality
    families: dict[str, Quality]
    interviews: dict[str, Quality]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How good suggestions are on interviews left out in turn, and what else they can be compared with.

    ``pairs`` are pairs of a paragraph and a code, ``codes`` those that people gave. ``seconds`` is what all
    of it took, ``memory_mb`` the most memory that the process had; None where the system does not tell.
    """

    modes: tuple[ModeQuality, ...]
    most_frequent: Quality
    names_and_definitions: Quality
    coder_coder: Quality
    coder_moderator: Quality
    interviews: tuple[str, ...]
    left_out: int
    pairs: int
    codes: int
    resamples: int
    seed: int
    seconds: float
    memory_mb: float | None


def evaluate(
    session: Session,
    *,
    documents: Sequence[str] = (),
    modes: Sequence[bool] = (True, False),
    resamples: int = 1000,
    seed: int = 0,
) -> Evaluation:
    """Evaluate suggestions on every coded interview, or on some; ``modes`` says whether each is blind.

    Raises:
        KbError: there is no such document, nothing is coded in it, or fewer than two interviews are coded.
    """
    begin = time.perf_counter()
    codes = codes_to_suggest(session)
    places = {each: place for place, code in enumerate(codes) for each in code.ids}
    everything = coded_interviews(session, places)
    if len(everything) < _FEWEST:
        raise TooFewInterviewsError(len(everything))
    wanted = _wanted(session, documents, everything)
    read = _spread(everything, wanted)
    corpus = Corpus(codes, [each.interview for each in read])
    scored = [number for number, each in enumerate(read) if not wanted or each.document in wanted]

    def measured(rated: Sequence[Rated]) -> Quality:
        return quality(rated, resamples=resamples, seed=seed)

    learnt = {number: learn(corpus, _others(corpus, number)) for number in scored}
    rated = {
        blind: [_rated(corpus, number, learnt[number], blind=blind) for number in scored] for blind in modes
    }
    names_of = [read[number].document for number in scored]
    tables = [[coder.table(len(read[n].texts), len(codes)) for coder in read[n].coders] for n in scored]
    moderated = [
        work.table(len(read[n].texts), len(codes)) if (work := read[n].moderated) else None for n in scored
    ]
    gold = [corpus.gold[corpus.rows_of(number)] for number in scored]
    return Evaluation(
        modes=tuple(
            ModeQuality(
                blind,
                measured(rated[blind]),
                _by_family(corpus, rated[blind], measured),
                _by_interview(names_of, rated[blind]),
            )
            for blind in modes
        ),
        most_frequent=measured([most_frequent(corpus, n, _others(corpus, n)) for n in scored]),
        names_and_definitions=measured([by_meaning(corpus, n, _others(corpus, n)) for n in scored]),
        coder_coder=measured(coder_pairs(tables)),
        coder_moderator=measured(with_moderator(moderated, tables)),
        interviews=tuple(names_of),
        left_out=len(everything) - len(read),
        pairs=int(sum(each.sum() for each in gold)),
        codes=int(np.any([each.any(axis=0) for each in gold], axis=0).sum()),
        resamples=resamples,
        seed=seed,
        seconds=round(time.perf_counter() - begin, 1),
        memory_mb=_memory(),
    )


def _wanted(session: Session, documents: Sequence[str], coded: Sequence[CodedInterview]) -> set[str]:
    found = {names.document(session, each).name for each in documents}
    for name in sorted(found - {each.document for each in coded}):
        raise NotCodedError(name)
    return found


def _spread(interviews: list[CodedInterview], wanted: set[str]) -> list[CodedInterview]:
    """Interviews evenly taken from all, as many as are evaluated at most, with those that are wanted."""
    step = len(interviews) / min(len(interviews), MOST)
    taken = {interviews[int(n * step)].document for n in range(min(len(interviews), MOST))} | wanted
    return [each for each in interviews if each.document in taken]


def _others(corpus: Corpus, interview: int) -> list[int]:
    return [each for each in corpus.coded if each != interview]


def _rated(corpus: Corpus, interview: int, learnt: Learnt, *, blind: bool) -> Rated:
    gold = corpus.gold[corpus.rows_of(interview)]
    training = Training(tuple(_others(corpus, interview)), blind=blind)
    judged = judge(corpus, interview, learnt, training, given=gold)
    return Rated(gold, judged.likely >= learnt.threshold, judged.scores, judged.so_far, judged.anything)


def _by_family(
    corpus: Corpus, rated: Sequence[Rated], measured: Callable[[Sequence[Rated]], Quality]
) -> dict[str, Quality]:
    """What concerns the codes of each family; their ranks are those among all codes."""
    found: dict[str, Quality] = {}
    named = [code.family or "no family" for code in corpus.codes]
    for family in sorted(set(named)):
        inside = np.array([each == family for each in named])
        some = [Rated(each.gold & inside, each.chosen & inside, each.scores, each.so_far) for each in rated]
        if any(each.gold.any() for each in some):
            found[family] = measured(some)
    return found


def _by_interview(named: Sequence[str], rated: Sequence[Rated]) -> dict[str, Quality]:
    """Each interview by itself: there is nothing to draw from, so there are no intervals."""
    return {name: quality([each], resamples=0, seed=0) for name, each in zip(named, rated, strict=True)}


def _memory() -> float | None:
    """The most memory that this process had, in megabytes; None where the system does not tell."""
    try:
        import resource  # noqa: PLC0415  only where there is one
    except ImportError:
        return None
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(most / (1024 * 1024 if sys.platform == "darwin" else 1024), 1)
