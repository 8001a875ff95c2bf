"""Who is behind the labels of a transcript, put right by a person; files do not change it any more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from sqlmodel import Session, col, select, update

from ingest.model import Role
from ingest.model import Speaker as Voice
from kb.db.audit import Journal
from kb.db.tables import Change, Document, Paragraph, Speaker
from kb.errors import KbError
from kb.store.stale import refuse_stale

LONGEST = 120


@dataclass(frozen=True, slots=True)
class Person:
    """One person of a transcript: what they are called, their role, and the labels printed for them."""

    name: str
    role: str
    labels: tuple[str, ...]


def correct_speakers(
    session: Session,
    document: Document,
    people: Sequence[Person],
    *,
    who: str,
    log: Journal | None = None,
    seen: Sequence[Person] | None = None,
) -> str | None:
    """Make the speakers of a document these people; return the action's name, None if they were so already.

    People of one name are one person, who has all their labels. Labels that are not named stay with whoever
    has them. With ``log``, this is a part of that action.

    Raises:
        KbError: a person has no name or two roles, or a label is not in the document.
        StaleWriteError: the speakers are not those that were seen.
    """
    rows = {row.name: row for row in session.exec(select(Speaker).where(Speaker.document_id == document.id))}
    wanted = _grouped(people, rows.values())
    if not wanted or all(_is_so(rows.get(each.name), each) for each in wanted):
        return None
    refuse_other_speakers(session, document, seen)
    log = log or Journal(session, who=who, what=f"set the speakers of {document.name!r}")
    free = {name: row for name, row in rows.items() if name not in {each.name for each in wanted}}
    for each in wanted:
        row = rows.get(each.name) or _most_alike(free, each)
        if row is None:
            row = Speaker(
                document_id=document.id or 0,
                name=each.name,
                role=each.role,
                labels=[*each.labels],
                corrected=True,
            )
            log.made(row)
        elif row.name != each.name or not _is_so(row, each):
            log.changed(row, name=each.name, role=each.role, labels=[*each.labels], corrected=True)
    for row in free.values():
        log.deleted(row)
    relink(session, document)
    return log.batch


def refuse_other_speakers(session: Session, document: Document, seen: Sequence[Person] | None) -> None:
    """Refuse to change who speaks in a document where that is not as somebody saw it.

    Raises:
        StaleWriteError: somebody has changed it since.
    """
    rows = session.exec(select(Speaker).where(Speaker.document_id == document.id)).all()
    now = {(row.name, row.role, *sorted(row.labels)) for row in rows if row.labels}
    about = (col(Change.noun) == "speaker") & (col(Change.document_id) == document.id)
    refuse_stale(
        session,
        None
        if seen is None
        else {(each.name, each.role, *sorted(each.labels)) for each in seen if each.labels},
        now,
        what=f"the speakers of {document.name!r}",
        shown=", ".join(f"{row.name} ({row.role}; {', '.join(row.labels)})" for row in rows),
        about=about,
    )


def relink(session: Session, document: Document) -> None:
    """Give every paragraph of a document the speaker who has its label."""
    for row in session.exec(select(Speaker).where(Speaker.document_id == document.id)).all():
        session.exec(
            update(Paragraph)
            .where(col(Paragraph.document_id) == document.id, col(Paragraph.label).in_(row.labels))
            .values(speaker_id=row.id)
        )


def corrections(session: Session, document: Document) -> dict[str, Person]:
    """Return, by label, the people of a document whom somebody put right."""
    query = select(Speaker).where(Speaker.document_id == document.id, col(Speaker.corrected).is_(True))
    people = [Person(row.name, row.role, tuple(row.labels)) for row in session.exec(query)]
    return {label: person for person in people for label in person.labels}


def voices(told: Iterable[Voice], kept: Mapping[str, Person], document_id: int) -> list[Speaker]:
    """Return the speakers a file tells of, but for those whom a person put right: rows, not stored yet."""
    rows: dict[str, Speaker] = {}
    for voice in told:
        for label in voice.labels:
            known = kept.get(label)
            name, role = (known.name, known.role) if known else (voice.name, voice.role)
            row = rows.setdefault(name, Speaker(document_id=document_id, name=name, role=role, labels=[]))
            row.labels = [*row.labels, label]
            if known:
                row.role, row.corrected = role, True
    return list(rows.values())


def store_voices(session: Session, rows: Sequence[Speaker], document_id: int) -> list[Speaker]:
    """Store who speaks in a document and return the rows; who is there already keeps the row.

    An action that named somebody can then be undone after the files were read again.
    """
    held = select(Speaker).where(Speaker.document_id == document_id)
    known = {row.name: row for row in session.exec(held).all()}
    stored = []
    for row in rows:
        same = known.pop(row.name, row)
        if sorted(same.labels) != sorted(row.labels):
            same.labels = row.labels
        same.role, same.corrected = row.role, row.corrected
        stored.append(same)
    for row in known.values():
        session.delete(row)
    session.flush()
    session.add_all(stored)
    session.flush()
    return stored


def _grouped(people: Sequence[Person], rows: Iterable[Speaker]) -> list[Person]:
    """The people as they are wanted, those of one name put together, each label once."""
    known = [label for row in rows for label in row.labels]
    named = [label for person in people for label in person.labels]
    if strange := next((label for label in named if label not in known), None):
        raise KbError(f"no label {strange!r} in this document")
    if len(named) != len(set(named)):
        raise KbError("a label belongs to one speaker; choose one for each label")
    rest = [
        Person(row.name, row.role, left)
        for row in rows
        if (left := tuple(x for x in row.labels if x not in named))
    ]
    grouped: dict[str, Person] = {}
    for person in (*map(_tidy, people), *rest):
        same = grouped.get(person.name)
        if same and same.role != person.role:
            raise KbError(f"{person.name!r} is {same.role} and {person.role}; choose one role, or two names")
        grouped[person.name] = Person(
            person.name, person.role, (*(same.labels if same else ()), *person.labels)
        )
    return list(grouped.values())


def tidy_name(name: str) -> str:
    """Return the name of a speaker as it is stored.

    Raises:
        KbError: it is empty or too long.
    """
    name = " ".join(name.split())
    if not name:
        raise KbError("a speaker needs a name; you can use the label")
    if len(name) > LONGEST:
        raise KbError(f"a speaker's name can have at most {LONGEST} characters, not {len(name)}")
    return name


def _tidy(person: Person) -> Person:
    name = tidy_name(person.name)
    if person.role not in get_args(Role):
        raise KbError(f"{person.role!r} is not a role; choose one of {', '.join(get_args(Role))}")
    return Person(name, person.role, person.labels)


def _is_so(row: Speaker | None, person: Person) -> bool:
    return row is not None and row.role == person.role and sorted(row.labels) == sorted(person.labels)


def _most_alike(free: dict[str, Speaker], person: Person) -> Speaker | None:
    """Take, of the rows nobody is called like any more, the one with most of a person's labels."""
    shared = {name: len(set(row.labels) & set(person.labels)) for name, row in free.items()}
    best = max(shared, key=lambda name: shared[name], default=None)
    return free.pop(best) if best is not None and shared[best] else None
