"""Bring the changes of the codebook that wait in the catalog into ``taxonomy.yaml``, once a person agrees."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session

from kb import package_data
from kb.codebook import write
from kb.codebook.taxonomy import Taxonomy, parse_taxonomy, read_taxonomy
from kb.db.rights import Right
from kb.db.rights.enforce import require_right
from kb.store.codebook.apply_taxonomy import apply_taxonomy
from kb.store.codebook.pending_edits import applied_taxonomy, current, pending


@dataclass(frozen=True, slots=True)
class WriteBack:
    """What writing back would make of a file: its text now and then, and the fingerprint it must still have.

    ``misfits`` says of each change that this file does not allow why; ``sha256`` is empty where there is no
    file of the catalog's own yet and one is made beside it.
    """

    path: Path
    before: str
    after: str
    sha256: str
    changes: tuple[str, ...] = ()
    misfits: tuple[str, ...] = ()

    @property
    def diff(self) -> str:
        """The difference, as ``diff -u`` shows it; empty when there is nothing to write."""
        return write.unified(self.before, self.after, self.path.name)


def preview(session: Session, database: Path | None) -> WriteBack:
    """Return what writing back would make of the catalog's taxonomy file; nothing is changed.

    The taxonomy that this program brings along is left alone: the catalog gets a copy of its own beside it,
    and so does one that has no file.

    Raises:
        TaxonomyError: the file has a fault.
        WritingError: it is laid out in a way in which the changes cannot be written.
    """
    path = package_data.taxonomy_file(database)
    own = None if path is None or package_data.is_shipped(path) else path
    content = own.read_bytes() if own else b""
    taxonomy = read_taxonomy(path) if path else applied_taxonomy(session)
    found = pending(session, taxonomy)
    return WriteBack(
        path=own or (database.parent if database else Path.cwd()) / package_data.TAXONOMY,
        before=taxonomy.text,
        after=write.rewritten(taxonomy.text, found.book.taxonomy),
        sha256=hashlib.sha256(content).hexdigest() if own else "",
        changes=tuple(each.what for each in found.waiting if each.textual and not each.misfit),
        misfits=tuple(f"{each.what}: {each.misfit}" for each in found.waiting if each.misfit),
    )


def write_back(session: Session, shown: WriteBack, *, who: str) -> Taxonomy:
    """Write the file as it was shown, and sort the catalog by it; the changes no longer wait.

    Raises:
        FileChangedError: the file, or the codebook, has been changed since it was shown.
    """
    require_right(session, Right.EDIT)
    found = pending(session, parse_taxonomy(shown.before, shown.path))
    if write.rewritten(shown.before, found.book.taxonomy) != shown.after:
        raise write.FileChangedError(shown.path)
    write.write(shown.path, shown.after, expected=shown.sha256)
    taxonomy = read_taxonomy(shown.path)
    apply_taxonomy(session, taxonomy, who=who, settles=found)
    return taxonomy


def waits(session: Session) -> int:
    """Return how many changes wait to be written into the file."""
    last = current(session)
    if last is None or not last.text.strip():
        return 0
    return sum(each.textual for each in pending(session, applied_taxonomy(session)).waiting)
