"""Searches are saved; a speaker whom a person put right is marked."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "saved_search",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("query", AutoString(), nullable=False),
        sa.Column("role", AutoString(), nullable=True),
        sa.Column("document", AutoString(), nullable=True),
        sa.Column("attribute", AutoString(), nullable=True),
        sa.Column("who", AutoString(), nullable=False),
        sa.Column("created", UTCDateTime(), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_saved_search_named")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_search")),
        sa.UniqueConstraint("name", name=op.f("uq_saved_search_name")),
        sqlite_autoincrement=True,
    )
    op.add_column("speaker", sa.Column("corrected", sa.Boolean(), server_default=sa.false(), nullable=False))
