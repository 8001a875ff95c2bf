"""Catalogs of a test process share what SQLAlchemy makes of a statement: each engine would compile anew."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.util import LRUCache

from kb.db import engine

_STATEMENTS = 5_000


@contextmanager
def shared_statements() -> Iterator[None]:
    """Give all SQLite engines that are made within the block one dialect and one cache of statements."""
    shared = create_engine("sqlite://")
    shared.connect().close()  # now the dialect knows what this SQLite can do
    compiled: Any = LRUCache(_STATEMENTS)

    def create(url: Any, **settings: Any) -> Engine:
        made = create_engine(url, **settings)
        if made.dialect.name == "sqlite":
            made.dialect, made._compiled_cache = shared.dialect, compiled
        return made

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "create_engine", create)
        yield
