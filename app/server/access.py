"""Who may come in: decided once, at the start. What is not decided then keeps the app from starting."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

from streamlit import runtime

from app.server import sign_in
from app.server.accounts import Accounts, are_set_up
from app.server.addresses import Addresses, is_loopback
from app.server.admission import Admission
from app.server.guard import Entrance, Open
from app.server.remembered import Remembered, kept_secret
from kb.errors import KbError

_SHORTEST = 32
"""Letters of a token or a secret that somebody gives: nobody can guess so many."""


class ClosedError(KbError):
    """The app would be open to people whom nobody let in."""


@dataclass(frozen=True)
class Access:
    """What a server was started with."""

    addresses: Addresses
    entrance: Entrance
    remembered: Remembered | None
    """Who codes here, unless they sign in."""

    @property
    def has_sign_in(self) -> bool:
        """Whether people are who they sign in as, and nobody else."""
        return isinstance(self.entrance, sign_in.SignIn | Accounts)

    @property
    def is_open(self) -> bool:
        """Whether everybody who reaches the address is let in."""
        return isinstance(self.entrance, Open)


def decide(
    address: str,
    secrets_files: Sequence[str | Path],
    *,
    names: Sequence[str] = (),
    is_insecure: bool = False,
    environment: Mapping[str, str] = os.environ,
) -> Access:
    """Return who may come in.

    Args:
        address: where the server listens.
        secrets_files: where sign-in may be set up.
        names: other names or addresses under which browsers reach it.
        is_insecure: let everybody in who reaches it.
        environment: KB_APP_TOKEN, KB_APP_SECRET and KB_DATABASE.

    Raises:
        KbError: it would be open to others, or the sign-in would not work.
    """
    catalog = mark(environment.get("KB_DATABASE") or "catalog.db")
    entrance: Entrance
    known = {address.lower(), *(name.lower() for name in names)}
    if (signed := sign_in.read(secrets_files)) is not None:
        host = urlsplit(signed.origin).hostname or ""
        return Access(Addresses(frozenset({*known, host}), frozenset({signed.origin})), signed, None)
    origins = frozenset(f"{scheme}://{name.lower()}" for scheme in ("http", "https") for name in names)
    if are_set_up(environment.get("KB_DATABASE")):
        return Access(Addresses(frozenset(known), origins), Accounts(catalog), None)
    if is_insecure:
        entrance = Open()
    elif is_loopback(address):
        entrance = Admission(given(environment, "KB_APP_TOKEN") or secrets.token_urlsafe(32), catalog)
    else:
        raise ClosedError(
            f"{address} is reachable from other computers, and no sign-in is set up: nobody is invited "
            f"(`kb people invite`), and no [auth] is in {', '.join(map(str, secrets_files))}. "
            "See docs/security.md; --insecure lets everybody in"
        )
    secret = given(environment, "KB_APP_SECRET") or kept_secret()
    return Access(Addresses(frozenset(known), origins), entrance, Remembered(secret, catalog))


def mark(database: str) -> str:
    """Return a few letters that tell one catalog from another, without saying where it is."""
    named = database if "://" in database else str(Path(database).expanduser().resolve())
    return sha256(named.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def given(environment: Mapping[str, str], name: str) -> str | None:
    """Return a token or a secret that somebody gives by a variable; None where nobody does.

    Raises:
        KbError: others could guess it.
    """
    found = environment.get(name)
    if found and len(found) < _SHORTEST:
        raise ClosedError(f"{name} is too short: {_SHORTEST} random letters at least")
    return found or None


_current: list[Access] = []


def begin(access: Access) -> None:
    """Note what this server was started with."""
    _current[:] = [access]


def current() -> Access | None:
    """Return what this server was started with; None for a page without one, such as a test."""
    return _current[0] if _current else None


def is_unguarded() -> bool:
    """Say whether a server shows the pages that nobody guards: ``streamlit run app/main.py``."""
    return not _current and runtime.exists() and type(runtime.get_instance()) is runtime.Runtime
