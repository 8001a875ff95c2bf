"""What our own exports say to ourselves: the taxonomy, and what a coding knows beyond the standard.

Issues, fixes and stages are sets for other programs to show, and notes of ours that bring them back whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath

from sqlmodel import Session

from kb.codebook.taxonomy import parse_taxonomy
from kb.exchange.guids import same
from kb.exchange.model import Project
from kb.exchange.own_notes import DETAILS, TAXONOMY, is_own_set, read_details
from kb.store.codebook.apply_taxonomy import apply_taxonomy, current


@dataclass(frozen=True, slots=True)
class Ours:
    """What a project says to this program.

    ``details`` are facts of codings by GUID, ``taxonomy`` the text of ``taxonomy.yaml``; ``notes`` and
    ``sets`` are the GUIDs of what says it, which is no memo and no set of anybody.
    """

    taxonomy: str | None = None
    details: Mapping[str, dict[str, str]] = field(default_factory=dict)
    notes: frozenset[str] = frozenset()
    sets: frozenset[str] = frozenset()

    def apply(self, session: Session, who: str) -> None:
        """Sort a catalog that has no taxonomy by the one that came; one that has its own keeps it."""
        if self.taxonomy and current(session) is None:
            apply_taxonomy(session, parse_taxonomy(self.taxonomy, PurePath("taxonomy.yaml")), who=who)


def ours_of(project: Project) -> Ours:
    """Return what a project that we exported says to us; nothing for one of another program."""
    own = {each.name: each for each in project.notes if each.name in (TAXONOMY, DETAILS)}
    if not own:
        return Ours()
    taxonomy = own[TAXONOMY].text if TAXONOMY in own else None
    made = (each for each in project.sets if taxonomy and is_own_set(each))
    sets = frozenset(same(each.guid) for each in made)
    return Ours(
        taxonomy,
        read_details(own[DETAILS].text or "") if DETAILS in own else {},
        frozenset(same(each.guid) for each in own.values()),
        sets,
    )
