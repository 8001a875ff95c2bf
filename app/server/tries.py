"""How often somebody may try a password: a few times under one name, then they wait."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

MOST, MOST_OF_ALL = 10, 300
"""Wrong passwords under one name, and under all of them, within a while."""
WHILE = 15 * 60
"""Seconds after which a try is forgotten."""


class Tries:
    """Counts wrong passwords, in the memory of this server."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failed: list[tuple[float, str]] = []
        self._lock = threading.Lock()

    def begin(self, name: str) -> bool:
        """Count a try, and say whether it may be made; :meth:`forget` takes back those that were right.

        It is counted before the password is looked at: many at the same time are not one.
        """
        with self._lock:
            now = self._clock()
            self._failed = [each for each in self._failed if now - each[0] < WHILE]
            own = sum(each[1] == name for each in self._failed)
            if own >= MOST or len(self._failed) >= MOST_OF_ALL:
                return False
            self._failed.append((now, name))
            return True

    def forget(self, name: str) -> None:
        """Forget the tries under a name: the right password was given."""
        with self._lock:
            self._failed = [each for each in self._failed if each[1] != name]
