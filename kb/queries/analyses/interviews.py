"""What the analyses know of interviews beyond their codings: which were coded, of whom, in which order.

The catalog does not know when an interview was held: files are ingested on the day somebody has them. So an
order is always somebody's: the natural order of the names, an attribute of the case, the order in which the
interviews were coded here, or a list.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sqlalchemy import func
from sqlmodel import Session, col, select

from kb.analysis.coding_table import CodingTable, Ints
from kb.analysis.distinct import distinct
from kb.analysis.value_order import UNKNOWN, value_key
from kb.db.tables import Attribute, Coding, Document, Paragraph, Speaker
from kb.errors import KbError, UnknownNameError
from kb.formatting import counted
from kb.queries import names
from kb.queries.counting.coded_passes import coded_passes
from kb.queries.filtering.filters import Filters


class UnknownOrderError(KbError):
    """An order that does not hold for every coded interview."""


def coded(session: Session, found: CodingTable, filters: Filters) -> Ints:
    """Return the documents (places in ``found.documents``) that were coded by whom the filters name.

    Everybody's passes count where the filters name nobody; see :mod:`kb.queries.counting.coded_passes`.
    """
    ids = {each.document for each in coded_passes(session, filters)}
    places = [place for place, text in enumerate(found.documents) if text.id in ids]
    return np.array(places, dtype=np.int64)


def chosen_interviews(session: Session, found: CodingTable, filters: Filters) -> list[int]:
    """Return the interviews that the filters choose by what they are, coded or not; no articles or slides."""
    interviews = set(session.exec(select(Document.id).where(Document.kind == "interview")))
    meant = {place for place, text in enumerate(found.documents) if text.id in interviews}
    if filters.document is not None:
        name = names.document(session, filters.document).name
        meant = {place for place in meant if found.documents[place].name == name}
    if filters.attribute is not None:
        attribute, _, value = filters.attribute.partition(":")
        known = _known(session, attribute.strip())
        meant = {place for place in meant if known.get(found.documents[place].id) == value.strip()}
    return sorted(meant)


def attribute_names(session: Session) -> list[str]:
    """Return the names of all attributes that any case has."""
    return sorted(set(session.exec(select(Attribute.name))))


def values(session: Session, found: CodingTable, attribute: str) -> list[str]:
    """Return what is known of the case behind each document, ``(not known)`` where nothing is.

    Raises:
        UnknownNameError: no case has such an attribute.
    """
    if attribute not in (every := attribute_names(session)):
        raise UnknownNameError("attribute", attribute, every)
    known = _known(session, attribute)
    return [known.get(text.id, UNKNOWN) for text in found.documents]


def _known(session: Session, attribute: str) -> dict[int, str]:
    query = (
        select(Document.id, Attribute.value)
        .join(Attribute, col(Attribute.case_id) == Document.case_id)
        .where(Attribute.name == attribute)
    )
    return {id_ or 0: value for id_, value in session.exec(query)}


def by_attribute(
    session: Session, found: CodingTable, attribute: str, places: Ints
) -> tuple[Ints, tuple[str, ...]]:
    """Return the documents by what is known of their cases, and the names of those that come last unknown.

    Documents with the same value stay in natural order.
    """
    known = values(session, found, attribute)
    ordered = sorted(places.tolist(), key=lambda place: (value_key(known[place]), place))
    unknown = tuple(found.documents[place].name for place in ordered if known[place] == UNKNOWN)
    return np.array(ordered, dtype=np.int64), unknown


def by_first_coding(session: Session, found: CodingTable, places: Ints) -> Ints:
    """Return the documents in the order in which they were first coded in this program.

    Raises:
        UnknownOrderError: one was coded elsewhere, so that nobody knows when.
    """
    query = (
        select(Coding.document_id, func.min(Coding.id))
        .where(Coding.origin != "imported")
        .group_by(col(Coding.document_id))
    )
    begun: dict[int, int | None] = dict(session.exec(query).all())
    elsewhere = [found.documents[place].name for place in places if found.documents[place].id not in begun]
    if elsewhere:
        raise UnknownOrderError(
            f"the coding date of {elsewhere[0]!r} is unknown, because its codings were imported; give the "
            "order of the "
            "interviews as a file with one name per line, or as attribute:NAME"
        )
    ordered = sorted(places.tolist(), key=lambda place: (begun[found.documents[place].id] or 0, place))
    return np.array(ordered, dtype=np.int64)


def as_listed(session: Session, found: CodingTable, listed: Sequence[str], places: Ints) -> Ints:
    """Return the documents in the order of a list of names; listed ones that nobody coded are left out.

    Raises:
        UnknownOrderError: the list names one twice, or leaves a coded one out.
        KbError: it names one that is not in the catalog.
    """
    at = {text.name: place for place, text in enumerate(found.documents)}
    meant = [at[names.document(session, each).name] for each in listed]
    if twice := [place for number, place in enumerate(meant) if place in meant[:number]]:
        raise UnknownOrderError(f"the order names {found.documents[twice[0]].name!r} twice; remove one")
    if missing := sorted(set(places.tolist()) - set(meant)):
        raise UnknownOrderError(
            f"the order leaves out {counted(len(missing), 'coded interview')}, such as "
            f"{found.documents[missing[0]].name!r}; add a line for each"
        )
    here = set(places.tolist())
    return np.array([place for place in meant if place in here], dtype=np.int64)


def speakers(session: Session, found: CodingTable) -> tuple[tuple[str, ...], Ints, Ints]:
    """Return the roles, and pairs of codings (places in ``found``) and roles that speak in their paragraphs.

    A coding that runs over paragraphs of several roles is there once with each.
    """
    query = (
        select(Paragraph.document_id, Paragraph.position, Speaker.role)
        .join(Speaker, col(Speaker.id) == Paragraph.speaker_id)
        .where(Speaker.role != "unknown")
    )
    roles = ("interviewer", "interviewee", "other", UNKNOWN)
    starts = np.cumsum([0, *(text.paragraphs for text in found.documents)])
    base = {text.id: int(start) for text, start in zip(found.documents, starts, strict=False)}
    spoken = np.full(int(starts[-1]), roles.index(UNKNOWN), dtype=np.int64)
    for document, position, role in session.exec(query):
        spoken[base[document] + position] = roles.index(role)
    touched = found.last - found.first + 1
    coding = np.repeat(np.arange(len(found), dtype=np.int64), touched)
    within = np.arange(len(coding)) - np.repeat(np.cumsum(touched) - touched, touched)
    role_of = (
        spoken[np.repeat(starts[found.document] + found.first, touched) + within] if len(coding) else coding
    )
    pairs = distinct(coding * len(roles) + role_of)
    return roles, pairs // len(roles), pairs % len(roles)
