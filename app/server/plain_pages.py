"""Pages for who is not let in: a sentence that says what to do, and nothing of the catalog or the program."""

from __future__ import annotations

from html import escape
from urllib.parse import quote, urlencode

from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, RedirectResponse

TOKEN = "token"  # noqa: S105  the name of the parameter
_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><title>{title}</title>
<body style="font:16px/1.5 system-ui,sans-serif;max-width:34em;margin:20vh auto;padding:0 1em">
<main>{body}</main></body></html>
"""


def ask_for_link(asked: HTTPConnection) -> HTMLResponse:
    """Say how to get the link. Who comes by a link of another site has to press once: it sends no cookie."""
    body = (
        "<p>Open the link that <code>kb app</code> prints in its terminal: "
        "this page is for the person who started it.</p>"
    )
    if asked.headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
        here = escape(address(asked), quote=True)
        body += f'<p>If you are that person: <a href="{here}">open the page</a>.</p>'
    return _page("Link needed", body, 403)


def ask_to_sign_in() -> HTMLResponse:
    """Show a link to sign in."""
    body = '<p>Sign in to read and code these interviews.</p><p><a href="/sign-in">Sign in</a></p>'
    return _page("Sign in", body, 401)


def not_on_the_list(who: str) -> HTMLResponse:
    """Say to somebody who signed in that nobody let them in."""
    body = (
        f"<p>You signed in as {escape(who)}, who may not open this app: ask whoever runs it to add you.</p>"
        '<p><a href="/auth/logout">Sign out</a></p>'
    )
    return _page("Not on the list", body, 403)


def without_token(asked: HTTPConnection) -> RedirectResponse:
    """Send the browser to the same page without the token in its address."""
    return RedirectResponse(address(asked), 303)


def address(asked: HTTPConnection) -> str:
    """Return what was asked for on this server, without the token: never the address of another one."""
    path = quote("/" + asked.scope["path"].lstrip("/\\"), safe="/")
    query = urlencode([(name, value) for name, value in asked.query_params.multi_items() if name != TOKEN])
    return f"{path}?{query}" if query else path


def _page(title: str, body: str, status: int) -> HTMLResponse:
    return HTMLResponse(_PAGE.format(title=title, body=body), status, {"Cache-Control": "no-store"})
