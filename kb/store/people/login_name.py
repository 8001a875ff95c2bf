"""Under which name somebody works who says none: that of the login."""

from __future__ import annotations

import getpass


def login_name() -> str:
    """Return the name of the login."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # no such user, as in a container
        return "somebody"
