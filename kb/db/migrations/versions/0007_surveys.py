"""Surveys: a file each row of which is a document."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "survey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("path", AutoString(), nullable=False),
        sa.Column("sha256", AutoString(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("ingested", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey")),
        sa.UniqueConstraint("path", name=op.f("uq_survey_path")),
    )
    # Without a reference, which SQLite adds only by dropping the table, so that codings forget their files.
    op.add_column("source", sa.Column("survey_id", sa.Integer(), nullable=True))
    op.create_index(op.f("ix_source_survey_id"), "source", ["survey_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_source_survey_id"), "source")
    op.drop_column("source", "survey_id")
    op.drop_table("survey")
