"""The people of a project: coders, and their passes over documents."""

from __future__ import annotations

from collections.abc import Iterable

from sqlmodel import select

from kb.db.tables import Coder, CodingPass
from kb.exchange.guids import same
from kb.exchange.own_notes import MODERATES, MODERATOR
from kb.queries.people import spelled
from kb.store.exchange.importing import Importing

_NOBODY = "Unknown coder"


class People:
    """The coders by the GUIDs of the file's users, and their passes by document."""

    def __init__(self, work: Importing) -> None:
        """Store the users of a project as coders."""
        self._work = work
        self._coders = {each.name.casefold(): each for each in work.session.exec(select(Coder))}
        self._users: dict[str, tuple[Coder, str]] = {}
        self._passes = {
            (each.document_id, each.coder_id, each.role): each.id or 0
            for each in work.session.exec(select(CodingPass))
        }
        for position, user in enumerate(work.project.users):
            name = " ".join((user.name or user.extra.get("id") or "").split()) or f"User {position + 1}"
            role = "coder"
            if user.extra.get("id") == MODERATES:
                name, role = name.removesuffix(MODERATOR), "moderator"
            coder = self._coder(name)
            self._users[same(user.guid)] = (coder, role)
            if work.project.flat and ("User", coder.id or 0) in work.of_row:
                work.apart.add(user.guid)
            work.keep("User", user, position=position, noun="coder", row=coder.id)
            work.stored["User"] += 1

    def name(self, *guids: str | None) -> str | None:
        """Return the name of the first of these users that there is."""
        found = next((self._users[same(each)] for each in guids if each and same(each) in self._users), None)
        return found[0].name if found else None

    def make_passes(self, coded: Iterable[tuple[int, tuple[str | None, ...]]]) -> None:
        """Make the new passes at once: over each document, of the first of the users named with it."""
        new: dict[tuple[int, int, str], CodingPass] = {}
        for document, guids in coded:
            key = self._key(document, guids)
            if key not in self._passes and key not in new:
                new[key] = CodingPass(document_id=document, coder_id=key[1], role=key[2])
        self._work.add_all(list(new.values()))
        self._passes |= {key: row.id or 0 for key, row in new.items()}

    def pass_of(self, document: int, *guids: str | None) -> int:
        """Return the pass over a document of the first of these users that is named; made where it is new."""
        key = self._key(document, guids)
        if key not in self._passes:
            self.make_passes([(document, guids)])
        return self._passes[key]

    def _key(self, document: int, guids: Iterable[str | None]) -> tuple[int, int, str]:
        named = next((same(each) for each in guids if each), None)
        if named is not None and named not in self._users:
            self._users[named] = (self._coder(f"User {named[:8]}"), "coder")
            self._work.problem(f"user {named}", "is not among the users of the project")
        coder, role = self._users[named] if named else (self._coder(_NOBODY), "coder")
        return document, coder.id or 0, role

    def _coder(self, name: str) -> Coder:
        if name.casefold() not in self._coders:
            self._coders[name.casefold()] = self._work.add(Coder(name=spelled(self._work.session, name)))
        return self._coders[name.casefold()]
