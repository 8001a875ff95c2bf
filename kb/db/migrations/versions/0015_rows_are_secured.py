"""A PostgreSQL server checks rights, too: row-level security. A file has nothing like it."""

from alembic import op

from kb.db.rights import row_security
from kb.db.rights.enforce import NEEDED

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_context().dialect.name == "postgresql":
        row_security.build(op.get_bind(), NEEDED)


def downgrade() -> None:
    if op.get_context().dialect.name == "postgresql":
        row_security.take_down(op.get_bind(), NEEDED)
