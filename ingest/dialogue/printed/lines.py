"""Lines that nobody says: what programs print above, below and between the turns of a transcript."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise

from ingest.dialogue.blocks import Block
from ingest.dialogue.leads import Lead, only_time
from ingest.digits import number_of

_PROGRAMS = (
    r"otter\.ai|noscribe|atrain|whisper\w*|rev(?:\.com)?|trint|descript|fireflies|fathom|zoom|teams|webex"
    r"|riverside|sonix|happy ?scribe|amberscript|f4x?|f4transkript|grain|tl;?dv|notta|google|microsoft|gemini"
    r"|assemblyai|deepgram|temi|gotranscript"
)
_HOW = r"(?:computer[- ]|machine[- ]|auto\w*[- ]|ai[- ])?"
_MADE = r"transcribed|captioned|captions|subtitles|generated|created|produced|exported|powered|recorded|made"
_TEXT = r"(?:this\ )?(?:editable\ )?(?:transcript(?:ion)?|text)"
_WHAT = r"(?:the\ )?(?:transcript(?:ion)?|recording|transcribing|interview|audio|file|tape|meeting|call)"
_MACHINE = r"(?:computer\w*|machine|maschinell|autom[aá]t\w+|ordinateur|ordenador|computador)"
_ERRORS = r"(?:fehler|errors?|erreurs|errores|errori|erros|fouten)"
_AFTER = r"(?:after|nach|après|de|após|dopo|na|po|через)"
_MEETING = (
    r"meeting|call|besprechung|anruf|videoanruf|(?:la\ |fin\ de\ la\ )?réunion|(?:la\ )?reunión"
    r"|(?:a\ )?reunião|(?:la\ )?riunione|vergadering|spotkanie|встреча"
)
_LINE = re.compile(
    rf"""
    {_TEXT}\ (?:was\ |is\ )?{_HOW}(?:generated|created|produced)\b.*
    | {_HOW}(?:{_MADE}|transcript(?:ion)?)\ (?:by|with|using|from|via):?\ .{{1,80}}
    | (?:transkribiert|erstellt|erzeugt|aufgenommen)\ (?:mit|von|durch)\ .{{1,80}}
    | (?:transcrit|généré|créé|enregistré)e?\ (?:par|avec)\ .{{1,80}}
    | (?:transcrito|generado|gerado|creado|trascritto|generato)\ (?:por|con|com|da)\ .{{1,80}}
    | .{{0,40}}\btran?s[ck]\w{{4,12}}\b.{{0,40}}\b{_MACHINE}\b.{{0,40}}\b{_ERRORS}\b.{{0,90}}
    | (?:{_MEETING})\b.{{0,30}}\ {_AFTER}\ \d{{1,2}}:\d\d:\d\d(?:\ ?\U0001f44b)?
    | transcri(?:pt|ption)\ (?:for|of)\ \S.{{0,120}}
    | .{{0,80}}\b(?:started|stopped|paused|resumed|began|ended)\ {_WHAT}\.?
    | \[?{_WHAT}\ (?:ended|started|stopped|paused|resumed|begins|starts|ends)\b.{{0,40}}
    | \[?(?:end|start|beginning)\ of\ {_WHAT}\.?\]?
    | \[?(?:ende|beginn|anfang)\ (?:der|des|vom)\ (?:transkripts?|aufnahme|interviews?|gesprächs)\.?\]?
    | \[?(?:fin|début)\ (?:de\ la\ |de\ l['’]|du\ )(?:transcription|enregistrement|entretien)\.?\]?
    | view\ recording\b.*
    | (?:audio|media|video|source)[ -]?(?:file|datei|fichier)?\s*:\s*\S.*\.\w{{2,4}}
    | (?:{_PROGRAMS})\ ?(?:vers(?:ion)?\.?\ ?[\d.]+|v[\d.]+|[\d.]+)?
    | -{{3,}} | _{{3,}} | \*{{3,}} | ={{3,}}
    | page\ \d+(?:\ (?:of|/)\ \d+)? | seite\ \d+(?:\ von\ \d+)? | -\ ?\d{{1,4}}\ ?-
    """,
    re.IGNORECASE | re.VERBOSE,
)
_END = re.compile(
    r"[\[(*]*(?:end of (?:the )?(?:transcript(?:ion)?|recording|interview|audio|tape)"
    r"|(?:transcript(?:ion)?|recording|interview|audio|tape) (?:ends|ended|stops|stopped)"
    r"|ende (?:der|des|vom) (?:transkripts?|aufnahme|interviews?|gesprächs)"
    r"|fin (?:de la |de l['’]|du )(?:transcription|enregistrement|entretien)"
    r"|(?:fin|final) (?:de la |da |del? |do )(?:transcripción|grabación|entrevista|transcrição|gravação)"
    r"|fine (?:della |dell['’])(?:trascrizione|registrazione|intervista))\b.{0,40}",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"(?:(?:\w+ )?(?:ende|end(?:ed|s|ing)?|concluded|closed|schluss|beendet|fin|terminé|terminad[oa]"
    r"|finalizad[oa]|fine|concluso|koniec|конец|окончено)(?: (?:time|at|um|à|a las|alle|der|de)\b.{0,20})?"
    r"|(?:end|ending|closing|finish) time|time (?:ended|concluded|finished)|heure de fin"
    r"|hora de (?:fin|término)|ora di fine)[ \t]*[:.\uff1a]?[ \t]*(?:\w+ )?\d{1,2}[:.h]\d{2}\b.{0,20}",
    re.IGNORECASE,
)
"""A fact about the recording below the last turn: ``Ende: 10:25 Uhr``, ``Interview concluded at 11.42``."""

_DURATION = re.compile(
    r"(?:\d{1,2} ?h(?:ours?)? ?)?(?:\d{1,3} ?m(?:in(?:utes)?)? ?)?(?:\d{1,2} ?s(?:ec(?:onds)?)?)?"
)
_ASIDE = re.compile(
    r"[-\u2013\u2014=~]{2,}[ \t]*[^-\u2013\u2014=~\s].*[^-\u2013\u2014=~\s][ \t]*[-\u2013\u2014=~]{2,}"
    r"|\[[^\[\]]+\]\.?|\([^()]+\)\.?|\(\([^()]+\)\)|\{[^{}]+\}\.?|\u3010[^\u3010\u3011]+\u3011"
    r"|\uff08[^\uff08\uff09]+\uff09|\uff3b[^\uff3b\uff3d]+\uff3d"
)
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_LETTERS_OF_ASIDE = 5
_WORDS_OF_ASIDE = 2
_LONGEST = 160
_TWICE = 2
_FIRST_PAGES = 3
_DIGITS = re.compile(r"\d{1,6}")


def nobody_says(text: str) -> bool:
    """Whether a line was printed by a program: ``Transcribed by https://otter.ai``, ``Page 3 of 12``."""
    line = text.strip().strip("*_ ")
    if not line or len(line) > _LONGEST:
        return False
    if _LINE.fullmatch(line) or (line[0] == "(" and line[-1] == ")" and _LINE.fullmatch(f"[{line[1:-1]}]")):
        return True
    return is_duration(line)


def is_duration(text: str) -> bool:
    """Whether a line is nothing but how long something took: ``43 min``, ``1h 2m 3s``."""
    line = text.strip().strip("*_ ")
    return line[:1].isdecimal() and _DURATION.fullmatch(line) is not None


def is_aside(text: str) -> bool:
    """Whether a paragraph is in brackets or between dashes: ``[Doorbell. He goes to open it.]``.

    It is by who wrote the talk down. One word, such as ``[laughs]``, is about whoever speaks; between dashes
    it is not (``--- end ---``).
    """
    if _ASIDE.fullmatch(text.strip()) is None:
        return False
    if text.strip()[0] in "-\u2013\u2014=~":
        return True
    words = sum(any(map(str.isalnum, word)) for word in text.split())
    return words >= _WORDS_OF_ASIDE or len(_UNSPACED.findall(text)) >= _LETTERS_OF_ASIDE


def after_the_end(blocks: Sequence[Block], leads: Collection[int]) -> int:
    """Return the first block below a line such as ``[End of recording]`` that no turn follows.

    A line that says when it ended, ``Ende: 10:25 Uhr``, is the first of those that nobody says.
    """
    last = max(leads, default=0)
    for index in range(last + 1, len(blocks)):
        if len(blocks[index].text) > _LONGEST:
            continue
        if _END.fullmatch(blocks[index].content):
            return index + 1
        if blocks[index].after_blank and _CLOSING.fullmatch(blocks[index].content):
            return index
    return len(blocks)


def without_what_is_said(
    again: dict[str, list[int]], leads: Mapping[int, Lead], blocks: Sequence[Block]
) -> dict[str, list[int]]:
    """Leave out lines that come back mostly right below a label on a line of its own: they are answers."""
    said = {_below(index, blocks) for index, lead in leads.items() if lead.alone}
    return {
        shape: lines
        for shape, lines in again.items()
        if _TWICE * sum(index in said for index in lines) <= len(lines)
    }


def _below(index: int, blocks: Sequence[Block]) -> int:
    """Return the block below a label; times on lines of their own are passed over."""
    index += 1
    while index < len(blocks) and only_time(blocks[index]) is not None:
        index += 1
    return index


def running_heads(blocks: Sequence[Block], leads: Mapping[int, Lead]) -> set[int]:
    """Return the blocks that pages print again and again: numbers that count up, and lines beside them.

    A line without a label that comes back is one where a page's number stands in it or next to it.
    """
    again: dict[str, list[int]] = defaultdict(list)
    for index, block in enumerate(blocks):
        if index not in leads and len(block.text) <= _LONGEST:
            again[_DIGITS.sub("#", block.content)].append(index)
    again = without_what_is_said(again, leads, blocks)
    numbers = set(_counting_up(again.get("#", ()), blocks))
    pages = numbers | {
        index for lines in again.values() for index in lines if nobody_says(blocks[index].content)
    }
    for shape, lines in again.items():
        if len(lines) < _TWICE or shape == "#":
            continue
        beside = sum(index - 1 in pages or index + 1 in pages or index == 0 for index in lines)
        counted = "#" in shape and len(lines) > _TWICE and len(_counting_up(lines, blocks)) == len(lines)
        if beside == len(lines) or counted:
            numbers.update(lines)
    return numbers


def _counting_up(lines: Sequence[int], blocks: Sequence[Block]) -> Sequence[int]:
    """Return the lines if a number in each is one more than that in the line before: ``Page 2 of 9``."""
    rows = [[number_of(each) for each in _DIGITS.findall(blocks[index].content)] for index in lines]
    counts = any(
        all(after == before + 1 for before, after in pairwise(column)) and column[0] <= _FIRST_PAGES
        for column in zip(*rows, strict=True)
    )
    return lines if counts and len(lines) >= _TWICE else ()
