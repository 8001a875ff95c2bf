"""The way to the scheduler of a Dask cluster, and what can be wrong with it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

__all__ = ["ClusterError", "LostClusterError", "OtherProgramError", "connected", "quiet"]

_SCHEMES = {"dask": "tcp", "dask+tls": "tls"}
_SECONDS = 10
"""How long a scheduler may take to answer."""


class ClusterError(Exception):
    """What is wrong with the cluster, in one line that says what to do."""


class OtherProgramError(ClusterError):
    """A machine of the cluster would read otherwise than this one."""


class LostClusterError(ClusterError):
    """The scheduler, or all workers, were there and are not any more."""


def connected(address: str) -> Any:
    """Return a client of the scheduler at an address.

    Raises:
        ClusterError: it is no address, Dask is not installed, or nothing answers.
    """
    asked = urlsplit(address)
    try:
        port = asked.port
    except ValueError:
        port = None
    if asked.scheme not in _SCHEMES or not asked.hostname or port is None:
        raise ClusterError(f"{address} is not the address of a scheduler; write dask://HOST:PORT")
    try:
        from distributed import Client  # noqa: PLC0415  optional, and a second to load
    except ImportError:
        raise ClusterError("a cluster needs Dask: pip install 'interview-kb[cluster]'") from None
    host = f"[{asked.hostname}]" if ":" in asked.hostname else asked.hostname
    try:
        return Client(f"{_SCHEMES[asked.scheme]}://{host}:{port}", timeout=_SECONDS, set_as_default=False)
    except (OSError, ValueError, TypeError):  # no such host, nobody there, not Dask, no certificates
        raise ClusterError(
            f"no Dask scheduler answers at {address}; check that it runs and can be reached from here"
        ) from None


@contextmanager
def quiet() -> Iterator[None]:
    """Let Dask say nothing: what a person must know is said in a sentence."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)
