"""Coders as the users of a project: one for each, and one more for their work as the moderator."""

from __future__ import annotations

from sqlmodel import Session, col, select

from kb.db.tables import Coder, CodingPass
from kb.exchange.guids import made_for
from kb.exchange.model import User
from kb.exchange.own_notes import MODERATES, MODERATOR
from kb.queries.exchange.kept import Kept


class Users:
    """The users, and who each pass and each author is among them."""

    def __init__(self, session: Session, kept: Kept) -> None:
        """Load the coders."""
        self._names = {each.id or 0: each.name for each in session.exec(select(Coder))}
        self.users: list[User] = []
        self._guids: dict[tuple[int, bool], str] = {}
        for item in kept.by_kind["User"]:
            user, _ = item.thing(User)
            self.users.append(user)
            self._guids.setdefault((item.row or 0, user.extra.get("id") == MODERATES), user.guid)
        passes = session.exec(select(CodingPass).order_by(col(CodingPass.id))).all()
        self.coders = {each.id or 0: (each.coder_id, each.role == "moderator") for each in passes}
        for coder, moderates in sorted(
            set(self.coders.values()), key=lambda each: (self._names[each[0]], each[1])
        ):
            self._guid(coder, moderates=moderates)
        self._by_name = {name: self._guids[number, False] for number, name in self._names.items()
                         if (number, False) in self._guids}  # fmt: skip

    def of_pass(self, number: int) -> str:
        """Return the user of a pass."""
        return self._guids[self.coders[number]]

    def named(self, name: str | None) -> str | None:
        """Return the user of this name, made where there is none."""
        if not name:
            return None
        if name not in self._by_name:
            self._by_name[name] = made_for("User", name)
            self.users.append(User(self._by_name[name], name))
        return self._by_name[name]

    def _guid(self, coder: int, *, moderates: bool) -> None:
        if (coder, moderates) in self._guids:
            return
        name = self._names[coder] + (MODERATOR if moderates else "")
        guid = made_for("User", name)
        self.users.append(User(guid, name, {"id": MODERATES} if moderates else {}))
        self._guids[coder, moderates] = guid
