"""A code keeps its colour."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("code", sa.Column("colour", sa.Integer(), nullable=True))
