"""A PostgreSQL server checks rights, too: row-level security. A file has nothing like it."""

import sqlalchemy as sa
from alembic import op

from kb.db.rights import Right, row_security
from kb.db.rights.enforce import NEEDED

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_context().dialect.name == "postgresql":
        row_security.build(op.get_bind(), _tables())


def downgrade() -> None:
    if op.get_context().dialect.name == "postgresql":
        row_security.take_down(op.get_bind(), _tables())


def _tables() -> dict[str, Right]:
    """The tables that there are by now; who makes another one later builds its policy then."""
    there = set(sa.inspect(op.get_bind()).get_table_names())
    return {table: right for table, right in NEEDED.items() if table in there}
