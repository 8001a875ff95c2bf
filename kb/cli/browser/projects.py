"""``kb projects list | serve | nginx``: several projects on one server, each with a catalog of its own."""

from __future__ import annotations

import signal
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from kb.cli.group import Command
from kb.cli.options import Format
from kb.cli.output import render
from kb.cli.output.terminal import Column

if TYPE_CHECKING:
    from kb.db.projects import Project

ListFile = Annotated[
    str | None,
    typer.Option(
        "--projects",
        metavar="FILE",
        help="The list of projects.  [default: KB_PROJECTS, else projects.toml]",
        show_default=False,
    ),
]


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """A project as the list shows it: the name in its address, what it is called, how many may open it."""

    name: str
    title: str | None
    people: int | None
    port: int
    database: str
    problem: str | None


def list_projects(projects: ListFile = None, form: Format = "table") -> None:
    """List the projects of this server.

    The table shows the title of each project, the number of people who may open it, and its port. A project
    whose catalog cannot be opened is listed with the reason.
    """
    from kb.db.projects import listed

    rows = [_row(each) for each in listed(projects)]
    columns = (
        Column("name", key=True),
        Column("title", lambda row: row.title or row.problem or ""),
        Column("people", lambda row: "" if row.people is None else row.people),
        Column("port"),
    )
    render.rows(rows, of=ProjectRow, columns=columns, form=form)


def _row(project: Project) -> ProjectRow:
    from kb.db import engine as db
    from kb.db.engine import locate
    from kb.errors import KbError
    from kb.queries.codebook.study_contents import study_contents
    from kb.queries.people import people

    where = locate(project.database).render_as_string()
    try:
        opened = db.open_for_reading(project.database)
    except KbError as error:
        return ProjectRow(project.name, None, None, project.port, where, str(error))
    try:
        with db.reading(opened) as session:
            title, count = study_contents(session).name, sum(row.state != "ended" for row in people(session))
    finally:
        opened.dispose()
    return ProjectRow(project.name, title or project.fallback_title, count, project.port, where, None)


def serve(
    host_name: Annotated[
        list[str] | None,
        typer.Option(
            "--host-name", metavar="NAME", help="Host name or address of the server. Can be repeated."
        ),
    ] = None,
    port: Annotated[
        int, typer.Option("--port", metavar="N", min=1, max=65_535, help="Port to listen on.")
    ] = 8500,
    projects: ListFile = None,
) -> None:
    """Serve the page on which people sign in and choose a project.

    It shows each person the projects in which they have a role, and no others. The apps of the projects run
    beside it (`kb app --project NAME`), behind one nginx. Restart it when the list
    changes. See docs/server.md.
    """
    from kb.db.projects import listed

    listed(projects)
    flags = ["--port", str(port)] + [f"--host-name={name}" for name in host_name or ()]
    flags += [f"--projects={projects}"] if projects else []
    server = subprocess.Popen([sys.executable, "-m", "app.server.projects", *flags])  # noqa: S603  ours
    signal.signal(signal.SIGTERM, lambda *_: server.terminate())  # it would live on, and keep the port
    try:
        code = server.wait()
    except KeyboardInterrupt:
        server.terminate()
        server.wait()
        raise typer.Exit(0) from None
    raise typer.Exit(0 if code == -signal.SIGTERM else code)


def nginx(projects: ListFile = None) -> None:
    """Print the port of each project, for nginx.

    deploy/nginx-projects.conf reads it; write it again and reload nginx when the list changes.
    """
    from kb.db.projects import listed

    for each in listed(projects):
        typer.echo(f"{each.name} {each.port};")


commands = typer.Typer(
    help="List and serve the projects of a server.\n\n"
    "Each has a catalog, people and an app of its own. See docs/server.md.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
for _name, _command, _example in (
    ("list", list_projects, "kb projects list"),
    ("serve", serve, "kb projects serve --host-name kb.example.org"),
    ("nginx", nginx, "kb projects nginx > /etc/nginx/kb-projects.map"),
):
    commands.command(_name, cls=Command, epilog=f"Example: {_example}")(_command)
