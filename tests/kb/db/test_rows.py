"""Many rows are stored with few statements: SQLite writes its full text anew after each of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlmodel import Session, func, select

from kb.db import engine as db
from kb.db.rows import insert_rows
from kb.db.tables import Document, Paragraph


def test_many_paragraphs_are_stored_with_a_few_statements(tmp_path: Path) -> None:
    engine = db.open_for_writing(tmp_path / "catalog.db")
    said: list[str] = []

    def listen(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        said.append(statement)

    with Session(engine) as session:
        about = {"sort_key": "a", "length": 0, "sha256": "", "displayed_from": "", "display_reason": ""}
        document = Document(name="Interview 1", kind="interview", **about)
        session.add(document)
        session.flush()
        event.listen(engine, "before_cursor_execute", listen)
        rows = (
            {"document_id": document.id, "position": n, "start": 0, "end": 1, "text": "a", "audio_start": 1.5}
            for n in range(6000)
        )
        insert_rows(session, Paragraph, rows)
        event.remove(engine, "before_cursor_execute", listen)
        assert session.exec(select(func.count()).where(Paragraph.audio_start == 1.5)).one() == 6000
    assert len(said) < 10
    engine.dispose()
