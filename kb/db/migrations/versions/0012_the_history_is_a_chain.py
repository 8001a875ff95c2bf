"""The history is a chain of hashes: what is there is chained as it is now, and an entry says so."""

import secrets
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

from kb.db.soundness.sealing import seal_new

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

COLUMNS = ("salt", "digest", "link", "rewritten")


def upgrade() -> None:
    connection = op.get_bind()
    kind = sa.String(collation="C") if connection.dialect.name == "postgresql" else AutoString()
    for name in COLUMNS:
        op.add_column("change", sa.Column(name, kind, nullable=True))
    number = connection.scalar(sa.text("SELECT count(*) FROM change"))
    if number:
        connection.execute(_ENTRIES.insert(), _entry(number))
    seal_new(connection)


def downgrade() -> None:
    op.execute("DELETE FROM change WHERE noun = 'history'")
    with op.batch_alter_table("change") as batch:
        for name in COLUMNS:
            batch.drop_column(name)


_ENTRIES = sa.table(
    "change",
    *(sa.column(name, AutoString()) for name in ("batch", "who", "what", "noun")),
    sa.column("at", UTCDateTime()),
    sa.column("after", sa.JSON()),
    sa.column("undone", sa.Boolean()),
)


def _entry(number: int) -> dict[str, object]:
    return {
        "batch": secrets.token_hex(16),
        "at": datetime.now(UTC),
        "who": "kb",
        "what": "chain the history",
        "noun": "history",
        "after": {"chained": number},
        "undone": False,
    }
