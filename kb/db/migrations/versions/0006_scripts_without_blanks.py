"""Words of scripts without blanks are found."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

from kb.db.fulltext import create_spaced_index
from kb.db.spacing import for_index

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BATCH = 1000


def upgrade() -> None:
    op.add_column("paragraph", sa.Column("spaced", AutoString(), nullable=True))
    connection = op.get_bind()
    paragraph = sa.table("paragraph", sa.column("id"), sa.column("text"), sa.column("spaced"))
    last = -1
    while some := connection.execute(
        sa.select(paragraph.c.id, paragraph.c.text)
        .where(paragraph.c.id > last)
        .order_by(paragraph.c.id)
        .limit(BATCH)
    ).all():
        for row in some:
            if words := for_index(row.text):
                connection.execute(paragraph.update().where(paragraph.c.id == row.id).values(spaced=words))
        last = some[-1].id
    create_spaced_index(connection)
