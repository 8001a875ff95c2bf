"""Authored sample interviews: what was said, and who coded which words with what.

A script is a header, a line of dashes, and blocks divided by blank lines. A block is one paragraph and the
codings on it; a coding names the coder, the code and the exact words::

    title: Interview 03
    case: energy demand forecasting
    coders: Noor, Felix (empty)
    moderator: Imke
    formats: delve_pdf
    redact: Moorland Energy => Company 1; Priya => Colleague 1
    ---
    Interviewee: The weather feed changed its units overnight. Nobody told us.
      @Noor Data-unstable-provider: The weather feed changed its units overnight. Nobody told us.
      @Imke Data-unstable-provider: The weather feed … told us.
      @Noor "check the recording here": Nobody told us

    Interviewee: So we were blind.
      @Noor Data-unstable-provider:

A coding without words is a spill: the selection of the paragraph above ended at the first character of this
one. A code in quotation marks is no code but a remark, which only a Word document can show. ``(empty)``
marks a coder whose codes had not loaded when the transcript was printed; the format ``unmoderated`` leaves
out the moderated copy, as if nobody had compared the two yet.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

FORMATS = frozenset({"delve_pdf", "delve_text", "vtt", "word", "markdown", "unmoderated"})

_REQUIRED = ("title", "case", "coders", "moderator", "formats")
_TURN = re.compile(r"(?P<speaker>[^:@]{1,40}): *(?P<words>\S.*)")
_CODING = re.compile(r'@(?P<coder>\w+) +(?P<code>"[^"]+"|[^:"]+?) *: *(?P<words>.*)')
_ELISION = re.compile(r"\s*…\s*")


class ScriptError(Exception):
    """A slip in an authored script, with the file and the line where a person can mend it."""

    def __init__(self, path: Path, line: int, message: str) -> None:
        super().__init__(f"{path.name}, line {line}: {message}")


@dataclass(frozen=True, slots=True)
class Coding:
    """One code on ``text[start:end]`` of its turn; a spill is empty and stands at 0."""

    coder: str
    code: str
    start: int
    end: int
    line: int

    @property
    def is_spill(self) -> bool:
        """Whether the selection ended at the first character of this paragraph."""
        return self.start == self.end

    @property
    def is_remark(self) -> bool:
        """Whether this is a note in prose and no code."""
        return self.code.startswith('"')


@dataclass(frozen=True, slots=True)
class Turn:
    """One paragraph: who speaks, the words, and everybody's codings on them."""

    speaker: str
    text: str
    codings: tuple[Coding, ...]
    line: int

    def codes(self, coder: str) -> list[str]:
        """Return the codes this coder has on the paragraph, in the order in which Delve prints them."""
        mine = {coding.code for coding in self.codings if coding.coder == coder and not coding.is_remark}
        return sorted(mine, key=str.casefold)

    def marked(self, coder: str) -> list[tuple[int, int]]:
        """Return the stretches of words this coder marked, for whatever code, joined where they meet."""
        joined: list[tuple[int, int]] = []
        for coding in sorted(self.codings, key=lambda coding: (coding.start, coding.end)):
            if coding.coder != coder or coding.is_spill or coding.is_remark:
                continue
            if joined and coding.start <= joined[-1][1]:
                joined[-1] = (joined[-1][0], max(joined[-1][1], coding.end))
            else:
                joined.append((coding.start, coding.end))
        return joined


@dataclass(frozen=True, slots=True)
class Script:
    """One authored interview."""

    title: str
    case: str
    coders: tuple[str, ...]
    empty: frozenset[str]
    moderator: str
    formats: frozenset[str]
    redactions: tuple[tuple[str, str], ...]
    turns: tuple[Turn, ...]

    @property
    def number(self) -> int:
        """The number of the interview, from its title."""
        return int(self.title.split()[-1])

    def shown(self, coder: str) -> Script:
        """Return the interview as this coder's print-out shows it: redacted, or without the lost codes."""
        if coder in self.empty:
            return replace(self, turns=tuple(replace(turn, codings=()) for turn in self.turns))
        if coder == self.moderator:
            return replace(self, turns=tuple(self._redacted(turn) for turn in self.turns))
        return self

    def redact(self, text: str) -> str:
        """Return the text with the names in it replaced, longest name first."""
        names = dict(self.redactions)
        if not names:
            return text
        pattern = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
        return re.sub(pattern, lambda found: names[found[0]], text)

    def _redacted(self, turn: Turn) -> Turn:
        moved = tuple(
            replace(
                coding,
                start=len(self.redact(turn.text[: coding.start])),
                end=len(self.redact(turn.text[: coding.end])),
            )
            for coding in turn.codings
        )
        return replace(turn, text=self.redact(turn.text), codings=moved)


