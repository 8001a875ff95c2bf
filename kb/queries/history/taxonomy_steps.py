"""What each version of ``taxonomy.yaml`` changed about the codes, from the texts that the catalog keeps."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePath
from typing import TYPE_CHECKING

from sqlmodel import Session, col, select

from kb.db.tables import Change, TaxonomyFile

if TYPE_CHECKING:
    from kb.codebook.taxonomy import Aspect, Stage, Taxonomy


@dataclass(frozen=True, slots=True)
class CodeFacts:
    """What a taxonomy says of a code; issues and fixes by their titles."""

    kind: str
    definition: str
    cues: tuple[str, ...]
    aliases: tuple[str, ...]
    stage: str | None
    aspect: str | None
    parent: str | None
    issues: tuple[str, ...]
    fixes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TaxonomyStep:
    """One version of the taxonomy that took the place of another (None: of none), by row of the trail."""

    change: int
    before: str | None
    after: str


def taxonomy_steps(session: Session) -> Iterator[TaxonomyStep]:
    """Yield every time that another version of the taxonomy was applied, oldest first, by checksum."""
    query = select(Change).where(Change.noun == "taxonomy_file").order_by(col(Change.id))
    for change in session.exec(query):
        facts = change.after or {}
        if sha256 := facts.get("sha256"):
            yield TaxonomyStep(change.id or 0, (facts.get("before") or {}).get("sha256"), sha256)


def taxonomy_of(session: Session, sha256: str | None) -> Taxonomy | None:
    """Return a version of the taxonomy that the catalog was sorted by; None if its text is not kept."""
    if sha256 is None:
        return None
    text = session.exec(select(TaxonomyFile.text).where(TaxonomyFile.sha256 == sha256)).first()
    return _parsed(text) if text and text.strip() else None


def steps_about(session: Session, called: Collection[str]) -> Iterator[int]:
    """Yield the rows of the trail in which a version of the taxonomy changed what is said of a code."""
    for step in taxonomy_steps(session):
        before, after = (facts_of(taxonomy_of(session, each), called) for each in (step.before, step.after))
        if before != after:
            yield step.change


def facts_of(taxonomy: Taxonomy | None, called: Collection[str]) -> CodeFacts | None:
    """Return what a taxonomy says of the code that has one of these names; None if it has no such code."""
    if taxonomy is None:
        return None
    name = next((each for each in sorted(called) if each in taxonomy.codes), None)
    if name is None:
        return None
    entry = taxonomy.codes[name]
    return CodeFacts(
        kind=entry.kind,
        definition=entry.definition,
        cues=tuple(entry.cues),
        aliases=tuple(entry.aliases),
        stage=_title(taxonomy.stages, entry.stage),
        aspect=_title(taxonomy.aspects, entry.aspect),
        parent=entry.parent,
        issues=tuple(each.title for each in taxonomy.issues.values() if name in each.codes),
        fixes=tuple(each.title for each in taxonomy.fixes.values() if name in each.codes),
    )


def _title(places: Mapping[str, Stage] | Mapping[str, Aspect], key: str | None) -> str | None:
    return places[key].title if key is not None and key in places else None


@lru_cache(maxsize=32)
def _parsed(text: str) -> Taxonomy | None:
    from kb.codebook.taxonomy import TaxonomyError, parse_taxonomy  # noqa: PLC0415  YAML; few ask for it

    try:
        return parse_taxonomy(text, PurePath("taxonomy.yaml"))
    except TaxonomyError:  # written by a program with other rules
        return None
