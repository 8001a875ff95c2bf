"""The pages Read and Code without a browser, and what of a coder is in the catalog that they show."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from coding_events import coding_event
from sqlmodel import Session, select
from streamlit.testing.v1 import AppTest

from kb.db import engine as db
from kb.db.tables import Code, Coder, Coding, CodingPass, Document, UnplacedCoding

TWO = "Interview 2"


class Page:
    """A page without a browser; events are what the component would send."""

    def __init__(self, run: Callable[..., AppTest]) -> None:
        self._run = run
        self.test = run()

    def do(self, what: str, **event: Any) -> None:
        self.test.session_state["sent"] = coding_event(self.data, what, **event)
        self.test.run()
        self.test.run()  # the stand-in sends when it is drawn; what came of it is drawn now

    @property
    def data(self) -> dict[str, Any]:
        shown: dict[str, Any] = self.test.session_state["shown"]
        return shown

    @property
    def answer(self) -> dict[str, Any]:
        """What came of the last event."""
        answer: dict[str, Any] = self.data["answers"][-1]
        return answer

    @property
    def html(self) -> str:
        """All the HTML of the bar and the columns."""
        return "".join(json.loads(each.proto.json)["html"] for each in self.test.get("bidi_component"))


@contextmanager
def reading() -> Iterator[Session]:
    engine = db.open_for_reading()
    with db.reading(engine) as session:
        yield session
    engine.dispose()


def unplaced() -> list[int | None]:
    with reading() as session:
        return list(session.exec(select(UnplacedCoding.id)))


def lose(document: str, coder: str, code: str, words: str, *, memo: str | None = None) -> None:
    """Let a coder's pass have a coding whose words are not in the text, as an ingest does."""
    engine = db.open_for_writing()
    with db.transaction(engine) as session:
        of = session.exec(select(Document).where(Document.name == document)).one()
        work = session.exec(
            select(CodingPass).join(Coder).where(CodingPass.document_id == of.id, Coder.name == coder)
        ).one()
        meant = session.exec(select(Code).where(Code.name == code)).one()
        session.add(
            UnplacedCoding(
                document_id=of.id,
                pass_id=work.id,
                code_id=meant.id,
                words=words,
                reason="its words are not in the current text",
                memo=memo,
            )
        )
    engine.dispose()


def stored(coder: str = "Mara") -> list[tuple[int, int]]:
    with reading() as session:
        query = (
            select(Coding.start, Coding.end)
            .join(CodingPass)
            .join(Coder)
            .where(Coder.name == coder)
            .order_by(Coding.start)  # type: ignore[arg-type]
        )
        return list(session.exec(query))
