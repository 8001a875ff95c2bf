"""Whether the names in the texts are replaced by pseudonyms, for all who pass the texts on."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from kb.db.tables import Change, Document
from kb.errors import KbError
from kb.formatting import counted

NOUN = "pseudonymisation"
"""How the trail calls a run that replaced names."""
_WITH_WORDS = (
    "attribute", "code", "codebook", "correction", "document", "exchange", "memo", "named_set", "participant",
    "saved_search", "speaker", "taxonomy_file", "variable",
)  # fmt: skip
"""What the trail calls rows in which a person may have typed a name."""


@dataclass(frozen=True, slots=True)
class PseudonymStatus:
    """Which documents are pseudonymised, and which have come since; ``since`` is the day of the last run.

    ``later`` are actions since then in which words were written: nobody has looked for names in them.
    """

    documents: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    since: str | None = None
    later: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether every text is pseudonymised."""
        return bool(self.documents) and not self.others

    def require_whole(self) -> None:
        """Refuse what is to leave the catalog only with pseudonyms.

        Raises:
            KbError: not every text is pseudonymised.
        """
        if not self.is_whole:
            raise KbError(f"nothing was written: {self.sentence[0].lower()}{self.sentence[1:]}")

    @property
    def numbers(self) -> str:
        """What is published of it: how many documents, and not which."""
        if not self.documents:
            return "The texts are not pseudonymised."
        done = f"{counted(len(self.documents), 'document')} pseudonymised ({self.since})"
        if not self.others:
            return f"All texts are pseudonymised: {done}."
        return f"Not all texts are pseudonymised: {done}, {len(self.others)} not."

    @property
    def sentence(self) -> str:
        """What an export tells the person who makes it: also the names of documents that are not."""
        told = self.numbers
        if self.documents and self.others:
            some = ", ".join(repr(each) for each in self.others[:3]) + (", …" if self.others[3:] else "")
            told = f"{told[:-1]}: {some}."
        if self.later:
            told += (
                f" {counted(self.later, 'action')} since then may have names (memos, codes, cases …): "
                "run `kb pseudonymise` again."
            )
        return told


def standing_runs(session: Session) -> list[str]:
    """Return the ids of the runs that nobody has taken back, oldest first."""
    query = select(Change).where(Change.noun == NOUN, col(Change.undone).is_(False))
    rows = session.exec(query.order_by(col(Change.id)))
    return list(dict.fromkeys((row.after or {})["run"] for row in rows))


def erasure_waits(session: Session) -> bool:
    """Whether names were replaced and not yet overwritten in the file: the program was ended in between."""
    query = select(Change).where(Change.noun == NOUN, col(Change.document_id).is_(None))
    return any((row.after or {}).get("erased") is False for row in session.exec(query))


def is_pseudonymised(session: Session, document: int | None) -> bool:
    """Whether names were replaced in a document."""
    query = select(Change.id).where(
        Change.noun == NOUN, Change.document_id == document, col(Change.undone).is_(False)
    )
    return session.exec(query.limit(1)).first() is not None


def pseudonym_status(session: Session) -> PseudonymStatus:
    """Return which documents are pseudonymised."""
    query = select(Change.document_id, Change.at).where(
        Change.noun == NOUN, col(Change.document_id).is_not(None), col(Change.undone).is_(False)
    )
    done = dict(session.exec(query.order_by(col(Change.id))).all())
    rows = session.exec(select(Document.id, Document.name).order_by(col(Document.sort_key))).all()
    return PseudonymStatus(
        tuple(name for number, name in rows if number in done),
        tuple(name for number, name in rows if number not in done),
        max((f"{at:%Y-%m-%d}" for at in done.values()), default=None),
        _written_later(session),
    )


def _written_later(session: Session) -> int:
    """How many actions since the last run wrote words."""
    runs = select(func.max(Change.id)).where(Change.noun == NOUN, col(Change.undone).is_(False))
    last = session.exec(runs).one()
    if last is None:
        return 0
    written = select(func.count(col(Change.batch).distinct())).where(
        col(Change.id) > last, col(Change.noun).in_(_WITH_WORDS), col(Change.undone).is_(False)
    )
    return session.exec(written).one()
