"""Accounts of the catalog itself: a name and a password, for a lab without an OpenID provider.

Who is signed in has a cookie with a random token. The catalog keeps its digest (``kb.store.people``), and is
asked at each request: whose access is ended, or who signed out, is a stranger from then on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, quote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse, Response
from starlette.types import Receive

from app.server import plain_pages
from app.server.addresses import at, base
from app.server.tries import Tries
from kb.errors import KbError

if TYPE_CHECKING:
    from sqlalchemy import Engine

SIGN_IN, SIGN_OUT, INVITATION = "/sign-in", "/sign-out", "/invitation"
_LARGEST = 8_192
"""Bytes of a form."""
_WRONG = "This name and password do not fit."
_WAIT = "Too many wrong passwords. Try again in a quarter of an hour."


class Accounts:
    """Lets in who is signed in with an account of the catalog.

    Args:
        catalog: the mark of the catalog; browsers give cookies to all ports of a computer.
    """

    def __init__(self, catalog: str) -> None:
        self.cookie = f"kb_person_{catalog}"
        self._tries = Tries()

    async def answer(self, asked: HTTPConnection) -> Response | None:
        """Return the page to sign in, or nothing for who is signed in."""
        token = asked.cookies.get(self.cookie, "")
        # Aside: where the catalog is on another machine, everybody would wait for each answer of it.
        is_signed_in: bool = await run_in_threadpool(_is_signed_in, token)
        if is_signed_in:
            return None
        if base() and "text/html" in asked.headers.get("accept", ""):  # there one signs in to all projects
            return RedirectResponse(f"/?to={quote(plain_pages.address(asked), safe='')}", 303)
        return plain_pages.sign_in_form(plain_pages.address(asked))

    async def form(self, asked: HTTPConnection, receive: Receive) -> Response | None:
        """Answer a form: sign in, sign out, set a password; None where something else is asked for."""
        path = asked.scope["path"]
        if asked.scope["type"] != "http" or path not in (SIGN_IN, SIGN_OUT, INVITATION):
            return None
        if asked.scope["method"] != "POST":
            return await self._shown(asked)
        if asked.headers.get("origin") in (None, "null"):
            return plain_pages.refused("Open this page in the app, then try again.")
        fields = await fields_of(Request(asked.scope, receive))
        if path == SIGN_OUT:
            return await run_in_threadpool(self._sign_out, asked)
        do = self._sign_in if path == SIGN_IN else self._accept
        return await run_in_threadpool(do, asked, fields)

    async def _shown(self, asked: HTTPConnection) -> Response:
        path = asked.scope["path"]
        if path == SIGN_OUT:
            return plain_pages.sign_out_form()
        if path == SIGN_IN:
            return plain_pages.sign_in_form(at("/"))
        token = asked.query_params.get(plain_pages.TOKEN, "")
        try:
            name = await run_in_threadpool(_invited, token)
        except KbError as error:
            return plain_pages.refused(str(error))
        return plain_pages.password_form(name, token)

    def _sign_in(self, asked: HTTPConnection, fields: dict[str, str]) -> Response:
        from kb.db import engine as db  # noqa: PLC0415
        from kb.queries.people import name_key  # noqa: PLC0415
        from kb.store.people.browsers import new_browser, who_has  # noqa: PLC0415

        name, password, to = fields.get("name", ""), fields.get("password", ""), fields.get("to", at("/"))
        if not self._tries.begin(name_key(name)):
            return plain_pages.sign_in_form(safe(to), name=name, wrong=_WAIT, status=429)
        with db.reading(_engine()) as session:
            person = who_has(session, name, password)
        if person is None:
            return plain_pages.sign_in_form(safe(to), name=name, wrong=_WRONG)
        self._tries.forget(name_key(name))
        with db.transaction(_engine()) as session:
            token = new_browser(session, person)
        return self._let_in(asked, token, safe(to))

    def _accept(self, asked: HTTPConnection, fields: dict[str, str]) -> Response:
        from kb.db import engine as db  # noqa: PLC0415
        from kb.store.people.invitations import LinkError, accept, invited  # noqa: PLC0415

        token, password = fields.get(plain_pages.TOKEN, ""), fields.get("password", "")
        try:
            with db.reading(_engine()) as session:
                name = invited(session, token)
            if password != fields.get("again", ""):
                return plain_pages.password_form(name, token, wrong="Both passwords must be the same.")
            with db.transaction(_engine()) as session:
                browser = accept(session, token, password)
        except LinkError as error:
            return plain_pages.refused(str(error))
        except KbError as error:
            return plain_pages.password_form(name, token, wrong=f"{str(error).capitalize()}.")
        return self._let_in(asked, browser, at("/"))

    def _let_in(self, asked: HTTPConnection, token: str, to: str) -> Response:
        """Give the browser its cookie; one that reached us by TLS gives it back by TLS only.

        Where a proxy encrypts, only the browser knows: it says so in ``Origin``.
        """
        response = RedirectResponse(to, 303)
        response.set_cookie(
            self.cookie, token, httponly=True, samesite="lax", secure=is_encrypted(asked), max_age=lasts()
        )
        return response

    def _sign_out(self, asked: HTTPConnection) -> Response:
        from kb.db import engine as db  # noqa: PLC0415
        from kb.store.people.browsers import sign_out  # noqa: PLC0415

        with db.transaction(_engine()) as session:
            sign_out(session, asked.cookies.get(self.cookie, ""))
        response = RedirectResponse(at("/"), 303)
        response.delete_cookie(self.cookie, httponly=True, samesite="lax", secure=is_encrypted(asked))
        return response


def are_set_up(database: str | None) -> bool:
    """Say whether the catalog has accounts with a password, or somebody who is invited to one.

    Raises:
        KbError: the catalog cannot be read, so that nobody knows.
    """
    from kb.db import engine as db  # noqa: PLC0415
    from kb.db.failures import NoCatalogError, OutdatedCatalogError  # noqa: PLC0415
    from kb.queries.people import has_passwords  # noqa: PLC0415

    try:
        opened = db.open_for_reading(database)
    except NoCatalogError:
        return False
    except OutdatedCatalogError:  # the app would bring it up to date before its first page
        opened = db.open_for_writing(database)
    try:
        with db.reading(opened) as session:
            found = has_passwords(session)
    finally:
        opened.dispose()
    if found:
        from kb.store.people import passwords  # noqa: PLC0415

        passwords.require_installed()
    return found


def _engine() -> Engine:
    """The engine of the catalog; the database library is imported when somebody needs it."""
    from app import engine  # noqa: PLC0415

    return engine.engine(engine.url())


def _is_signed_in(token: str) -> bool:
    from kb.db import engine as db  # noqa: PLC0415  see _engine
    from kb.queries.people import digest_of, signed_in_with  # noqa: PLC0415

    if not token:
        return False
    with db.reading(_engine()) as session:
        return signed_in_with(session, digest_of(token)) is not None


def _invited(token: str) -> str:
    from kb.db import engine as db  # noqa: PLC0415
    from kb.store.people.invitations import invited  # noqa: PLC0415

    with db.reading(_engine()) as session:
        return invited(session, token)


def lasts() -> int:
    """Return for how many seconds a browser keeps its cookie."""
    from kb.store.people.browsers import LASTS  # noqa: PLC0415

    return int(LASTS.total_seconds())


async def fields_of(request: Request) -> dict[str, str]:
    """The fields of a form; of one that is too long, or has too many, nothing."""
    body = b""
    async for some in request.stream():
        body += some
        if len(body) > _LARGEST:
            return {}
    try:
        read = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=10)
    except ValueError:
        return {}
    return {name: values[0].replace("\0", "") for name, values in read.items()}  # PostgreSQL takes no NUL


def is_encrypted(asked: HTTPConnection) -> bool:
    """Say whether a browser came by TLS; where a proxy encrypts, only the browser knows."""
    return asked.scope.get("scheme") == "https" or asked.headers.get("origin", "").startswith("https://")


def safe(to: str) -> str:
    """Return where somebody wanted to go, on this server: never the address of another one."""
    parts = urlsplit(to)
    is_ours = to.startswith("/") and not to.startswith(("//", "/\\")) and not (parts.scheme or parts.netloc)
    return to if is_ours and to.isprintable() and "\\" not in to else at("/")
