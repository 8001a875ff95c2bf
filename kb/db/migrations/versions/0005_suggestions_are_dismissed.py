"""Suggestions are dismissed: what a coder does not want to see again is remembered."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

REFERENCES = {"document_id": "document.id", "coder_id": "coder.id", "code_id": "code.id"}


def upgrade() -> None:
    op.create_table(
        "dismissed_suggestion",
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(column, sa.Integer(), nullable=False) for column in REFERENCES),
        sa.Column("sha256", AutoString(), nullable=False),
        sa.Column("created", UTCDateTime(), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [column], [target], name=op.f(f"fk_dismissed_suggestion_{column}"), ondelete="CASCADE"
            )
            for column, target in REFERENCES.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dismissed_suggestion")),
        sa.UniqueConstraint(
            *("document_id", "coder_id", "code_id", "sha256"),
            name=op.f("uq_dismissed_suggestion_document_id_coder_id_code_id_sha256"),
        ),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("dismissed_suggestion")
