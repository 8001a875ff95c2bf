"""Sign-in: whether it is set up so that it works, and who of those who sign in may come in."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection
from starlette.responses import RedirectResponse, Response
from starlette.types import Receive
from streamlit import auth_util
from streamlit.web.server.server_util import AUTH_COOKIE_NAME
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value

from app.server import plain_pages
from app.server.addresses import at, base, is_loopback
from kb.errors import KbError

NEEDED = ("redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url")
"""What ``[auth]`` must say."""
CALLBACK = "/oauth2callback"
_OUTSIDE = ("/auth/login", "/auth/logout", CALLBACK)
"""What Streamlit does with somebody who is not signed in yet."""
_START = "/sign-in"
_SECRET_LENGTH = 32
_EVERYBODY = "*"
_NAMES = ("name", "preferred_username", "email", "sub")
"""What a provider may call a person, the best first; OpenID Connect promises the last one only."""


class SignInError(KbError):
    """Sign-in is set up, and would not work: nobody is let in rather than everybody."""


@dataclass(frozen=True)
class SignIn:
    """Lets in who is signed in and on the list."""

    origin: str
    secret: str
    people: tuple[str, ...]

    async def answer(self, asked: HTTPConnection) -> Response | None:
        """Return the page to sign in, or why somebody is not let in; None lets in."""
        path = asked.scope["path"]
        if path in _OUTSIDE:
            return None
        if path == _START:
            token = auth_util.encode_provider_token("default")
            return RedirectResponse(at(f"/auth/login?provider={token}"), 303)
        claims = self.claims(asked.cookies)
        if claims is None:
            return plain_pages.ask_to_sign_in()
        if not self.is_welcome(claims):
            return plain_pages.not_on_the_list(_called(claims))
        if base() and not await run_in_threadpool(_has_role, claims):  # of several projects, it is not theirs
            return plain_pages.without_role(_called(claims))
        return None

    async def form(self, asked: HTTPConnection, receive: Receive) -> None:
        """Have no form."""

    def is_welcome(self, claims: Mapping[str, Any]) -> bool:
        """Say whether somebody is on the list: by address, by the end of it, or by the provider's number.

        An address that the provider says it has not checked counts for nobody.
        """
        return _EVERYBODY in self.people or any(map(self._is_listed, accounts_of(claims)))

    def _is_listed(self, account: str) -> bool:
        is_of_place = "@" in account and account[account.rindex("@") :] in self.people
        return is_of_place or account in self.people

    def claims(self, cookies: Mapping[str, str]) -> Mapping[str, Any] | None:
        """Return what the provider said of who is signed in, as Streamlit has signed it in a cookie."""

        def cookie(name: str) -> bytes | None:
            return decode_signed_value(self.secret, name, cookies.get(name, ""))

        try:
            claims = json.loads(auth_util.get_cookie_with_chunks(cookie, AUTH_COOKIE_NAME) or "null")
        except ValueError:
            return None
        if not isinstance(claims, dict) or claims.get("origin") != self.origin:
            return None
        return claims if claims.get("is_logged_in") is True else None


def _has_role(claims: Mapping[str, Any]) -> bool:
    from app import engine  # noqa: PLC0415  the database library is imported when somebody needs it
    from kb.db import engine as db  # noqa: PLC0415
    from kb.queries.people import signed_in_as  # noqa: PLC0415

    with db.reading(engine.engine(engine.url())) as session:
        found = signed_in_as(session, accounts_of(claims), name_of(claims), listed_only=True)
    return found is not None


def accounts_of(claims: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what a provider calls a person, the surest first: their number, and an address if it is checked.

    Others could claim an address that nobody has checked, also as their number: some providers let people
    choose it.
    """
    number, email = str(claims.get("sub") or ""), str(claims.get("email") or "").lower()
    is_checked = "@" in email and claims.get("email_verified") not in (False, "false")
    return tuple(filter(None, ("" if "@" in number else number, email if is_checked else "")))


def name_of(claims: Mapping[str, Any]) -> str:
    """Return the name that a provider gives a person; nothing where it gives none."""
    return next((str(claims[each]) for each in _NAMES if claims.get(each)), "")


def read(files: Sequence[str | Path]) -> SignIn | None:
    """Return the sign-in that these files set up, or None where none of them speaks of it.

    Raises:
        SignInError: a file cannot be read, or what it says would not work.
    """
    said: dict[str, Any] = {}
    found = [Path(file) for file in files if Path(file).is_file()]
    for file in found:  # of what several say, the last one counts
        said |= _table(file)
    if "auth" not in said:
        return None
    return checked(said, where=", ".join(map(str, found)))


def checked(said: Mapping[str, Any], *, where: str) -> SignIn:
    """Return the sign-in that secrets describe.

    Raises:
        SignInError: it would not work, or lets in people whom nobody named.
    """
    auth = said["auth"]
    missing = [name for name in NEEDED if not isinstance(auth, dict) or not _is_text(auth.get(name))]
    if missing:
        raise SignInError(f"sign-in lacks {', '.join(missing)} under [auth] in {where}")
    redirect = urlsplit(auth["redirect_uri"])
    if redirect.path != CALLBACK or not redirect.hostname:
        raise SignInError(f"redirect_uri in {where} must read https://YOUR.HOST{CALLBACK}")
    if redirect.scheme != "https" and not (redirect.scheme == "http" and is_loopback(redirect.hostname)):
        raise SignInError(
            f"redirect_uri in {where} must begin with https://; anybody on the way could read along"
        )
    if len(auth["cookie_secret"]) < _SECRET_LENGTH:
        raise SignInError(f"cookie_secret in {where} is too short: {_SECRET_LENGTH} random letters at least")
    if not auth_util.is_authlib_installed():
        raise SignInError("sign-in needs Authlib: run pip install 'streamlit[auth]'")
    return SignIn(f"{redirect.scheme}://{redirect.netloc}", auth["cookie_secret"], _people(said, where))


def _people(said: Mapping[str, Any], where: str) -> tuple[str, ...]:
    access = said.get("access")
    people = access.get("people") if isinstance(access, dict) else None
    people = [people] if isinstance(people, str) else people
    if not isinstance(people, list) or not people or not all(map(_is_text, people)):
        raise SignInError(
            f'{where} does not say who may come in: write people = ["ann@example.org"] under [access]; '
            '"@example.org" is everybody there, "*" everybody who can sign in'
        )
    return tuple(each.strip().lower() if "@" in each else each.strip() for each in people)


def _table(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SignInError(f"{file} cannot be read: {error}") from error


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _called(claims: Mapping[str, Any]) -> str:
    return str(claims.get("email") or claims.get("name") or claims.get("sub") or "somebody")
