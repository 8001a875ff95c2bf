"""Projects of other tools: read into a :class:`kb.exchange.model.Project`, and written from one.

A form of file is a module in :mod:`kb.exchange.forms` with a ``FORM``. Nothing of that knows the catalog:
``kb.store.exchange`` stores a project, ``kb.queries.exchange`` makes one of what the catalog has. The
archive of a whole catalog is :mod:`kb.exchange.archive`, which reads its tables.
"""

from __future__ import annotations

from kb.exchange.forms import read, write

__all__ = ["read", "write"]
