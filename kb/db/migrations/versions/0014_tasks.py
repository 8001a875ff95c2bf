"""Tasks: who is to code or moderate which document, until when."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    kind = sa.String(collation="C") if op.get_context().dialect.name == "postgresql" else AutoString()
    op.create_table(
        "task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("who", kind, nullable=False),
        sa.Column("role", kind, nullable=False),
        sa.Column("round", kind, nullable=True),
        sa.Column("blind", sa.Boolean(), nullable=False),
        sa.Column("due", kind, nullable=True),
        sa.Column("done", UTCDateTime(), nullable=True),
        sa.Column("created", UTCDateTime(), nullable=False),
        sa.CheckConstraint("role IN ('coder', 'moderator')", name=op.f("ck_task_role")),
        sa.CheckConstraint("who <> ''", name=op.f("ck_task_named")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_task_document_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
        sa.UniqueConstraint("document_id", "who", "role", name=op.f("uq_task_document_id_who_role")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_task_who"), "task", ["who"], unique=False)


def downgrade() -> None:
    op.drop_table("task")
