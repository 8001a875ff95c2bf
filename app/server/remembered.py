"""Who codes in a browser comes back with a cookie that only this app can write, for one catalog."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from itsdangerous import BadSignature, URLSafeSerializer
from starlette.requests import HTTPConnection
from starlette.responses import Response

from app.server.addresses import at

_LENGTH = 32
_YEAR = 365 * 24 * 60 * 60
_PICTURE = '<svg xmlns="http://www.w3.org/2000/svg"/>'
"""What the page shows of it: nothing. Only the answer to a request can write such a cookie."""


class Remembered:
    """Signs the name of a coder, and has the browser keep it."""

    path = "/_kb/coder"

    def __init__(self, secret: str, catalog: str) -> None:
        signed = {"digest_method": hashlib.sha256}
        self._serializer = URLSafeSerializer(secret, salt=f"kb coder {catalog}", signer_kwargs=signed)
        self.cookie = f"kb_coder_{catalog}"

    def address(self, who: str) -> str:
        """Return the address that has the browser keep a name, or forget the one it keeps."""
        return f"{at(self.path)}?who={self.sign(who)}"

    def sign(self, who: str) -> str:
        """Return a name as the cookie holds it."""
        return str(self._serializer.dumps(who))

    def read(self, cookies: Mapping[str, str]) -> str:
        """Return whose name the browser has kept; nothing where somebody else wrote it."""
        return self._checked(cookies.get(self.cookie, "")) or ""

    def answer(self, asked: HTTPConnection) -> Response:
        """Answer a request for :meth:`address`."""
        given = asked.query_params.get("who", "")
        who = self._checked(given)
        if who is None:
            return Response(status_code=400)
        response = Response(_PICTURE, headers={"Cache-Control": "no-store"}, media_type="image/svg+xml")
        if who:
            response.set_cookie(self.cookie, given, max_age=_YEAR, httponly=True, samesite="strict")
        else:
            response.delete_cookie(self.cookie, httponly=True, samesite="strict")
        return response

    def _checked(self, signed: str) -> str | None:
        try:
            return str(self._serializer.loads(signed))
        except BadSignature:
            return None


def kept_secret() -> str:
    """Return what signs the names: the same at each start, else nobody would come back.

    Where there is no home to keep it in, it is new each time, and names are forgotten.
    """
    made = secrets.token_urlsafe(_LENGTH)
    with suppress(OSError, RuntimeError):
        file = Path("~/.interview-kb/app-secret").expanduser()
        file.parent.mkdir(mode=0o700, exist_ok=True)
        with suppress(FileExistsError):
            new = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(new, "w", encoding="ascii") as writing:
                writing.write(made)
        kept = file.read_text(encoding="ascii")
        return kept if len(kept) >= _LENGTH else made
    return made
