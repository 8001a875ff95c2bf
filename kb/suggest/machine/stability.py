"""How steady a machine codes: the same passages asked about again, in other ways that mean the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from kb.queries.comparison.machine_runs import Stability
from kb.suggest.machine.task import Answer, Task, UnusableAnswerError

Coder = Callable[[Task], Answer]
"""Somebody who codes what is asked."""
_Pair = tuple[int, int]


def stability(coder: Coder, tasks: Sequence[Task]) -> Stability:
    """Ask about each of some passages four times, and return how alike the answers are.

    A pair is a paragraph and a code that it carries. Codes are compared by their definitions, which stay what
    they are when the codebook is reordered and names are swapped. An answer that is of no use has no codings.

    Raises:
        UnusableAnswerError: the first answers are all of no use.
    """
    answers = [_answer(coder, task) for task in tasks]
    unusable = [each for each in answers if isinstance(each, UnusableAnswerError)]
    if unusable and len(unusable) == len(answers):
        raise unusable[0]
    first = _pairs(answers)

    def asked(some: Iterable[Task]) -> set[_Pair]:
        return _pairs([_answer(coder, task) for task in some])

    return Stability(
        again=_alike(first, asked(tasks)),
        reordered=_alike(first, asked(each.reordered() for each in tasks)),
        renamed=_alike(first, asked(each.renamed() for each in tasks)),
        paragraphs=sum(len(each.paragraphs) for each in tasks),
        pairs=len(first),
    )


def _answer(coder: Coder, task: Task) -> Answer | UnusableAnswerError:
    try:
        return coder(task)
    except UnusableAnswerError as error:
        return error


def _pairs(answers: Sequence[Answer | UnusableAnswerError]) -> set[_Pair]:
    usable = (each for each in answers if isinstance(each, Answer))
    return {(coding.paragraph, coding.place) for each in usable for coding in each.codings}


def _alike(one: set[_Pair], other: set[_Pair]) -> float | None:
    """F1 of two sets of pairs; None where both are empty."""
    if not one and not other:
        return None
    return round(2 * len(one & other) / (len(one) + len(other)), 3)
