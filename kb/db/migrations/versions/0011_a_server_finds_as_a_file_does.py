"""PostgreSQL finds, ranks and orders as SQLite does."""

import sqlalchemy as sa
from alembic import op

from kb.db.fulltext import create_server_index

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return
    op.execute("ALTER TABLE paragraph DROP COLUMN IF EXISTS words")  # an index of earlier versions
    quote = connection.dialect.identifier_preparer.quote
    for table in sa.inspect(connection).get_table_names():
        for column in sa.inspect(connection).get_columns(table):
            if isinstance(column["type"], sa.String) and table != "alembic_version":
                kind = column["type"].compile(connection.dialect).split(" COLLATE ")[0]
                op.execute(
                    f'ALTER TABLE {quote(table)} ALTER COLUMN {quote(column["name"])} TYPE {kind} COLLATE "C"'
                )
    create_server_index(connection)
