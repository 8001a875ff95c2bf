"""Whether a taxonomy was made from an older one than the catalog has: it would take back what others did.

A file does not say what it was made from; it is the stored version with which it has most lines in common.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from sqlmodel import Session, col, select

from ingest.model import Problem
from kb.codebook.taxonomy import Taxonomy, parse_taxonomy
from kb.db.tables import Change, TaxonomyFile
from kb.store.codebook.default_taxonomy import default_taxonomy
from kb.store.codebook.pending_edits import current
from kb.store.stale import StaleWriteError, changes_with, refuse_stale

NOUN = "taxonomy_file"
_FILE = Path("taxonomy.yaml")


def refuse_older(session: Session, taxonomy: Taxonomy, *, who: str) -> None:
    """Refuse a taxonomy that was made from an older one, if somebody else has applied another since.

    Raises:
        StaleWriteError: what they changed would be taken back.
    """
    versions = session.exec(select(TaxonomyFile).order_by(col(TaxonomyFile.id))).all()
    if not versions or versions[-1].sha256 == taxonomy.sha256:
        return
    base = max(versions, key=lambda each: (_alike(each.text, taxonomy.text), each.id or 0))
    later = {each.sha256 for each in versions if (each.id or 0) > (base.id or 0)}
    applied = session.exec(select(Change).where(Change.noun == NOUN, Change.who != who)).all()
    if any((each.after or {}).get("sha256") in later for each in applied):
        now = versions[-1].sha256
        about = changes_with(NOUN, sha256=now)
        refuse_stale(session, base.sha256, now, what="the taxonomy", shown="", about=about)


def _alike(one: str, other: str) -> float:
    """The share of lines that two texts have in common."""
    first, second = Counter(one.splitlines()), Counter(other.splitlines())
    return (first & second).total() / max(first.total(), second.total(), 1)


def not_older(
    session: Session, named: Taxonomy | None, codes: Iterable[str], problems: list[Problem], *, who: str
) -> Taxonomy:
    """Return the taxonomy that an ingest of these codes sorts by: the one named, else the usual one.

    It is the catalog's own where that is newer, which is told.
    """
    taxonomy = named or default_taxonomy(session, codes)
    try:
        refuse_older(session, taxonomy, who=who)
    except StaleWriteError as error:
        by = f"{error.who} has applied" if error.who else "the catalog has"
        told = f"{by} a newer taxonomy; this file was not applied, see `kb taxonomy apply --over`"
        problems.append(Problem(_FILE, "", told, "warning"))
        return applied_since(session, taxonomy)
    return taxonomy


def applied_since(session: Session, taxonomy: Taxonomy) -> Taxonomy:
    """Return the taxonomy that holds by now: another one may have been applied while files were read."""
    last = current(session)
    if last is None or last.sha256 == taxonomy.sha256:
        return taxonomy
    return parse_taxonomy(last.text, _FILE)
