"""A small study of another field, made as a newcomer would: nurses on a ward, barriers, facilitators."""

from __future__ import annotations

from pathlib import Path

from command_line import run
from sqlmodel import Session, select

from kb.db import engine as db
from kb.db.tables import Document, Paragraph
from kb.store.coding.codings import add_coding

WORDS = """\
words:
  issue: {singular: barrier, plural: barriers}
  fix: {singular: facilitator, plural: facilitators}
  stage: {singular: phase, plural: phases}
  aspect: {singular: outcome, plural: outcomes}
"""
TAXONOMY = f"""\
study:
  name: Nurses on a ward
{WORDS}stages:
  day: {{title: Day shift, about: From six to two.}}
  night: {{title: Night shift, about: From ten to six.}}
aspects:
  safety: {{title: Safety of patients, about: Nobody comes to harm.}}
  health: {{title: Health of nurses, about: Nobody burns out.}}
codes:
  Short shifts:
    kind: issue
    definition: Use when too few people are on a shift.
  Noise:
    kind: issue
  Handover:
    kind: fix
    definition: Use for what one shift tells the next.
issues:
  staffing:
    title: Too few people
    statement: There are fewer people on a shift than there should be.
    aspect: safety
    stages: [night, day]
    codes: [Short shifts]
  noise:
    title: A loud ward
    statement: It is never quiet.
    aspect: health
    stages: [night]
    codes: [Noise]
fixes:
  handover:
    title: Written handover
    statement: What the next shift must know is written down.
    mitigates: [staffing]
    codes: [Handover]
"""
TRANSCRIPTS = {
    "ward-1.txt": (
        "Interviewer: What makes a shift hard?\n"
        "Nurse: We are two when we should be four. Nobody comes when we call, and it is never quiet.\n"
        "Interviewer: And what helps?\n"
        "Nurse: The handover on paper. Since we have it, nothing is forgotten at night.\n"
    ),
    "ward-2.txt": (
        "Interviewer: What makes a shift hard?\n"
        "Nurse: The alarms. You hear them when you are asleep at home. And there are too few of us.\n"
        "Interviewer: And what helps?\n"
        "Nurse: We write down what the next shift must know and read it together.\n"
    ),
}
CODED = (
    ("Mara", "ward-1", 1, "Short shifts"),
    ("Mara", "ward-1", 1, "Noise"),
    ("Mara", "ward-1", 3, "Handover"),
    ("Jon", "ward-2", 1, "Short shifts"),
    ("Jon", "ward-2", 1, "Noise"),
    ("Jon", "ward-2", 3, "Handover"),
    ("Jon", "ward-2", 3, "Reading together"),  # which no codebook has
)
"""Who coded which paragraph of which document as what."""


def transcripts(folder: Path) -> Path:
    """Write the transcripts into a new folder and return it."""
    folder.mkdir()
    for name, text in TRANSCRIPTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def study(folder: Path, *, taxonomy: str | None = TAXONOMY, is_coded: bool = True) -> Path:
    """Make the study in a folder by commands and return its catalog; without a taxonomy, as a code tree."""
    catalog = folder / "catalog.db"
    if taxonomy is None:
        must("init", "Nurses on a ward", "--database", str(catalog))
    else:
        (folder / "taxonomy.yaml").write_text(taxonomy, encoding="utf-8")
    must("ingest", str(transcripts(folder / "interviews")), "--database", str(catalog))
    if is_coded:
        engine = db.open_for_writing(catalog)
        with db.transaction(engine) as session:
            for coder, document, position, code in CODED:
                code_paragraph(session, coder, document, position, code)
        engine.dispose()
    return catalog


def must(*words: str) -> str:
    """Run a command that must succeed, and return what it prints."""
    answer = run(*words)
    assert answer.code == 0, answer.err
    return answer.out


def code_paragraph(session: Session, coder: str, document: str, position: int, code: str) -> None:
    """Code a whole paragraph, as the page Code does."""
    of = session.exec(select(Document).where(Document.name == document)).one()
    query = select(Paragraph).where(Paragraph.document_id == of.id, Paragraph.position == position)
    paragraph = session.exec(query).one()
    add_coding(session, document=of, coder=coder, code=code, start=paragraph.start, end=paragraph.end)
