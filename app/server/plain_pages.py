"""Pages for who is not let in: a sentence that says what to do, and nothing of the catalog or the program."""

from __future__ import annotations

from html import escape
from urllib.parse import quote, urlencode

from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, RedirectResponse

from app.server.addresses import at

TOKEN = "token"  # noqa: S105  the name of the parameter
_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><meta name="referrer" content="same-origin">
<title>{title}</title>
<style>
  body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 34em; margin: 20vh auto; padding: 0 1em }}
  ul {{ list-style: none; padding: 0 }}
  li {{ margin: 1em 0 }}
  label {{ display: block; margin: 1em 0 .25em }}
  input {{ font: inherit; width: 100%; max-width: 24em; box-sizing: border-box; padding: .5em }}
  button {{ font: inherit; margin-top: 1.5em; padding: .5em 1.5em }}
</style>
<body><main>{body}</main></body></html>
"""
"""The header of every answer sends no referrer; then browsers do not say from where a form comes, either."""


def ask_for_link(asked: HTTPConnection) -> HTMLResponse:
    """Say how to get the link. Who comes by a link of another site has to press once: it sends no cookie."""
    body = (
        "<p>Open the link that <code>kb app</code> prints in its terminal: "
        "this page is for the person who started it.</p>"
    )
    if asked.headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
        here = escape(address(asked), quote=True)
        body += f'<p>If you are that person: <a href="{here}">open the page</a>.</p>'
    return page("Link needed", body, 403)


def ask_to_sign_in() -> HTMLResponse:
    """Show a link to sign in."""
    body = f'<p>Sign in to read and code these interviews.</p><p><a href="{at("/sign-in")}">Sign in</a></p>'
    return page("Sign in", body, 401)


def sign_in_form(to: str, *, name: str = "", wrong: str = "", status: int = 401) -> HTMLResponse:
    """Ask for a name and a password; ``to`` is where somebody wanted to go."""
    body = (
        f"<h1>Sign in</h1>{_wrong(wrong)}"
        f'<form method="post" action="{at("/sign-in")}">'
        f'<input type="hidden" name="to" value="{escape(to, quote=True)}">'
        '<label for="name">Name</label>'
        f'<input id="name" name="name" autocomplete="username" required value="{escape(name, quote=True)}">'
        '<label for="password">Password</label>'
        '<input id="password" name="password" type="password" autocomplete="current-password" required>'
        "<button>Sign in</button></form>"
    )
    return page("Sign in", body, status)


def password_form(name: str, token: str, *, wrong: str = "") -> HTMLResponse:
    """Let somebody who was invited choose a password."""
    body = (
        f"<h1>Choose a password</h1><p>You sign in as {escape(name)}. At least 12 characters.</p>"
        f'{_wrong(wrong)}<form method="post" action="{at("/invitation")}">'
        f'<input type="hidden" name="{TOKEN}" value="{escape(token, quote=True)}">'
        f'<input type="hidden" name="name" autocomplete="username" value="{escape(name, quote=True)}">'
        '<label for="password">Password</label>'
        '<input id="password" name="password" type="password" autocomplete="new-password" required>'
        '<label for="again">The same again</label>'
        '<input id="again" name="again" type="password" autocomplete="new-password" required>'
        "<button>Set the password</button></form>"
    )
    return page("Choose a password", body, 200)


def sign_out_form() -> HTMLResponse:
    """Ask whether to sign out: a link of another page must not do it."""
    body = (
        f'<h1>Sign out</h1><form method="post" action="{at("/sign-out")}"><button>Sign out</button></form>'
        f'<p><a href="{at("/")}">Back to the catalog</a></p>'
    )
    return page("Sign out", body, 200)


def refused(reason: str) -> HTMLResponse:
    """Say why something was not done."""
    return page("Not done", f"<p>{escape(reason[:1].upper() + reason[1:])}.</p>", 403)


def not_on_the_list(who: str) -> HTMLResponse:
    """Say to somebody who signed in that nobody let them in."""
    body = (
        f"<p>You signed in as {escape(who)}, who may not open this app: ask whoever runs it to add you.</p>"
        f'<p><a href="{at("/auth/logout")}">Sign out</a></p>'
    )
    return page("Not on the list", body, 403)


def without_role(who: str) -> HTMLResponse:
    """Say to somebody who signed in that this project of the server is not theirs."""
    body = (
        f"<p>You signed in as {escape(who)}, who has no role in this project: ask one of its owners.</p>"
        '<p><a href="/">Projects</a></p>'
    )
    return page("No role", body, 403)


def without_token(asked: HTTPConnection) -> RedirectResponse:
    """Send the browser to the same page without the token in its address."""
    return RedirectResponse(address(asked), 303)


def address(asked: HTTPConnection) -> str:
    """Return what was asked for on this server, without the token: never the address of another one."""
    path = at(quote("/" + asked.scope["path"].lstrip("/\\"), safe="/"))
    query = urlencode([(name, value) for name, value in asked.query_params.multi_items() if name != TOKEN])
    return f"{path}?{query}" if query else path


def _wrong(said: str) -> str:
    return f'<p role="alert">{escape(said)}</p>' if said else ""


def page(title: str, body: str, status: int) -> HTMLResponse:
    """Return a page with a body of HTML."""
    return HTMLResponse(_PAGE.format(title=title, body=body), status, {"Cache-Control": "no-store"})
