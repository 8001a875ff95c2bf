"""Rename, merge, split and describe the speakers of one document or of many: one action, undone at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session, col, select

from kb.db.audit import Journal
from kb.db.tables import Document, Speaker
from kb.errors import KbError, UnknownNameError
from kb.formatting import counted
from kb.queries import names
from kb.store.documents.speakers import Person, correct_speakers, refuse_other_speakers, tidy_name

People = Sequence[Person]
Seen = Mapping[str, People] | None
"""All who spoke in each document when somebody looked, by its name: where that has changed, it is refused."""


@dataclass(frozen=True, slots=True)
class SpeakerEdit:
    """What an action changed: the documents, and the action's id, None where all was so already."""

    action: str | None
    documents: tuple[str, ...]


def rename_speaker(
    session: Session, old: str, new: str, *, documents: Sequence[str] = (), who: str, seen: Seen = None
) -> SpeakerEdit:
    """Give a speaker another name, in these documents or wherever the speaker is.

    Raises:
        KbError: nobody is called so, or somebody else in the document has the new name.
        StaleWriteError: the speakers of a document are not those that were seen.
    """
    name = tidy_name(new)

    def renamed(document: Document, people: People) -> People:
        person = _named(people, old)
        if any(other.name == name for other in people if other is not person):
            raise KbError(
                f"{document.name!r} has a speaker {name!r} already; to make them one person, merge them"
            )
        return [replace(person, name=name)]

    where = _with(session, documents, old)
    return _edit(session, where, renamed, what=f"rename the speaker {old!r} to {name!r}", who=who, seen=seen)


def merge_speakers(
    session: Session,
    merged: Sequence[str],
    into: str,
    *,
    role: str | None = None,
    documents: Sequence[str] = (),
    who: str,
    seen: Seen = None,
) -> SpeakerEdit:
    """Make several speakers of a document one, called ``into``, who has all their labels.

    Where only one of them is, that one is renamed. The role is the one given, else that of the speaker who is
    called so already, else that of the first who is merged.

    Raises:
        KbError: a document has none of them.
        StaleWriteError: the speakers of a document are not those that were seen.
    """
    name = tidy_name(into)

    def joined(_: Document, people: People) -> People:
        same = [person for person in people if person.name == name]
        found = [*same, *(one for old in merged for one in people if _is(one, old) and one not in same)]
        labels = tuple(label for person in found for label in person.labels)
        return [Person(name, role or found[0].role, labels)]

    called = ", ".join(repr(each) for each in merged)
    where = _with(session, documents, *merged)
    return _edit(
        session, where, joined, what=f"merge the speakers {called} into {name!r}", who=who, seen=seen
    )


def split_speaker(
    session: Session,
    label: str,
    name: str,
    *,
    role: str | None = None,
    documents: Sequence[str] = (),
    who: str,
    seen: Seen = None,
) -> SpeakerEdit:
    """Take a label from the speaker who has it, and give it to a speaker of this name, who may be new.

    A new speaker has the role given, else the role of the one who had the label.

    Raises:
        KbError: a document does not have the label.
        StaleWriteError: the speakers of a document are not those that were seen.
    """
    called = tidy_name(name)

    def split(_: Document, people: People) -> People:
        before = next(person for person in people if label in person.labels)
        there = next((person for person in people if person.name == called), None)
        labels = (*(one for one in (there.labels if there else ()) if one != label), label)
        return [Person(called, role or (there or before).role, labels)]

    what = f"give the label {label!r} to the speaker {called!r}"
    return _edit(session, _with_label(session, documents, label), split, what=what, who=who, seen=seen)


def set_speaker_role(
    session: Session, name: str, role: str, *, documents: Sequence[str] = (), who: str, seen: Seen = None
) -> SpeakerEdit:
    """Give a speaker a role, in these documents or wherever the speaker is.

    Raises:
        KbError: nobody is called so, or there is no such role.
        StaleWriteError: the speakers of a document are not those that were seen.
    """

    def described(_: Document, people: People) -> People:
        return [replace(_named(people, name), role=role)]

    what = f"set the role of the speaker {name!r} to {role}"
    return _edit(session, _with(session, documents, name), described, what=what, who=who, seen=seen)


def _edit(
    session: Session,
    where: Mapping[int, tuple[Document, People]],
    change: Callable[[Document, People], People],
    *,
    what: str,
    who: str,
    seen: Seen,
) -> SpeakerEdit:
    """Change the speakers of all these documents in one action."""
    if seen is not None:
        for document, _ in where.values():
            refuse_other_speakers(session, document, seen.get(document.name, ()))
    count = counted(len(where), "document")
    one = next((document.name for document, _ in where.values()), "")
    log = Journal(session, who=who, what=f"{what} in {one!r}" if len(where) == 1 else f"{what} in {count}")
    changed = [
        document.name
        for document, people in where.values()
        if correct_speakers(session, document, change(document, people), who=who, log=log)
    ]
    return SpeakerEdit(log.batch if changed else None, tuple(changed))


def _with(session: Session, documents: Sequence[str], *called: str) -> Mapping[int, tuple[Document, People]]:
    """Return the documents that have a speaker of one of these names, and all who speak there."""
    return _found(
        session,
        documents,
        lambda people: any(_is(person, name) for person in people for name in called),
        lambda people: (person.name for person in people),
        noun="speaker",
        asked=called,
    )


def _with_label(
    session: Session, documents: Sequence[str], label: str
) -> Mapping[int, tuple[Document, People]]:
    """Return the documents that have a label, and all who speak there."""
    return _found(
        session,
        documents,
        lambda people: any(label in person.labels for person in people),
        lambda people: (each for person in people for each in person.labels),
        noun="label",
        asked=(label,),
    )


def _found(
    session: Session,
    documents: Sequence[str],
    is_meant: Callable[[People], bool],
    known: Callable[[People], Iterable[str]],
    *,
    noun: str,
    asked: Sequence[str],
) -> Mapping[int, tuple[Document, People]]:
    chosen = [names.document(session, each) for each in documents]
    rows = chosen or session.exec(select(Document).order_by(col(Document.sort_key))).all()
    everybody = {row.id or 0: (row, _people(session, row)) for row in rows}
    found = {number: each for number, each in everybody.items() if is_meant(each[1])}
    for row, people in everybody.values():
        if (chosen or not found) and (row.id or 0) not in found:
            there = (
                set(known(people)) if chosen else {x for _, all_ in everybody.values() for x in known(all_)}
            )
            where = repr(row.name) if chosen else "the catalog"
            raise UnknownNameError(noun, asked[0], sorted(there), where=where)
    if not everybody:
        raise UnknownNameError(noun, asked[0], ())
    return found


def _people(session: Session, document: Document) -> list[Person]:
    query = select(Speaker).where(Speaker.document_id == document.id).order_by(col(Speaker.id))
    return [Person(row.name, row.role, tuple(row.labels)) for row in session.exec(query)]


def _named(people: People, name: str) -> Person:
    exact = (person for person in people if person.name == name)
    return next(exact, None) or next(person for person in people if _is(person, name))


def _is(person: Person, name: str) -> bool:
    return person.name.casefold() == " ".join(name.split()).casefold()
