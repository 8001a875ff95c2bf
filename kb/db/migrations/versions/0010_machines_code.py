"""Machines code: a pass may be that of a machine, and so may a coding be."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ALLOWED = {
    "coding_pass": ("role", ("coder", "moderator"), "machine"),
    "coding": ("origin", ("imported", "manual", "accepted"), "machine"),
}
"""For each table a column, its values so far, and the new one."""


def upgrade() -> None:
    for table, (column, values, new) in ALLOWED.items():
        _allow(table, column, values, (*values, new))


def downgrade() -> None:
    op.execute("DELETE FROM coding WHERE pass_id IN (SELECT id FROM coding_pass WHERE role = 'machine')")
    op.execute("DELETE FROM coding_pass WHERE role = 'machine'")
    for table, (column, values, new) in ALLOWED.items():
        _allow(table, column, (*values, new), values)


def _allow(table: str, column: str, before: tuple[str, ...], after: tuple[str, ...]) -> None:
    if op.get_context().dialect.name == "sqlite":
        _rebuild(table, _listed(before), _listed(after))
    else:
        op.drop_constraint(op.f(f"ck_{table}_{column}"), table, type_="check")
        op.create_check_constraint(op.f(f"ck_{table}_{column}"), table, f"{column} IN ({_listed(after)})")


def _listed(values: tuple[str, ...]) -> str:
    return ", ".join(f"'{value}'" for value in values)


def _rebuild(table: str, before: str, after: str) -> None:
    """Make the table anew with another check; SQLite cannot change one. No id is lent again afterwards."""
    connection = op.get_bind()
    known = sa.text("SELECT type, sql FROM sqlite_master WHERE tbl_name = :table AND sql IS NOT NULL")
    statements = connection.execute(known, {"table": table}).all()
    (made,) = (sql for kind, sql in statements if kind == "table")
    if before not in made:
        raise ValueError(f"the table {table} is not as expected")
    last = sa.text("SELECT seq FROM sqlite_sequence WHERE name = :table")
    highest = connection.execute(last, {"table": table}).scalar()
    head, columns = made.split("(", 1)
    connection.exec_driver_sql(f"{head.replace(table, f'{table}_new')}({columns.replace(before, after)}")
    connection.exec_driver_sql(f"INSERT INTO {table}_new SELECT * FROM {table}")  # noqa: S608  our own names
    connection.exec_driver_sql(f"DROP TABLE {table}")
    connection.exec_driver_sql(f"ALTER TABLE {table}_new RENAME TO {table}")
    for kind, sql in statements:
        if kind != "table":
            connection.exec_driver_sql(sql)
    if highest is not None:
        connection.execute(sa.text("DELETE FROM sqlite_sequence WHERE name = :table"), {"table": table})
        kept = sa.text("INSERT INTO sqlite_sequence (name, seq) VALUES (:table, :highest)")
        connection.execute(kept, {"table": table, "highest": highest})
