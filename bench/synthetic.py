"""A project of any size in the catalog, from what ``synthetic_project.py`` of the shared bench kit writes."""

from __future__ import annotations

import json
import subprocess
import sys
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

from sqlalchemy import insert
from sqlmodel import Session, select

from ingest.merge import Interview, SourceRef
from ingest.merge.passes import Pass
from ingest.model import Draft, Speaker, TaggedSpan, Transcript, lay_out
from kb.codebook.taxonomy import Taxonomy, parse_taxonomy
from kb.db.engine import open_for_writing, transaction
from kb.db.tables import Code, Coder, Coding, CodingPass, Document, Paragraph
from kb.store.codebook.apply_taxonomy import apply_taxonomy
from kb.store.ingest.interviews import save

KIT = Path(__file__).parent.parent.parent / "shared" / "bench" / "synthetic_project.py"
_GAP = "\n\n"


def generate(folder: Path, *, docs: int, codings: int, codes: int = 60) -> None:
    """Write the synthetic project, unless it is there already."""
    if not (folder / "project.json").exists():
        sizes = {"--docs": docs, "--codings": codings, "--codes": codes}
        command = [
            sys.executable,
            str(KIT),
            str(folder),
            *(str(each) for pair in sizes.items() for each in pair),
        ]
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


def lay_as_is(folder: Path, database: Path) -> int:
    """Put a synthetic project into a catalog exactly as it is written, and return how many codings it has.

    :func:`build` goes through the store, which joins what one coder coded twice; totals that are compared
    with those of other tools need every coding at its place. A line of the text is a paragraph.
    """
    project = json.loads((folder / "project.json").read_text())
    engine = open_for_writing(database)
    with transaction(engine) as session:
        apply_taxonomy(session, _taxonomy(project), who="bench")
        codes = {name: id_ for id_, name in session.exec(select(Code.id, Code.name))}
        code_ids = [codes[each["name"]] for each in project["codes"]]
        coders = [Coder(name=name) for name in project["coders"]]
        session.add_all(coders)
        session.flush()
        coder_ids = {each.name: each.id for each in coders}
        by_document = defaultdict(list)
        for document, code, start, end, coder in project["codings"]:
            by_document[document].append((code_ids[code], start, end, coder_ids[coder]))
        for number, name in enumerate(project["docs"]):
            _lay_document(session, number, (folder / "docs" / name).read_text(), by_document[number])
    engine.dispose()
    return len(project["codings"])


def _lay_document(session: Session, number: int, text: str, codings: list[tuple[int, int, int, int]]) -> None:
    name = f"Interview {number}"
    document = Document(
        name=name,
        sort_key=f"{number:08}",
        kind="interview",
        length=len(text),
        sha256="",
        displayed_from=name,
        display_reason="the only one",
    )
    session.add(document)
    session.flush()
    lines = text.split("\n")
    starts = list(accumulate((len(line) + 1 for line in lines), initial=0))
    paragraphs = [
        {
            "document_id": document.id,
            "position": place,
            "start": begin,
            "end": begin + len(line),
            "text": line,
        }
        for place, (begin, line) in enumerate(zip(starts, lines, strict=False))
    ]
    session.execute(insert(Paragraph), paragraphs)
    passes = {
        coder: CodingPass(document_id=document.id, coder_id=coder, role="coder")
        for coder in {each[3] for each in codings}
    }
    session.add_all(passes.values())
    session.flush()
    rows = [
        {
            "document_id": document.id,
            "pass_id": passes[coder].id,
            "code_id": code,
            "start": start,
            "end": end,
            "first_paragraph": bisect_right(starts, start) - 1,
            "last_paragraph": bisect_right(starts, end - 1) - 1,
            "extent": "exact",
            "origin": "imported",
        }
        for code, start, end, coder in codings
    ]
    if rows:
        session.execute(insert(Coding), rows)
