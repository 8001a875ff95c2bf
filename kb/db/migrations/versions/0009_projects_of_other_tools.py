"""Projects of other tools: trees of codes, sets, typed variables, codes of documents, what is kept."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "exchange_project",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("form", AutoString(), nullable=False),
        sa.Column("file", AutoString(), nullable=False),
        sa.Column("sha256", AutoString(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("imported", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_project")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "named_set",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("description", AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_named_set")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "variable",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("kind", AutoString(), nullable=False),
        sa.Column("description", AutoString(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('Text', 'Boolean', 'Integer', 'Float', 'Date', 'DateTime')",
            name=op.f("ck_variable_kind"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_variable")),
        sa.UniqueConstraint("name", name=op.f("uq_variable_name")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "exchange_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("path", AutoString(), nullable=False),
        sa.Column("sha256", AutoString(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["exchange_project.id"],
            name=op.f("fk_exchange_file_project_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_file")),
        sa.UniqueConstraint("project_id", "path", name=op.f("uq_exchange_file_project_id_path")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "exchange_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("kind", AutoString(), nullable=False),
        sa.Column("guid", AutoString(), nullable=False),
        sa.Column("owner", AutoString(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("noun", AutoString(), nullable=True),
        sa.Column("row_id", sa.Integer(), nullable=True),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["exchange_project.id"],
            name=op.f("fk_exchange_item_project_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_item")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "code_place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("codable", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("colour", AutoString(), nullable=True),
        sa.Column("description", AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["code_id"], ["code.id"], name=op.f("fk_code_place_code_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["code.id"], name=op.f("fk_code_place_parent_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code_place")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("code_place", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_code_place_code_id"), ["code_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_code_place_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "document_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("pass_id", sa.Integer(), nullable=False),
        sa.Column("code_id", sa.Integer(), nullable=False),
        sa.Column("created", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["code_id"], ["code.id"], name=op.f("fk_document_code_code_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_document_code_document_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["pass_id"], ["coding_pass.id"], name=op.f("fk_document_code_pass_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_code")),
        sa.UniqueConstraint(
            "document_id", "pass_id", "code_id", name=op.f("uq_document_code_document_id_pass_id_code_id")
        ),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("document_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_document_code_code_id"), ["code_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_document_code_document_id"), ["document_id"], unique=False)

    op.create_table(
        "set_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("set_id", sa.Integer(), nullable=False),
        sa.Column("code_id", sa.Integer(), nullable=True),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("memo_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["code_id"], ["code.id"], name=op.f("fk_set_member_code_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_set_member_document_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["memo_id"], ["memo.id"], name=op.f("fk_set_member_memo_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["set_id"], ["named_set.id"], name=op.f("fk_set_member_set_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_set_member")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("set_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_set_member_code_id"), ["code_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_set_member_document_id"), ["document_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_set_member_memo_id"), ["memo_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_set_member_set_id"), ["set_id"], unique=False)


def downgrade() -> None:

    with op.batch_alter_table("set_member", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_set_member_set_id"))
        batch_op.drop_index(batch_op.f("ix_set_member_memo_id"))
        batch_op.drop_index(batch_op.f("ix_set_member_document_id"))
        batch_op.drop_index(batch_op.f("ix_set_member_code_id"))

    op.drop_table("set_member")
    with op.batch_alter_table("document_code", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_document_code_document_id"))
        batch_op.drop_index(batch_op.f("ix_document_code_code_id"))

    op.drop_table("document_code")
    with op.batch_alter_table("code_place", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_code_place_parent_id"))
        batch_op.drop_index(batch_op.f("ix_code_place_code_id"))

    op.drop_table("code_place")
    op.drop_table("exchange_item")
    op.drop_table("exchange_file")
    op.drop_table("variable")
    op.drop_table("named_set")
    op.drop_table("exchange_project")
