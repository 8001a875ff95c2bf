"""From cues to paragraphs: captions and the segments of a speech recogniser, each with its times.

Captions break where the screen is full, people break where a thought ends. Cues of one voice are joined until
the voice changes, nobody speaks for two seconds, or a sentence ends after a few lines of text. Who speaks is
what the form says (a voice tag, a field), or else the labels in the words say, found as everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath

from ingest.chosen import wanted
from ingest.dialogue.blocks import Block
from ingest.dialogue.explain import Explanation, explanations
from ingest.dialogue.joining import joined, joint
from ingest.dialogue.labels import is_certain, is_opener
from ingest.dialogue.leads import leads
from ingest.dialogue.transcript import stream
from ingest.model import Draft, Parsed, Problem, Transcript, lay_out
from ingest.speakers import odd_labels, speakers_of

_MOSTLY = 0.95
_FURTHEST = 120
_SHARE_NUMBERED = 0.1
_TIME = r"[\[(]?\d{1,3}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?[\])]?"
_BEFORE_LABEL = re.compile(rf"\s*(?:{_TIME}\s*)?[\[(<]?\s*")
_BEHIND_LABEL = re.compile(rf"\s*[\])>]?\s*(?:{_TIME}\s*)?[:\uff1a]\s*(?:{_TIME}\s*)?")
_NUMBERED = re.compile(r"\s*\[?\d{1,2}\]?\s*[:\uff1a]\s+\S")
_SOMEBODY_ELSE = re.compile(r"\s*(?:>>+|&gt;&gt;)\s*(?![>\s]|$)")
_DASH = re.compile(r"\s*[-\u2013\u2014\u2010]\s*(?=[^\s\d-])")


def read_cues(
    path: PurePath,
    cues: list[Block],
    *,
    title: str | None = None,
    place: str = "line",
    problems: Iterable[Problem] = (),
) -> Parsed:
    """Read cues as a dialogue; the text of a cue may have several lines.

    Args:
        path: the file, for its problems and, without another title, its name.
        cues: blocks with times and, where the form names them, speakers; the list is emptied on the way, so
            that a huge file is not held twice.
        title: the title the format knows.
        place: what the cues' numbers count.
        problems: what the format noticed.
    """
    drafts, apart, noticed = _voiced(path, cues, place)
    paragraphs, tags = lay_out(joined(drafts, apart))
    if not paragraphs:
        return Parsed(path, None, (*problems, Problem(path, "", "the captions contain no text")))
    transcript = Transcript(title or path.stem, paragraphs, tags, speakers_of(paragraphs))
    return Parsed(path, transcript, (*problems, *noticed, *odd_labels(path, paragraphs)))


def _voiced(path: PurePath, cues: list[Block], place: str) -> tuple[Iterator[Draft], set[int], list[Problem]]:
    """Give every cue its voice; a cue in which two people speak becomes two.

    Returns the stretches, those that begin a paragraph although their voice has no name (known of each when
    it comes), and the problems.
    """
    voices = {cue.speaker.casefold(): cue.speaker for cue in cues if cue.speaker is not None}
    if voices:
        for index, cue in enumerate(cues):
            cues[index] = _own_label_off(_on_one_line(cue), voices)
        bare = _without_voice(path, cues, place)
        spoken, problems = stream(path, cues, place=place, explanation=Explanation())
        return (draft for _, draft in spoken), set(), [*problems, *bare]
    lines, anew = _lines(cues)
    found = explanations(lines)
    if any(not line.after_blank for line in lines):
        count = len(lines)
        lines, anew = _merged(lines, anew, _surest(found, lines))
        if len(lines) < count:
            found = explanations(lines)
    explanation = _surest(found, lines)
    doubts = (
        _unnamed(path, lines, anew - explanation.leads.keys(), place)
        if explanation.leads
        else _perhaps(path, found, lines, place)
    )
    del found
    spoken, problems = stream(path, lines, place=place, explanation=explanation)
    apart: set[int] = set()
    return _given_to_nobody(spoken, anew, explanation, apart), apart, [*problems, *doubts]


def _without_voice(path: PurePath, blocks: Sequence[Block], place: str) -> list[Problem]:
    bare = [block for block in blocks if block.speaker is None and block.content]
    if not bare:
        return []
    count = "one passage has" if len(bare) == 1 else f"{len(bare)} passages have"
    return [
        Problem(path, f"{place} {bare[0].number}", f"{count} no speaker where the others have one", "warning")
    ]


def _on_one_line(cue: Block) -> Block:
    return replace(cue, text=" ".join(cue.text.split("\n"))) if "\n" in cue.text else cue


def without_own_label(block: Block) -> Block:
    """Leave out a label that says once more who speaks, ``<v Noor>Noor: It was the ferry.``."""
    speaker = block.speaker
    if speaker is None or speaker.casefold() not in block.text[:_FURTHEST].casefold():
        return block
    text = block.text
    match = _BEFORE_LABEL.match(text)
    at = match.end() if match else 0
    if text[at : at + len(speaker)].casefold() != speaker.casefold():
        return block
    behind = _BEHIND_LABEL.match(text, at + len(speaker))
    return replace(block, start=behind.end()) if behind and behind.end() < len(text.rstrip()) else block


def _own_label_off(cue: Block, voices: Mapping[str, str]) -> Block:
    """Leave out the own label; a cue without a tag has the voice its label names."""
    if cue.speaker is not None:
        return without_own_label(cue)
    for lead in leads(cue):
        label = lead.label.casefold()
        if label in voices and lead.grammar in {"colon", "bracket", "timed"} and not lead.alone:
            return replace(cue, start=lead.words, speaker=voices[label])
    return cue


def _lines(cues: list[Block]) -> tuple[list[Block], set[int]]:
    """Return the lines of the cues as blocks, and which of them a mark gives to somebody else."""
    found: list[Block] = []
    anew: set[int] = set()
    cues.reverse()
    while cues:
        cue = cues.pop()
        lines = [line for line in cue.text.split("\n") if line.strip()]
        dashes = sum(1 for line in lines if _DASH.match(line)) > 1
        for number, line in enumerate(lines):
            mark = _SOMEBODY_ELSE.match(line) or (_DASH.match(line) if dashes else None)
            if mark:
                anew.add(len(found))
            whole = not mark and line == cue.text and cue.after_blank
            text = line[mark.end() :] if mark else line
            found.append(cue if whole else replace(cue, text=text, after_blank=number == 0))
    return found, anew


def _surest(found: Sequence[Explanation], blocks: Sequence[Block]) -> Explanation:
    """Return what explains the captions beyond doubt, or as a person chose; else they name nobody."""
    if wanted().grammar is not None:
        return max(found, key=lambda each: each.score, default=Explanation())
    sure = [each for each in found if _is_sure(each) and _fits(each, blocks)]
    best = max(sure, key=lambda each: each.score, default=Explanation())
    remarks = {index for index, lead in best.leads.items() if is_opener(lead.label)}  # ``Note: go on``
    return replace(
        best,
        leads={index: lead for index, lead in best.leads.items() if index not in remarks},
        once={index: label for index, label in best.once.items() if index not in remarks},
    )


def _perhaps(
    path: PurePath, found: Sequence[Explanation], blocks: Sequence[Block], place: str
) -> list[Problem]:
    """Tell of labels that come back too rarely to be believed."""
    fit = [each for each in found if each.leads and _fits(each, blocks)]
    best = max(fit, key=lambda each: each.score, default=None)
    numbered = [block for block in blocks if _NUMBERED.match(block.text)]
    if len(numbered) > max(1, _SHARE_NUMBERED * len(blocks)):
        message = "the numbers before a colon may be speakers; the text has no speaker"
        return [Problem(path, f"{place} {numbered[0].number}", message, "warning")]
    if best is None or len(best.labels) == len(best.leads):
        return []
    at = min(best.leads)
    message = f"{best.leads[at].label!r} may be a speaker; the text after it has no speaker"
    return [Problem(path, f"{place} {blocks[at].number}", message, "warning")]


def _is_sure(explanation: Explanation) -> bool:
    return explanation.certain or all(map(is_certain, explanation.labels))


def _fits(explanation: Explanation, blocks: Sequence[Block]) -> bool:
    """A label on a line of its own stands above words of the same cue: a short cue is no label."""
    if explanation.grammar == "dot":
        return False
    alone = [index for index, lead in explanation.leads.items() if lead.alone]
    if explanation.grammar != "line" and len(alone) < len(explanation.leads):
        return True
    above = [
        index
        for index in alone
        if blocks[index].after_blank and index + 1 < len(blocks) and not blocks[index + 1].after_blank
    ]
    return len(above) >= _MOSTLY * len(alone)


def _merged(lines: Sequence[Block], anew: set[int], explanation: Explanation) -> tuple[list[Block], set[int]]:
    """Join the lines of a cue, but for those that begin somebody's turn."""
    found: list[Block] = []
    marked: set[int] = set()
    after_label = False
    for index, line in enumerate(lines):
        lead = explanation.leads.get(index)
        if index in anew:
            marked.add(len(found))
        if line.after_blank or lead or index in anew or index in explanation.unsure or after_label:
            found.append(line)
        else:
            found[-1] = replace(found[-1], text=joint([found[-1].text, line.text]))
        after_label = lead is not None and lead.alone
    return found, marked


def _given_to_nobody(
    spoken: Iterable[tuple[int, Draft]], anew: set[int], explanation: Explanation, apart: set[int]
) -> Iterator[Draft]:
    """Take the speaker from what stands behind a mark of change without a name, up to the next label.

    The places of what begins there are put ``apart``.
    """
    unknown = False
    for index, (block, draft) in enumerate(spoken):
        unknown = block not in explanation.leads and (unknown or block in anew)
        if unknown and block in anew:
            apart.add(index)
        yield replace(draft, speaker=None) if unknown else draft


def _unnamed(path: PurePath, blocks: Sequence[Block], anew: Iterable[int], place: str) -> list[Problem]:
    bare = sorted(anew)
    if not bare:
        return []
    count = "one change of speaker" if len(bare) == 1 else f"{len(bare)} changes of speaker"
    message = f"{count} without a name; the text has no speaker"
    return [Problem(path, f"{place} {blocks[bare[0]].number}", message, "warning")]
