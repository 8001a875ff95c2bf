"""Under which names the app answers: a page of another site can make any name mean this computer."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
"""What this computer calls itself."""
_HOST = re.compile(r"(?:\[(?P<six>[0-9a-f:.]+)\]|(?P<name>[a-z0-9._-]+))(?::\d{1,5})?", re.IGNORECASE)
_ORIGIN = re.compile(r"https?://(?P<host>[^/?#@]+)", re.IGNORECASE)


def is_loopback(address: str) -> bool:
    """Say whether an address is reachable from this computer only."""
    found = _number(address)
    return address.lower() == "localhost" or (found is not None and found.is_loopback)


@dataclass(frozen=True)
class Addresses:
    """The names of this app beside those of this computer, and origins other than the host asked for."""

    names: frozenset[str] = frozenset()
    origins: frozenset[str] = frozenset()

    def is_own_host(self, host: str | None, reached: str | None) -> bool:
        """Say whether a request asks for this app.

        Args:
            host: the header of the request, with or without a port; a tunnel may have another one.
            reached: the address of this computer that the connection came to. As a number it is no name
                that somebody else can lend.
        """
        parts = _HOST.fullmatch(host or "")
        if parts is None:
            return False
        name = (parts["six"] or parts["name"]).lower().rstrip(".")
        return name in LOOPBACK or name in self.names or (_number(name) or "") == _number(reached or "")

    def is_own_origin(self, origin: str | None, host: str | None) -> bool:
        """Say whether a page of this app asks; what is no page of a browser names no origin."""
        if origin is None or origin.lower() in self.origins:
            return True
        parts = _ORIGIN.fullmatch(origin)
        return parts is not None and host is not None and parts["host"].lower() == host.lower()


def _number(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found
