"""A project of any size in the catalog, from what ``synthetic_project.py`` of the shared bench kit writes."""

from __future__ import annotations

import json
import subprocess
import sys
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from ingest.passes import Pass
from ingest.transcript import Draft, Speaker, TaggedSpan, Transcript, lay_out
from ingest.versions import Interview, SourceRef
from kb.database import open_for_writing, transaction
from kb.store.interviews import save
from kb.store.sorting import apply_taxonomy
from kb.taxonomy import Taxonomy, parse_taxonomy

KIT = Path(__file__).parent.parent.parent / "shared" / "bench" / "synthetic_project.py"
_GAP = "\n\n"


def generate(folder: Path, *, docs: int, codings: int) -> None:
    """Write the synthetic project, unless it is there already."""
    if not (folder / "project.json").exists():
        command = [sys.executable, str(KIT), str(folder), "--docs", str(docs), "--codings", str(codings)]
        subprocess.run(command, check=True)  # noqa: S603  the kit's own script


def build(folder: Path, database: Path) -> int:
    """Store a synthetic project and return how many codings it has."""
    project = json.loads((folder / "project.json").read_text())
    taxonomy = _taxonomy(project)
    engine = open_for_writing(database)
    with transaction(engine) as session:
        apply_taxonomy(session, taxonomy, who="bench")
    by_document = defaultdict(list)
    for document, code, start, end, coder in project["codings"]:
        by_document[document].append((project["codes"][code]["name"], start, end, coder))
    for number, name in enumerate(project["docs"]):
        text = (folder / "docs" / name).read_text()
        interview = _interview(name, text, by_document[number])
        with transaction(engine) as session:
            save(session, interview, paths={name: name}, taxonomy=taxonomy, who="bench")
    engine.dispose()
    return len(project["codings"])


def _interview(name: str, text: str, codings: list[tuple[str, int, int, str]]) -> Interview:
    pieces = text.split(_GAP)
    paragraphs, _ = lay_out(
        Draft(piece.partition(": ")[2], speaker=piece.partition(": ")[0]) for piece in pieces
    )
    speakers = tuple(
        Speaker(label, "interviewer" if label == "Interviewer" else "interviewee", (label,))
        for label in dict.fromkeys(each.speaker or "" for each in paragraphs)
    )
    transcript = Transcript(name.removesuffix(".txt"), paragraphs, speakers=speakers)
    passes = tuple(
        Pass(coder, "coder", False, tuple(_tags(pieces, transcript, codings, coder)), False, (Path(name),))  # noqa: FBT003
        for coder in sorted({each[3] for each in codings})
    )
    return Interview(
        transcript.title,
        transcript,
        Path(name),
        "the only one",
        (),
        passes,
        (),
        (),
        (SourceRef(Path(name), name),),
    )


def _tags(
    pieces: list[str], transcript: Transcript, codings: list[tuple[str, int, int, str]], coder: str
) -> Iterator[TaggedSpan]:
    """The codings of one coder, cut at paragraphs, and without the labels that are no words here."""
    words = [len(piece.partition(": ")[0]) + 2 for piece in pieces]
    starts = [0]
    for piece in pieces:
        starts.append(starts[-1] + len(piece) + len(_GAP))
    for code, start, end, who in codings:
        number = bisect_right(starts, start) - 1
        while who == coder and number < len(pieces) and starts[number] < end:
            paragraph = transcript.paragraphs[number]
            begin = max(0, start - starts[number] - words[number])
            stop = min(len(paragraph.text), end - starts[number] - words[number])
            if begin < stop:
                yield TaggedSpan(code, paragraph.start + begin, paragraph.start + stop, number, "exact")
            number += 1


def _taxonomy(project: dict[str, list[dict[str, str]]]) -> Taxonomy:
    """Every group of codes as an issue."""
    entry = "{kind: issue, definition: Bench., cues: [one, two, three]}"
    codes = "\n".join(f"  {each['name']}: {entry}" for each in project["codes"])
    groups = defaultdict(list)
    for each in project["codes"]:
        groups[each["parent"]].append(each["name"])
    issues = "\n".join(
        f"  {name.lower().replace(' ', '-')}: "
        f"{{title: {name}, statement: Bench., aspect: any, stages: [any], codes: [{', '.join(members)}]}}"
        for name, members in groups.items()
    )
    shelves = "stages: {any: {title: Any, about: Any.}}\naspects: {any: {title: Any, about: Any.}}"
    return parse_taxonomy(f"{shelves}\ncodes:\n{codes}\nissues:\n{issues}\nfixes: {{}}\n", Path("bench.yaml"))
