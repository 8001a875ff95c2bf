"""The page of a server with several projects: sign in to all of them at once, and see those that are yours.

It shows nobody a project in which they have no role, not even its name.
"""

from __future__ import annotations

from html import escape
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import Receive

from app.server import plain_pages
from app.server.accounts import SIGN_IN, SIGN_OUT, fields_of, is_encrypted, lasts, safe
from app.server.monitoring import health
from app.server.projects.memberships import Membership, Memberships, cookie_of
from app.server.sign_in import CALLBACK, SignIn, accounts_of, name_of
from app.server.tries import Tries
from kb.queries.people import name_key

_OF_PROVIDER = (SIGN_IN, "/auth/login", "/auth/logout", CALLBACK)
"""What any of the apps does for all of them, where people sign in with a provider."""
_WRONG = "This name and password do not fit."
_WRONG_THERE = "To open this project, sign in with the password that you have there."
_WAIT = "Too many wrong passwords. Try again in a quarter of an hour."


class FrontDoor:
    """Answers everything that is not of one project.

    Args:
        memberships: of the projects.
        provider: with whom people sign in; None where they have passwords.
    """

    def __init__(self, memberships: Memberships, provider: SignIn | None = None) -> None:
        self._memberships, self._provider = memberships, provider
        self._forms = (SIGN_IN, SIGN_OUT) if provider is None else _OF_PROVIDER
        self._tries = Tries()

    async def answer(self, asked: HTTPConnection) -> Response:
        """Return the list of projects, or the form to sign in."""
        path = asked.scope["path"]
        if path == health.PATH:
            return PlainTextResponse("ok")
        if path != "/":
            return plain_pages.page("Not found", '<p><a href="/">Projects</a></p>', 404)
        found, is_all = await run_in_threadpool(self._yours, asked)
        to = safe(asked.query_params.get("to", "/"))
        if _leads_to(to, found) or (found and to == "/"):
            return _list(found, is_all=is_all, can_add=self._provider is None)
        if self._provider is None:
            return plain_pages.sign_in_form(to, wrong=_WRONG_THERE if found else "")
        claims = self._provider.claims(asked.cookies)
        return (
            plain_pages.ask_to_sign_in() if claims is None else plain_pages.not_on_the_list(name_of(claims))
        )

    async def form(self, asked: HTTPConnection, receive: Receive) -> Response | None:
        """Answer a form: sign in, sign out; None where something else is asked for."""
        path = asked.scope["path"]
        if asked.scope["type"] != "http" or path not in self._forms:
            return None
        if self._provider is not None:
            return self._by_an_app(asked)
        if asked.scope["method"] != "POST":
            return plain_pages.sign_in_form("/") if path == SIGN_IN else _sign_out_form()
        if asked.headers.get("origin") in (None, "null"):
            return plain_pages.refused("Open this page in the app, then try again.")
        fields = await fields_of(Request(asked.scope, receive))
        do = self._sign_out if path == SIGN_OUT else self._sign_in
        return await run_in_threadpool(do, asked, fields)

    def _yours(self, asked: HTTPConnection) -> tuple[list[Membership], bool]:
        if self._provider is None:
            return self._memberships.by_cookies(asked.cookies)
        claims = self._provider.claims(asked.cookies)
        if claims is None or not self._provider.is_welcome(claims):
            return [], True
        return self._memberships.by_provider(accounts_of(claims), name_of(claims))

    def _by_an_app(self, asked: HTTPConnection) -> Response:
        """Have the app of a project do it: the provider sends everybody to one address."""
        first, query = self._memberships.projects[0], asked.url.query
        path = first.path + quote(asked.scope["path"])
        return RedirectResponse(f"{path}?{query}" if query else path, 307)

    def _sign_in(self, asked: HTTPConnection, fields: dict[str, str]) -> Response:
        name, to = fields.get("name", ""), safe(fields.get("to", "/"))
        if not self._tries.begin(name_key(name)):
            return plain_pages.sign_in_form(to, name=name, wrong=_WAIT, status=429)
        tokens = self._memberships.sign_in(name, fields.get("password", ""), asked.cookies)
        if not tokens:
            return plain_pages.sign_in_form(to, name=name, wrong=_WRONG)
        self._tries.forget(name_key(name))
        is_there = any(to.startswith(f"{project.path}/") for project in tokens)
        response = RedirectResponse(to if is_there else "/", 303)
        for project, token in tokens.items():
            response.set_cookie(
                cookie_of(project),
                token,
                httponly=True,
                samesite="lax",
                secure=is_encrypted(asked),
                max_age=lasts(),
            )
        return response

    def _sign_out(self, asked: HTTPConnection, _: dict[str, str]) -> Response:
        self._memberships.sign_out(asked.cookies)
        response = RedirectResponse("/", 303)
        for project in self._memberships.projects:
            if (cookie := cookie_of(project)) in asked.cookies:
                response.delete_cookie(cookie, httponly=True, samesite="lax", secure=is_encrypted(asked))
        return response


def _leads_to(to: str, found: list[Membership]) -> bool:
    return any(to.startswith(f"{each.project.path}/") for each in found)


def _list(found: list[Membership], *, is_all: bool, can_add: bool) -> Response:
    rows = "".join(
        f'<li><a href="{each.project.path}/">{escape(each.title)}</a><br>'
        f"{escape(each.person.name)}, {each.person.role}</li>"
        for each in found
    )
    late = "" if is_all else '<p role="status">A project does not answer just now. Try again in a minute.</p>'
    more = '<p><a href="/sign-in">Another project, with another password</a></p>' if can_add else ""
    out = '<p><a href="/auth/logout">Sign out</a></p>' if not can_add else _sign_out_button()
    return plain_pages.page("Projects", f"<h1>Projects</h1>{late}<ul>{rows}</ul>{more}{out}", 200)


def _sign_out_form() -> Response:
    body = f'<h1>Sign out</h1>{_sign_out_button()}<p><a href="/">Projects</a></p>'
    return plain_pages.page("Sign out", body, 200)


def _sign_out_button() -> str:
    return f'<form method="post" action="{SIGN_OUT}"><button>Sign out of all projects</button></form>'