def read(path: Path) -> Script:
    """Read and check one script; a slip is a :class:`ScriptError` that says where it is."""
    lines = path.read_text(encoding="utf-8").splitlines()
    if "---" not in lines:
        raise ScriptError(path, 1, "no line of dashes ends the header")
    divider = lines.index("---")
    header = _header(path, lines[:divider])
    listed = [name.strip() for name in header["coders"].split(",")]
    coders = tuple(name.removesuffix("(empty)").strip() for name in listed)
    lost = {coder for coder, name in zip(coders, listed, strict=True) if name.endswith("(empty)")}
    script = Script(
        title=header["title"],
        case=header["case"],
        coders=coders,
        empty=frozenset(lost),
        moderator=header["moderator"],
        formats=frozenset(name.strip() for name in header["formats"].split(",")),
        redactions=_redactions(header.get("redact", "")),
        turns=tuple(_turns(path, lines, divider + 1)),
    )
    _check(path, script)
    return script


def _header(path: Path, lines: list[str]) -> dict[str, str]:
    header: dict[str, str] = {}
    for number, line in enumerate(lines, start=1):
        name, colon, value = line.partition(":")
        if line.strip() and not colon:
            raise ScriptError(path, number, "a header line is `name: value`")
        # The format's own examples carry remarks after a hash.
        header[name.strip()] = value.split("  #")[0].strip()
    for name in _REQUIRED:
        if not header.get(name):
            raise ScriptError(path, 1, f"the header has no {name!r}")
    return header


def _redactions(value: str) -> tuple[tuple[str, str], ...]:
    pairs = (pair.partition("=>") for pair in value.split(";") if pair.strip())
    return tuple((name.strip(), instead.strip()) for name, _, instead in pairs)


def _turns(path: Path, lines: list[str], first: int) -> list[Turn]:
    turns: list[Turn] = []
    for number, line in enumerate(lines[first:], start=first + 1):
        if not line.strip():
            continue
        if line.startswith("  @"):
            if not turns:
                raise ScriptError(path, number, "a coding stands before the first paragraph")
            coding = _coding(path, number, line.strip(), turns[-1].text)
            turns[-1] = replace(turns[-1], codings=(*turns[-1].codings, coding))
        elif found := _TURN.fullmatch(line.rstrip()):
            turns.append(Turn(found["speaker"], found["words"], (), number))
        else:
            raise ScriptError(path, number, "neither `Speaker: words` nor `  @Coder code: words`")
    return turns


def _coding(path: Path, number: int, line: str, text: str) -> Coding:
    found = _CODING.fullmatch(line)
    if not found:
        raise ScriptError(path, number, "a coding is `  @Coder code: the exact words`")
    start, end = _find(path, number, found["words"].strip(), text)
    return Coding(found["coder"], found["code"], start, end, number)


def _find(path: Path, number: int, words: str, text: str) -> tuple[int, int]:
    """Return where the coded words stand in their paragraph; an elision stands for all between."""
    if not words:
        return 0, 0
    head, *tails = _ELISION.split(words) if words not in text else [words]
    if text.count(head) != 1:
        raise ScriptError(path, number, f"{head!r} occurs {text.count(head)} times in the paragraph")
    start = text.index(head)
    end = start + len(head)
    for tail in tails:
        if text.count(tail, end) != 1:
            raise ScriptError(path, number, f"{tail!r} occurs {text.count(tail, end)} times after {head!r}")
        end = text.index(tail, end) + len(tail)
    return start, end


def _check(path: Path, script: Script) -> None:
    """Refuse what no export could show: unknown names and formats, spills out of nowhere, cut names."""
    if unknown := script.formats - FORMATS:
        raise ScriptError(path, 1, f"unknown formats {sorted(unknown)}")
    people = {*script.coders, script.moderator}
    above: Turn | None = None
    for turn in script.turns:
        seen: set[tuple[str, str]] = set()
        for coding in turn.codings:
            if coding.coder not in people:
                raise ScriptError(path, coding.line, f"{coding.coder} is not a coder of this interview")
            if coding.is_spill and not _runs_out(above, coding):
                raise ScriptError(path, coding.line, "the code must reach the end of the paragraph above")
            if coding.is_spill and (coding.coder, coding.code) in seen:
                raise ScriptError(path, coding.line, "a code both spills here and marks words here")
            if script.redact(turn.text[coding.start : coding.end]) != _quote_redacted(script, turn, coding):
                raise ScriptError(path, coding.line, "the coded words cut a name that is redacted")
            seen.add((coding.coder, coding.code))
        above = turn


def _runs_out(above: Turn | None, spill: Coding) -> bool:
    return above is not None and any(
        (coding.coder, coding.code, coding.end) == (spill.coder, spill.code, len(above.text))
        for coding in above.codings
    )


def _quote_redacted(script: Script, turn: Turn, coding: Coding) -> str:
    start = len(script.redact(turn.text[: coding.start]))
    end = len(script.redact(turn.text[: coding.end]))
    return script.redact(turn.text)[start:end]
