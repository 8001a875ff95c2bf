"""``kb people list | invite | add | role | end``: who may sign in to the app, and what they may do."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

import typer

from kb.cli.group import Command
from kb.cli.options import Database, Format, Who
from kb.cli.output import render
from kb.cli.output.terminal import Column
from kb.cli.sessions import reading, user_name, writing

Name = Annotated[
    str, typer.Argument(metavar="NAME", help="The name of the person; they code under this name.")
]
RoleOf = Annotated[
    str, typer.Option("--role", metavar="ROLE", help="owner, moderator, coder or reader.", show_default=False)
]


def list_people(database: Database = None, form: Format = "table") -> None:
    """List who may sign in, with their roles.

    Only the app asks people to sign in. Anybody who can change the catalog's file can also change this list.
    """
    from kb.queries.people import PersonRow, people

    with reading(database) as session:
        rows = people(session)
    columns = (
        Column("name", key=True),
        Column("role"),
        Column("state"),
        Column("account", lambda row: row.account or ""),
    )
    render.rows(rows, of=PersonRow, columns=columns, form=form)


def invite(
    name: Name,
    role: Annotated[
        str | None,
        typer.Option(
            "--role", metavar="ROLE", help="owner, moderator, coder or reader; required for a new person."
        ),
    ] = None,
    link: Annotated[
        str, typer.Option("--link", metavar="URL", help="Address under which people open the app.")
    ] = "http://localhost:8501",
    who: Who = None,
    database: Database = None,
) -> None:
    """Print a link with which a person sets a password.

    The link works once, within 7 days. Earlier links of this person stop working. Anybody who has the
    link can sign in as this person, so send it to nobody else. Run the command again if somebody has
    forgotten their password, or to restore access that was ended.
    """
    from kb.queries.people import has_owner
    from kb.store.people import passwords
    from kb.store.people.invitations import invite as store

    address = urlsplit(link)
    if address.scheme not in ("http", "https") or not address.netloc:
        raise typer.BadParameter("use an address such as https://kb.example.org", param_hint="--link")
    passwords.require_installed()
    with writing(database) as session:
        token = store(session, name, role, who=user_name(who))
        has_one = has_owner(session)
    typer.echo(f"{address.scheme}://{address.netloc}{address.path.rstrip('/')}/invitation?token={token}")
    render.note("the link works once, within 7 days; send it to nobody else")
    _tell_of_owner(is_there=has_one)


def add(
    name: Name,
    account: Annotated[
        str,
        typer.Option(
            "--account",
            metavar="ACCOUNT",
            help="E-mail address, or number (sub), that your OpenID provider gives this person.",
        ),
    ],
    role: RoleOf,
    who: Who = None,
    database: Database = None,
) -> None:
    """Give a role to a person who signs in with an OpenID provider.

    The app's secrets file decides who can sign in. People who are not in this list can only read. See
    docs/security.md.
    """
    from kb.queries.people import has_owner
    from kb.store.people.roles import add_person

    with writing(database) as session:
        person = add_person(session, name, role, account=account, who=user_name(who))
        done, has_one = f"added: {person.name}, {person.role}", has_owner(session)
    render.note(done)
    _tell_of_owner(is_there=has_one)


def _tell_of_owner(*, is_there: bool) -> None:
    if not is_there:
        render.note(
            "nobody is an owner yet: in the app, nobody can import, export or manage people; "
            "`kb people invite NAME --role owner`"
        )


def role(name: Name, to: RoleOf, who: Who = None, database: Database = None) -> None:
    """Change the role of a person.

    The change takes effect at once, even if they are signed in. The role of the last owner cannot be changed.
    """
    from kb.store.people.roles import change_role

    with writing(database) as session:
        is_new = change_role(session, name, to, who=user_name(who))
    render.note(f"{name}: {to}" if is_new else f"{name} is {to} already")


def end(name: Name, who: Who = None, database: Database = None) -> None:
    """End the access of a person.

    They are signed out everywhere, and their links and password stop working. Their work is kept, and nobody
    else can get their name. The access of the last owner cannot be ended.
    """
    from kb.store.people.roles import end_access

    with writing(database) as session:
        had = end_access(session, name, who=user_name(who))
    render.note(f"{name} no longer has access" if had else f"{name} had no access")


commands = typer.Typer(
    help="List and invite people, change roles, end access.\n\n"
    "Sign-in is on as soon as somebody is invited, or if an OpenID provider is set up. See docs/security.md.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
for _name, _command, _example in (
    ("list", list_people, "kb people list"),
    ("invite", invite, "kb people invite 'Ann Weber' --role coder --link https://kb.example.org"),
    ("add", add, "kb people add 'Ann Weber' --account ann@example.org --role coder"),
    ("role", role, "kb people role 'Ann Weber' --role moderator"),
    ("end", end, "kb people end 'Ann Weber'"),
):
    commands.command(_name, cls=Command, epilog=f"Example: {_example}")(_command)
