"""Who started the app is let in: by a link with a token, then by a cookie of this catalog only."""

from __future__ import annotations

import hashlib
import secrets

from itsdangerous import BadSignature, URLSafeSerializer
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import Receive

from app.server import plain_pages

_SIGNED = {"digest_method": hashlib.sha256}


class Admission:
    """Lets in who has the token, or the cookie that was given for it.

    Args:
        token: what the link says; it signs the cookie, so that a new token makes old cookies worthless.
        catalog: the mark of the catalog. Browsers give cookies to all ports of a computer: the name keeps two
            catalogs apart, the signature keeps the cookie of one from opening the other.
    """

    def __init__(self, token: str, catalog: str) -> None:
        self._token = token
        self._once = {secrets.token_urlsafe(32)}
        self._serializer = URLSafeSerializer(token, salt=f"kb app {catalog}", signer_kwargs=_SIGNED)
        self.cookie = f"kb_app_{catalog}"

    @property
    def token(self) -> str:
        """What the printed link says."""
        return self._token

    @property
    def opening(self) -> str:
        """What the link says that the browser is started with.

        Others may see it in the list of processes, so it counts once.
        """
        return next(iter(self._once), self._token)

    async def form(self, asked: HTTPConnection, receive: Receive) -> None:
        """Have no form."""

    def new_cookie(self) -> str:
        """Return a cookie for one more browser."""
        return str(self._serializer.dumps(secrets.token_urlsafe(9)))

    async def answer(self, asked: HTTPConnection) -> Response | None:
        """Return what a stranger is told, or what takes the token out of the address; None lets in."""
        given = asked.query_params.get(plain_pages.TOKEN)
        is_known = self._knows(asked)
        if given is not None and asked.scope["type"] == "http":
            if self._takes(given):
                response = plain_pages.without_token(asked)
                is_secure = asked.scope.get("scheme") == "https"
                response.set_cookie(
                    self.cookie, self.new_cookie(), httponly=True, samesite="strict", secure=is_secure
                )
                return response
            if is_known:
                return plain_pages.without_token(asked)
        return None if is_known else plain_pages.ask_for_link(asked)

    def _knows(self, asked: HTTPConnection) -> bool:
        try:
            self._serializer.loads(asked.cookies.get(self.cookie, ""))
        except BadSignature:
            return False
        return True

    def _takes(self, given: str) -> bool:
        """Whether this is the token, or the one that counts once, which it has then done."""
        taken = {once for once in self._once if secrets.compare_digest(once.encode(), given.encode())}
        self._once -= taken
        return secrets.compare_digest(self._token.encode(), given.encode()) or bool(taken)
