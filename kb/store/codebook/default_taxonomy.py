"""Which taxonomy a catalog is sorted by when nobody named one: its own, and in a new catalog an empty one.

The taxonomy that comes with kb is that of one published study. It is taken without being asked for only where
the files speak its language: most codes in them are its codes.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath

from sqlmodel import Session

from kb import package_data
from kb.codebook.code_names import code_key
from kb.codebook.taxonomy import Taxonomy, parse_taxonomy, read_taxonomy
from kb.store.codebook.pending_edits import current

EMPTY = "# No codebook was chosen for this catalog yet.\ncodes:\n"
"""The taxonomy of a catalog for which nobody chose one."""
FEWEST = 3
"""Different codes of the shipped taxonomy that files must have before it is taken for theirs."""


def is_chosen(session: Session) -> bool:
    """Whether somebody chose a taxonomy for this catalog, or the files of it did."""
    last = current(session)
    return last is not None and last.text.strip() != EMPTY.strip()


def empty_taxonomy() -> Taxonomy:
    """Return the taxonomy without any code."""
    return parse_taxonomy(EMPTY, PurePath(package_data.TAXONOMY))


def default_taxonomy(session: Session, codes: Iterable[str]) -> Taxonomy:
    """Return the taxonomy of a catalog for which none was named; ``codes`` are those in new files."""
    last = current(session)
    if last is not None and is_chosen(session):
        return parse_taxonomy(last.text, PurePath(package_data.TAXONOMY))
    different = {code_key(name): name for name in codes}
    if len(different) >= FEWEST:
        shipped = read_taxonomy(package_data.shipped_taxonomy())
        known = [name for name in different.values() if shipped.canonical(name) or shipped.numbered(name)]
        if len(known) >= FEWEST and 2 * len(known) >= len(different):
            return shipped
    return empty_taxonomy()
