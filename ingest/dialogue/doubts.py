"""What a person should look at: labels that prove too little, words without a speaker, lines left out."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import PurePath

from ingest.dialogue.blocks import Block
from ingest.dialogue.explain import Explanation, explain
from ingest.dialogue.explain.explanation import remembered
from ingest.dialogue.explain.likeness import is_caseless
from ingest.dialogue.explain.unproved import times_that_rise, unproved_labels
from ingest.dialogue.labels import is_certain, possible
from ingest.dialogue.printed.apart import names_an_interview
from ingest.dialogue.printed.examinations import who_examines
from ingest.dialogue.printed.lines import nobody_says
from ingest.dialogue.read_otherwise import of_the_day, words_before_colons
from ingest.dialogue.turns import Reading
from ingest.dialogue.within import Within, labels_within
from ingest.digits import number_of
from ingest.model import Problem, Severity

_FROM = re.compile(r"(?:from|von|de|da|van|från|fra|od|от|kimden)\s?:\s+\S.{0,80}", re.IGNORECASE)
_SHOWN = 3
_SHOWN_OF_LINE = 40
_LABELLED = re.compile(r"[^\W\d_][^:.,;?!]{0,30}:\s+\S")
_FEWEST_LEADS = 4
_COUNTED = re.compile(r"([^\W\d_]{1,12})[ .]?(\d{1,3})\.?(?:[ .)]+[^\W\d].*)?")
_SEVERAL = 2
_SHARE_ASKED = 0.25
_MOSTLY_ANSWERED = 0.6
_ASKS = re.compile(r"[?\uff1f\u061f\u037e][\"'\u201d\u2019»)\]]*$")
_DASH = re.compile(r"[-\u2013\u2014][ \u00a0]*(?=\S)")
_FEW_BLOCKS = 4
"""Of a short file every fourth line is enough to ask, however few they are."""

DIALOGUE_QUESTION = "is the file a dialogue?"
"""How a problem ends that asks a person to decide how a file is read."""


def question(
    path: PurePath, blocks: Sequence[Block], *, place: str = "line", explanation: Explanation | None = None
) -> tuple[Problem, ...]:
    """Ask whether a file that was read as text is a dialogue, where labels come back but prove nothing.

    The blocks are without line numbers; ``explanation`` is who speaks where in these very blocks, if known.
    """
    explanation = remembered(explanation, blocks) or explain(blocks)
    labels = explanation.labels
    heads = [block for block in blocks if _FROM.match(block.content)]
    if len(heads) >= _SHOWN and not explanation.certain:
        message = f"{len(heads)} lines name a sender; the messages are read as text without speakers"
        return (Problem(path, f"line {heads[0].number}", message, "warning"),)
    fewest = len(labels) + 1 if _FEW_BLOCKS * len(explanation.leads) >= len(blocks) else _FEWEST_LEADS
    if explanation.certain:
        return ()
    if len(explanation.leads) < max(fewest, len(labels) + 1):
        return signs_of_a_dialogue(path, blocks, place)
    shown = ", ".join(repr(label) for label in labels[:_SHOWN]) + (", …" if len(labels) > _SHOWN else "")
    repeated = "one label is" if len(labels) == 1 else f"{len(labels)} labels are"
    message = f"{repeated} repeated ({shown}); {DIALOGUE_QUESTION}"
    return (Problem(path, f"{place} {blocks[min(explanation.leads)].number}", message, "warning"),)


def signs_of_a_dialogue(path: PurePath, blocks: Sequence[Block], place: str = "line") -> tuple[Problem, ...]:
    """Ask where a text has no labels in a place that is read, and may be a dialogue all the same."""
    return (
        _of_another_script(path, blocks, place)
        or labelled_within(path, blocks, place)
        or labelled_elsewhere(path, blocks, place)
        or quoted_and_answered(path, blocks, place)
        or _timed(path, blocks, place)
        or unlabelled_questions(path, blocks, place)
    )


def unlabelled_questions(path: PurePath, blocks: Sequence[Block], place: str = "line") -> tuple[Problem, ...]:
    """Tell of questions and longer answers in turns without a label: italics, or nothing, tell who speaks."""
    asked = [index for index, block in enumerate(blocks) if _ASKS.search(block.content)]
    answered = sum(
        index + 1 < len(blocks)
        and index + 1 not in asked
        and len(blocks[index + 1].content) > len(blocks[index].content)
        for index in asked
    )
    dashed = [_DASH.match(block.content) is not None for block in blocks]
    if _SHARE_ASKED * sum(dashed) <= sum(dashed[index] for index in asked) <= sum(dashed) - _SEVERAL and sum(
        dashed
    ) >= max(_FEWEST_LEADS, _MOSTLY_ANSWERED * len(blocks)):
        message = f"{sum(dashed)} paragraphs begin with a dash, and some ask; the text has no speakers"
        return (Problem(path, f"{place} {blocks[dashed.index(True)].number}", message, "warning"),)
    numbered = any(block.content[0].isdecimal() or block.heading for block in blocks if block.content)
    few = len(asked) < _FEWEST_LEADS or len(asked) < _SHARE_ASKED * len(blocks)
    if few or numbered or answered < _MOSTLY_ANSWERED * len(asked):
        return ()
    message = f"{len(asked)} paragraphs are questions without a label; the text has no speakers"
    return (Problem(path, f"{place} {blocks[asked[0]].number}", message, "warning"),)


def quoted_and_answered(path: PurePath, blocks: Sequence[Block], place: str = "line") -> tuple[Problem, ...]:
    """Ask where quoted lines and others take turns: answers in a letter between the questions of another."""
    quoted = [block.content.startswith(">") for block in blocks]
    answered = sum(before and not after for before, after in pairwise(quoted))
    if answered < _SHOWN or 2 * _FEW_BLOCKS * answered < len(blocks):
        return ()
    message = f"{answered} quoted passages are followed by an answer; {DIALOGUE_QUESTION}"
    return (Problem(path, f"{place} {blocks[quoted.index(True)].number}", message, "warning"),)


def labelled_within(path: PurePath, blocks: Sequence[Block], place: str = "line") -> tuple[Problem, ...]:
    """Ask where labels come back behind the sentences of paragraphs, but prove nothing."""
    labels = labels_within(blocks)
    if not labels:
        return ()
    shown = ", ".join(map(repr, labels[:_SHOWN])) + (", …" if len(labels) > _SHOWN else "")
    message = f"labels come back within paragraphs ({shown}); {DIALOGUE_QUESTION}"
    return (Problem(path, f"{place} {blocks[0].number}", message, "warning"),)


def labelled_elsewhere(path: PurePath, blocks: Sequence[Block], place: str = "line") -> tuple[Problem, ...]:
    """Ask where labels come back in a place that is not read, such as behind the words."""
    labels = unproved_labels(blocks)
    if not labels:
        return ()
    shown = ", ".join(map(repr, labels[:_SHOWN])) + (", …" if len(labels) > _SHOWN else "")
    message = f"{len(labels)} names or words come back beside the text ({shown}); {DIALOGUE_QUESTION}"
    return (Problem(path, f"{place} {blocks[0].number}", message, "warning"),)


def _timed(path: PurePath, blocks: Sequence[Block], place: str) -> tuple[Problem, ...]:
    """Ask where times come back at the beginnings of paragraphs, and no label was found."""
    found = times_that_rise(blocks)
    if not found:
        return ()
    message = f"{len(found)} paragraphs have a time, and none has a speaker; {DIALOGUE_QUESTION}"
    return (Problem(path, f"{place} {blocks[found[0]].number}", message, "warning"),)


def _of_another_script(path: PurePath, blocks: Sequence[Block], place: str) -> tuple[Problem, ...]:
    """Ask where short lines in a script without capitals stand above words that have them, each only once."""
    apart = [
        block
        for block, below in pairwise(blocks)
        if is_caseless(block.content) and not is_caseless(below.content) and possible(block.content)
    ]
    if len(apart) < _SEVERAL or _FEW_BLOCKS * len(apart) < len(blocks):
        return ()
    shown = ", ".join(repr(block.content) for block in apart[:_SHOWN])
    lines = f"{len(apart)} lines are in another script than the words below them"
    message = f"{lines} ({shown}); {DIALOGUE_QUESTION}"
    return (Problem(path, f"{place} {apart[0].number}", message, "warning"),)


def problems(
    path: PurePath, blocks: Sequence[Block], explanation: Explanation, reading: Reading, place: str
) -> tuple[Problem, ...]:
    """Tell of what was read: labels that may be none, words without a speaker, lines left out."""

    def at(index: int) -> str:
        return f"{place} {blocks[index].number}"

    found = [
        Problem(path, at(index), f"no text after the label {explanation.leads[index].label!r}", "warning")
        for index in reading.silent
    ]
    found += [
        Problem(path, at(index), f"{label!r} occurs only once as a label; is it a speaker?", "warning")
        for index, label in explanation.once.items()
        if not is_certain(label) and explanation.grammar in {"colon", "sign", "line", "dot"}
    ]
    found += [
        Problem(path, at(index), f"{label!r} may be a speaker; the text after it has no speaker", "warning")
        for index, label in explanation.unsure.items()
    ]
    found += _counted(path, explanation, at)
    if lost := [index for index in reading.unlabelled if index not in explanation.unsure]:
        count = "a paragraph has" if len(lost) == 1 else f"{len(lost)} paragraphs have"
        found.append(Problem(path, at(lost[0]), f"{count} no speaker where the others have one", "warning"))
    if asides := reading.asides:
        count = (
            "a paragraph in brackets or between dashes has"
            if len(asides) == 1
            else f"{len(asides)} paragraphs in brackets or between dashes have"
        )
        found.append(Problem(path, at(asides[0]), f"{count} no speaker", "note"))
    found += _apart(path, blocks, reading, at)
    if examiners := who_examines(explanation.leads, blocks):
        shown = ", ".join(map(repr, examiners))
        kept = all(explanation.leads[index].key.rstrip(".") == "q" for index in examiners.values())
        named = "" if kept else "named after "
        what = f"'Q' is {named}who examines, as lines above say: {shown}"
        found.append(Problem(path, at(min(examiners.values())), what, "note"))
    found += of_the_day(path, blocks, explanation, at)
    found += words_before_colons(path, blocks, explanation, reading, at)
    if reading.left_out:
        found.append(_left_out(path, blocks, reading.left_out, at))
    return tuple(found)


def _counted(path: PurePath, explanation: Explanation, at: Callable[[int], str]) -> Iterator[Problem]:
    """Tell of labels that count up and stand once each: they may number what one person asks."""
    counts = Counter(lead.key for lead in explanation.leads.values())
    runs: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for index, lead in explanation.leads.items():
        if counts[lead.key] == 1 and (match := _COUNTED.fullmatch(lead.label)):
            runs[match[1]].append((index, number_of(match[2])))
    for run in runs.values():
        if len(run) >= _SHOWN and all(after[1] == before[1] + 1 for before, after in pairwise(run)):
            shown = ", ".join(repr(explanation.leads[index].label) for index, _ in run[:_SHOWN])
            message = f"{len(run)} labels count up and stand once each ({shown}); are they different people?"
            yield Problem(path, at(run[0][0]), message, "warning")


def _apart(
    path: PurePath, blocks: Sequence[Block], reading: Reading, at: Callable[[int], str]
) -> Iterator[Problem]:
    """Tell of lines that begin a part or are a chat's own; in another interview a label may be another's."""
    interviews = [index for index in sorted(reading.apart.parts) if names_an_interview(blocks[index].content)]
    if interviews:
        shown = blocks[interviews[0]].content[:_SHOWN_OF_LINE]
        message = f"{shown!r} stands between turns; from there on a label may be another person's"
        yield Problem(path, at(interviews[0]), message, "warning")
    kinds: Sequence[tuple[frozenset[int], str, Severity]] = (
        (reading.apart.parts - set(interviews), "begins a part", "note"),
        (reading.apart.notices, "is a chat's own", "note"),
        (reading.apart.headings, "may be a heading", "warning"),
        (reading.apart.notes, "may be a note", "warning"),
        (reading.apart.timed, "has a time but no label", "warning"),
    )
    for found, what, severity in kinds:
        if found:
            first = min(found)
            shown = blocks[first].content[:_SHOWN_OF_LINE]
            message = f"a line that {what} has no speaker, such as {shown!r}"
            yield Problem(path, at(first), message, severity)


def told_within(path: PurePath, within: Within, place: str) -> Iterator[Problem]:
    """Tell of labels within paragraphs, and what became of them."""
    blocks, leads = within.blocks, within.explanation.leads
    begun = [
        (index, block.content)
        for index, block in enumerate(blocks)
        if block.offset and (block.speaker is not None or index in leads)
    ]
    kinds: Sequence[tuple[Sequence[tuple[int, str]], str, str, Severity]] = (
        (begun, "a turn begins within a paragraph", "turns begin within paragraphs", "note"),
        (
            within.interjected,
            "a remark in brackets names a speaker and stays there",
            "remarks in brackets name a speaker and stay there",
            "note",
        ),
        (within.inside, "a label stands within a sentence", "labels stand within sentences", "warning"),
    )
    for found, one, many, severity in kinds:
        if found:
            (first, shown), count = found[0], len(found)
            what = one if count == 1 else f"{count} {many}"
            at = f"{place} {blocks[first].number}"
            yield Problem(path, at, f"{what}, such as {shown[:_SHOWN_OF_LINE]!r}", severity)


def _left_out(
    path: PurePath, blocks: Sequence[Block], left_out: Sequence[int], at: Callable[[int], str]
) -> Problem:
    shown = ", ".join(repr(blocks[index].content[:60]) for index in left_out[:_SHOWN])
    more = f" and {len(left_out) - _SHOWN} more" if len(left_out) > _SHOWN else ""
    count = "one line" if len(left_out) == 1 else f"{len(left_out)} lines"
    lines = (blocks[index].content for index in left_out)
    may_be_said = any(_LABELLED.match(line) and not nobody_says(line) for line in lines)
    return Problem(
        path,
        at(left_out[0]),
        f"{count} left out as not spoken: {shown}{more}",
        "warning" if may_be_said else "note",
    )


def in_order(problem: Problem) -> int:
    """Return the number of a problem's place, to sort by."""
    return int(problem.location.rsplit(" ", 1)[-1])
