"""The codes of the catalog by their spellings, while files are stored."""

from __future__ import annotations

from sqlmodel import Session, col, select

from kb.codebook.code_names import code_key
from kb.codebook.taxonomy import Taxonomy
from kb.db.tables import Code


class CodeSpellings:
    """The codes by every spelling; one that is new is made, and goes to the entry that it spells."""

    def __init__(self, session: Session, taxonomy: Taxonomy | None) -> None:
        self._session = session
        self._taxonomy = taxonomy
        self._ids = {code.name: code.id or 0 for code in session.exec(select(Code))}

    def id_of(self, name: str) -> int:
        """The id of a code as it is spelled."""
        if name not in self._ids:
            code = Code(name=name, key=code_key(name))
            self._session.add(code)
            self._session.flush()
            code.canonical_id = self._canonical(code)
            self._session.add(code)
            self._ids[name] = code.id or 0
        return self._ids[name]

    def _canonical(self, code: Code) -> int | None:
        known = self._taxonomy.canonical(code.name) if self._taxonomy else None
        if known in self._ids:
            return self._ids[known or ""]
        alike = select(Code).where(Code.key == code.key, col(Code.canonical_id).is_not(None))
        other = self._session.exec(alike.order_by(col(Code.name))).first()
        return other.canonical_id if other else code.id
