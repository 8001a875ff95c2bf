"""One transcript of 3,000 paragraphs with 2,000 codings of one coder: as long as interviews ever get."""

from __future__ import annotations

import random
from pathlib import Path

from sqlmodel import select

from kb.codebook.taxonomy import read_taxonomy
from kb.db.engine import open_for_writing, transaction
from kb.db.tables import Document
from kb.package_data import shipped_taxonomy
from kb.queries.documents import transcript
from kb.store.coding.codings import add_coding
from kb.store.ingest.files import ingest

PARAGRAPHS, CODINGS = 3_000, 2_000
TITLE = "Interview 1"
_CODES = 60
_SAID = (
    "the model drifted after the feed changed its units and nobody on the team noticed it before the weekly "
    "report because the alert was switched off while we moved the pipeline to the new cluster in spring"
)


def build(database: Path, *, coder: str) -> None:
    """Store the transcript and its codings; the same each time."""
    chance = random.Random(7)  # noqa: S311  no secret
    said = [" ".join(chance.choices(_SAID.split(), k=chance.randint(6, 60))) for _ in range(PARAGRAPHS)]
    file = database.with_name(f"{TITLE}.txt")
    file.write_text(
        "".join(f"{('Interviewer', 'Interviewee')[at % 2]}: {words}.\n\n" for at, words in enumerate(said)),
        encoding="utf-8",
    )
    ingest(database, [file], who=coder)
    codes = sorted(read_taxonomy(shipped_taxonomy()).codes)[:_CODES]
    engine = open_for_writing(database)
    with transaction(engine) as session:
        document = session.exec(select(Document)).one()
        starts = transcript.starts(session, document.name)
        for number in range(CODINGS):
            start = starts[PARAGRAPHS * number // CODINGS] + chance.randint(0, 8)
            end = start + chance.randint(12, 24)
            code = chance.choice(codes)
            add_coding(session, document=document, code=code, start=start, end=end, coder=coder)
    engine.dispose()
