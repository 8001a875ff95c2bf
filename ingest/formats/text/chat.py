"""CHAT, the transcripts of TalkBank and CLAN (``.cha``): main lines, who they are, and when.

::

    @Participants:	INV Ilse Investigator, PAR Tam Participant
    *INV:	who lit the lamp ? 0_1500

A main line is a paragraph of the person whose code stands before it; lines that begin with a tab go on with
it. Marks of time leave the words, all other signs of the transcription stay. Dependent lines (``%mor``,
``%com``) are left out and counted. A person's role is the one that the header gives.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from ingest.digits import number_of
from ingest.formats import Claim, Format
from ingest.formats.parts.text.lines import numbered
from ingest.model import Draft, Parsed, Problem, Role, Speaker, Transcript, lay_out
from ingest.source import Source
from ingest.speakers import recognise, speakers_of

_HEAD = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:@UTF8\b|@Begin\b|@Font:|@PID:)")
_LINE = re.compile(r"(?P<kind>[*@%])(?P<name>[^:\t\n]{1,40}):?[ \t]*(?P<words>.*)", re.DOTALL)
_TIMES = re.compile(r"[\x15\u2022](?:%snd:\"[^\"]*\"_)?(\d+)_(\d+)-?[\x15\u2022]?")
_FACTS = {"Date", "Location", "Situation", "Languages", "Media", "Transcriber", "Comment", "Activities"}


@dataclass
class _Line:
    """A line with those that go on with it, and where it stands."""

    number: int
    parts: list[str] = field(default_factory=list)


def sniff(source: Source) -> Claim:
    """Certain by the marks at the top, which nothing else has; its bullets are control characters."""
    if not _HEAD.match(source.data):
        return Claim.NO
    return Claim.CERTAIN if b"@Begin" in source.data[:2_000] and b"\n*" in source.data else Claim.NO


def parse(source: Source) -> Parsed:
    """Read the main lines; never raises for bad data."""
    text = source.data.decode("utf-8-sig", errors="replace").replace("\r\n", "\n").replace("\r", "\n")
    problems: list[Problem] = []
    drafts: list[Draft] = []
    facts: list[tuple[str, str]] = []
    roles: dict[str, Role] = {}
    left_out: Counter[str] = Counter()
    for line in _lines(text, source, problems):
        found = _LINE.fullmatch(" ".join(line.parts))
        if found is None:
            message = f"no speaker before {line.parts[0].strip()[:60]!r}; the text has no speaker"
            problems.append(Problem(source.path, f"line {line.number}", message, "warning"))
            drafts.append(_said(" ".join(line.parts), None))
        elif found["kind"] == "*":
            drafts.append(_said(found["words"], found["name"].strip()))
        elif found["kind"] == "%":
            left_out[f"%{found['name']}"] += 1
        elif found["name"] == "Participants":
            roles = _roles(found["words"])
        elif found["name"] in _FACTS and found["words"].strip():
            facts.append((found["name"].lower(), " ".join(found["words"].split())))
    if left_out:
        shown = ", ".join(f"{count} {name}" for name, count in left_out.most_common(6))
        problems.append(Problem(source.path, "", f"dependent lines left out: {shown}", "note"))
    paragraphs, tags = lay_out(draft for draft in drafts if draft.text)
    if not paragraphs:
        return Parsed(source.path, None, (*problems, Problem(source.path, "", "the file contains no speech")))
    people = tuple(_with_role(person, roles) for person in speakers_of(paragraphs))
    transcript = Transcript(source.path.stem, paragraphs, tags, people, attributes=tuple(facts))
    return Parsed(source.path, transcript, tuple(problems))


def _lines(text: str, source: Source, problems: list[Problem]) -> Iterator[_Line]:
    line: _Line | None = None
    ended = False
    for number, words in numbered(text):
        if words.startswith("@End"):
            ended = True
            break
        if not words.strip() or words.startswith(("@UTF8", "@Begin")):
            continue
        if words.startswith("\t") and line is not None:
            line.parts.append(words.strip())
            continue
        if line is not None:
            yield line
        line = _Line(number, [words])
    if line is not None:
        yield line
    if not ended:
        message = "the transcript has no @End; its last lines may be missing"
        problems.append(Problem(source.path, "", message, "warning"))


def _said(words: str, speaker: str | None) -> Draft:
    marks = [(number_of(match[1]) / 1000, number_of(match[2]) / 1000) for match in _TIMES.finditer(words)]
    text = " ".join(_TIMES.sub(" ", words).replace("\x15", " ").split())
    return Draft(
        text,
        speaker,
        audio_start=marks[0][0] if marks else None,
        audio_end=marks[-1][1] if marks else None,
    )


def _roles(listed: str) -> dict[str, Role]:
    """Return the role of each code: ``PAR Tam Participant`` answers."""
    found: dict[str, Role] = {}
    for each in listed.split(","):
        words = each.split()
        known = recognise(words[-1].replace("_", " ")) if len(words) > 1 else None
        if known is not None:
            found[words[0]] = known.role
        elif len(words) > 1 and words[-1] == "Investigator":
            found[words[0]] = "interviewer"
    return found


def _with_role(person: Speaker, roles: dict[str, Role]) -> Speaker:
    role = next((roles[label] for label in person.labels if label in roles), person.role)
    return replace(person, role=role)


FORMAT = Format("chat", "CHAT (CLAN, TalkBank)", frozenset({".cha"}), sniff, parse)
