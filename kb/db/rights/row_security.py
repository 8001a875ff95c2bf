"""Rights as PostgreSQL itself checks them (row-level security): a second wall behind our own checks.

Each transaction of somebody who signed in says who acts (:func:`act_as`). Rows of a table are written only
by whoever has its right, passes, their codings and searches by their owner, and entries of the history under
one's own name. Whoever connects without the app says nothing, and may do everything, as with a file. It does
not hold for superusers of the server.

A new table needs a policy, too: :func:`build` again, in a migration; a test compares them with the rights.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, text
from sqlmodel import Session

from kb.db.rights import RIGHTS, Actor, Right, Role

ROLE, NAME = "kb.role", "kb.name"
"""Settings of a transaction: what somebody is, and how they are called."""
_IN_OWN_WORK = """EXISTS (SELECT FROM coding_pass AS own JOIN coder ON coder.id = own.coder_id
    WHERE own.id = {column} AND own.role = 'coder' AND kb_is(coder.name))"""
_OWN: Mapping[str, str] = {
    "coding": _IN_OWN_WORK.format(column="pass_id"),
    "unplaced_coding": _IN_OWN_WORK.format(column="pass_id"),
    "coding_pass": "role = 'coder' AND kb_is((SELECT name FROM coder WHERE coder.id = coder_id))",
    "dismissed_suggestion": "kb_is((SELECT name FROM coder WHERE coder.id = coder_id))",
    "saved_search": "kb_is(who)",
}
"""What must hold of a row that a coder writes, where that can be said of the row alone."""
_FUNCTIONS = f"""
CREATE OR REPLACE FUNCTION kb_may(since text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(current_setting('{ROLE}', true), '') = ''
        OR array_position(ARRAY[{{roles}}], current_setting('{ROLE}', true))
           >= array_position(ARRAY[{{roles}}], since)
$$;
CREATE OR REPLACE FUNCTION kb_is(name text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(current_setting('{ROLE}', true), '') = ''
        OR lower(name) = lower(current_setting('{NAME}', true))
$$;
"""


def build(connection: Connection, needed: Mapping[str, Right]) -> None:
    """Make the policies of these tables, which need these rights; where there are some, they are replaced."""
    connection.exec_driver_sql(_FUNCTIONS.format(roles=", ".join(f"'{role}'" for role in Role)))
    for table, right in needed.items():
        for order in _orders(table, right):
            connection.exec_driver_sql(order)


def take_down(connection: Connection, needed: Mapping[str, Right]) -> None:
    """Take the policies away."""
    for table in needed:
        for verb in ("select", "insert", "update", "delete"):
            connection.exec_driver_sql(f'DROP POLICY IF EXISTS kb_{verb} ON "{table}"')
        connection.exec_driver_sql(f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY')
        connection.exec_driver_sql(f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY')
    connection.exec_driver_sql("DROP FUNCTION IF EXISTS kb_may(text), kb_is(text)")


def act_as(session: Session, actor: Actor) -> None:
    """Say to the server who acts, until the transaction ends."""
    if session.get_bind().dialect.name == "postgresql":
        said = text("SELECT set_config(:role, :is, true), set_config(:name, :called, true)")
        given = {"role": ROLE, "is": str(actor.role), "name": NAME, "called": actor.name}
        session.connection().execute(said, given)


def _orders(table: str, right: Right) -> list[str]:
    """The statements that put a table behind the wall. What PostgreSQL may not change, it leaves as it is."""
    least = f"kb_may('{RIGHTS[right].since}')"
    row = least
    if table in _OWN:
        row = f"kb_may('{RIGHTS[Right.MODERATE].since}') OR ({least} AND {_OWN[table]})"
    made, gone = row, row
    if table == "change":
        made, gone = f"{least} AND kb_is(who)", f"kb_may('{RIGHTS[Right.MANAGE].since}')"
    policies = {
        "select": "USING (true)",
        "insert": f"WITH CHECK ({made})",
        "update": f"USING ({row}) WITH CHECK ({row})",
        "delete": f"USING ({gone})",
    }
    return [
        f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY',
        f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY',
        *(f'DROP POLICY IF EXISTS kb_{verb} ON "{table}"' for verb in policies),
        *(f'CREATE POLICY kb_{verb} ON "{table}" FOR {verb} {what}' for verb, what in policies.items()),
    ]
