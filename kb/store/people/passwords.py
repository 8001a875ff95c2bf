"""Hashes of passwords: Argon2id, with the parameters that argon2-cffi takes by itself (RFC 9106)."""

from __future__ import annotations

import threading
from functools import cache
from typing import Any

from kb.errors import KbError

SHORTEST, LONGEST = 12, 256
_turn = threading.BoundedSemaphore(2)
"""How many are hashed at the same time: each takes 64 MB."""


class PasswordError(KbError):
    """A password that is not taken."""


def hashed(password: str, *, name: str) -> str:
    """Return the hash of a new password.

    Raises:
        PasswordError: it is too short or too long, or is the name.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise PasswordError(f"a password needs {SHORTEST} to {LONGEST} characters")
    if password.casefold().strip() == name.casefold() or len(set(password)) < SHORTEST // 3:
        raise PasswordError("this password is easy to guess; choose another one")
    with _turn:
        return str(_hasher().hash(password))


def is_right(kept: str | None, password: str) -> bool:
    """Say whether a password is the one of a hash. Without a hash it takes as long, and is not."""
    from argon2.exceptions import Argon2Error, InvalidHashError  # noqa: PLC0415  see _hasher

    compared = kept or _of_nobody()
    try:
        with _turn:
            _hasher().verify(compared, password[: LONGEST + 1])
    except (Argon2Error, InvalidHashError):
        return False
    return kept is not None


def require_installed() -> None:
    """Check that passwords can be hashed.

    Raises:
        KbError: what does it is not installed.
    """
    _hasher()


@cache
def _hasher() -> Any:
    try:
        from argon2 import PasswordHasher  # noqa: PLC0415  an extra: only who has accounts needs it
    except ModuleNotFoundError:
        raise KbError("passwords need Argon2: run pip install 'interview-kb[accounts]'") from None
    return PasswordHasher()


@cache
def _of_nobody() -> str:
    """A hash to compare with where there is no person: the time tells nobody who is known."""
    return str(_hasher().hash("nobody has this password"))
