"""A small OpenID provider of our own: whoever asks is one person, at once, without a password."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import uvicorn
from app_server import free_port
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route


@dataclass
class Provider:
    """The provider, as it speaks of one person; what it was asked is kept by the code that it gave."""

    address: str
    person: Mapping[str, Any]
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one", "use": "sig"}))
    asked: dict[str, dict[str, str]] = field(default_factory=dict)

    async def describe(self, _: Request) -> Response:
        """Say where everything is."""
        places = {
            "authorization_endpoint": "authorize",
            "token_endpoint": "token",
            "jwks_uri": "keys",
            "end_session_endpoint": "end",
        }
        told: dict[str, Any] = {name: f"{self.address}/{path}" for name, path in places.items()}
        told |= {"issuer": self.address, "id_token_signing_alg_values_supported": ["RS256"]}
        return JSONResponse(told | {"code_challenge_methods_supported": ["S256"]})

    async def authorize(self, request: Request) -> Response:
        """Send a person back with a code."""
        code, given = secrets.token_urlsafe(8), dict(request.query_params)
        self.asked[code] = given
        back = urlencode({"code": code, "state": given["state"]})
        return RedirectResponse(f"{given['redirect_uri']}?{back}", 302)

    async def token(self, request: Request) -> Response:
        """Say for a code who the person is, signed."""
        given = self.asked[str((await request.form())["code"])]
        now = int(time.time())
        claims = {"iss": self.address, "aud": given["client_id"], "nonce": given["nonce"], **self.person}
        signed = jwt.encode({"alg": "RS256", "kid": "one"}, claims | {"iat": now, "exp": now + 600}, self.key)
        return JSONResponse({"access_token": "a", "token_type": "Bearer", "id_token": signed})

    async def keys(self, _: Request) -> Response:
        """Give the key with which signatures are checked."""
        return JSONResponse({"keys": [self.key.as_dict(private=False)]})

    async def end(self, request: Request) -> Response:
        """Send a person back who has signed out."""
        return RedirectResponse(request.query_params["post_logout_redirect_uri"], 302)


@contextmanager
def provider_of(person: Mapping[str, Any]) -> Iterator[Provider]:
    """A provider that answers as long as the block runs."""
    port = free_port()
    found = Provider(f"http://127.0.0.1:{port}", person)
    routes = [
        Route("/.well-known/openid-configuration", found.describe),
        Route("/authorize", found.authorize),
        Route("/token", found.token, methods=["POST"]),
        Route("/keys", found.keys),
        Route("/end", found.end),
    ]
    server = uvicorn.Server(uvicorn.Config(Starlette(routes=routes), port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        yield found
    finally:
        server.should_exit = True
        thread.join()
