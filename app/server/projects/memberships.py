"""In which projects of the server somebody is, by what their browser has: each catalog is asked by itself.

Nothing is kept here. A catalog that cannot be read just now, or is being brought up to date by its app, is
left out, and that is told.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy import Engine
from sqlmodel import Session

from app.server.access import mark
from app.server.accounts import Accounts
from kb.db import engine as db
from kb.db.projects import Project
from kb.db.rights import Actor
from kb.errors import KbError
from kb.queries.codebook.study_contents import study_contents
from kb.queries.people import digest_of, name_key, signed_in_as, signed_in_with
from kb.store.people.browsers import new_browser, sign_out, who_has

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Membership:
    """A project that somebody may open: what it is called, and who they are there."""

    project: Project
    title: str
    person: Actor


@dataclass
class Memberships:
    """Asks the catalogs of the projects."""

    projects: tuple[Project, ...]
    _engines: dict[str, Engine] = field(default_factory=dict)
    _opening: threading.Lock = field(default_factory=threading.Lock)

    def by_cookies(self, cookies: Mapping[str, str]) -> tuple[list[Membership], bool]:
        """Return where a browser is signed in with a password, and whether every catalog was asked."""

        def who(session: Session, project: Project) -> Actor | None:
            token = cookies.get(cookie_of(project), "")
            return signed_in_with(session, digest_of(token)) if token else None

        return self._found(who, [each for each in self.projects if cookies.get(cookie_of(each))])

    def by_provider(self, accounts: tuple[str, ...], called: str) -> tuple[list[Membership], bool]:
        """Return where somebody has a role whom a provider knows, and whether every catalog was asked."""
        return self._found(
            lambda session, _: signed_in_as(session, accounts, called, listed_only=True), self.projects
        )

    def sign_in(self, name: str, password: str, cookies: Mapping[str, str]) -> dict[Project, str]:
        """Sign in where this name has this password, and return the token for each of these projects.

        Where the browser is signed in under another name it is so no more: one browser is one person.
        """

        def come_in(project: Project, engine: Engine) -> str | None:
            before = cookies.get(cookie_of(project), "")
            with db.reading(engine) as session:
                person = who_has(session, name, password)
                other = signed_in_with(session, digest_of(before)) if before else None
            is_other = other is not None and name_key(other.name) != name_key(name)
            if person is None and not is_other:
                return None
            with db.transaction(engine) as session:
                sign_out(session, before)
                return new_browser(session, person) if person is not None else None

        return self._each(self.projects, come_in)[0]

    def sign_out(self, cookies: Mapping[str, str]) -> None:
        """Sign a browser out of every project."""

        def leave(project: Project, engine: Engine) -> None:
            with db.transaction(engine) as session:
                sign_out(session, cookies[cookie_of(project)])

        self._each([each for each in self.projects if cookies.get(cookie_of(each))], leave)

    def _found(
        self, who: Callable[[Session, Project], Actor | None], projects: Iterable[Project]
    ) -> tuple[list[Membership], bool]:
        def look(project: Project, engine: Engine) -> Membership | None:
            with db.reading(engine) as session:
                person = who(session, project)
                if person is None:
                    return None
                return Membership(project, study_contents(session).name or project.fallback_title, person)

        found, is_all = self._each(projects, look)
        return list(found.values()), is_all

    def _each(
        self, projects: Iterable[Project], do: Callable[[Project, Engine], _T | None]
    ) -> tuple[dict[Project, _T], bool]:
        """What each project gives whose catalog can be read, where it gives something; whether all can."""
        done, is_all = {}, True
        for project in projects:
            try:
                given = do(project, self._engine(project))
            except KbError:
                is_all = False
            else:
                if given is not None:
                    done[project] = given
        return done, is_all

    def _engine(self, project: Project) -> Engine:
        with self._opening:
            if project.name not in self._engines:
                db.open_for_reading(project.database).dispose()  # its app brings it up to date, not we
                self._engines[project.name] = db.open_for_writing(project.database)
            return self._engines[project.name]

    def close(self) -> None:
        """Close the catalogs."""
        for engine in self._engines.values():
            engine.dispose()


def cookie_of(project: Project) -> str:
    """Return the cookie that says who is signed in with a password in a project."""
    return Accounts(mark(project.database)).cookie
