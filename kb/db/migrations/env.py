"""Runs the migrations on the connection that :mod:`kb.db.engine` hands over."""

from __future__ import annotations

from alembic import context
from sqlmodel import SQLModel

import kb.db.tables  # noqa: F401  registers the tables


def include_name(name: str | None, kind: str, _parents: object) -> bool:
    """Leave the full-text index alone: it is not a table of ours."""
    return not (kind == "table" and name is not None and name.startswith("paragraph_search"))


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    include_name=include_name,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
