"""``kb recipes list | ways | keep``: what was put right in one file, for the next files of that kind."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_args

import typer

from kb.cli.group import Command
from kb.cli.options import Database, Format, Role
from kb.cli.output import render
from kb.cli.output.terminal import Column

if TYPE_CHECKING:
    from ingest.files.choices import Offer, SpeakerChoice
    from ingest.files.recipes import Recipe

OneFile = Annotated[Path, typer.Argument(metavar="FILE", readable=False, help="An example of these files.")]


@dataclass(frozen=True, slots=True)
class RecipeRow:
    """A recipe: the kind of files that it is for, and how they are read."""

    name: str
    kind: dict[str, Any]
    read: dict[str, Any]


@dataclass(frozen=True, slots=True)
class WayRow:
    """One way to read a file, and what it would give."""

    format: str | None
    grammar: str | None
    columns: tuple[tuple[str, str], ...]
    turns: int
    labels: tuple[str, ...]
    paragraphs: int


def list_recipes(database: Database = None, form: Format = "table") -> None:
    """List the recipes.

    The table shows for which kind of files each recipe is, and how it reads them. Recipes are stored in
    ingest.yaml beside the catalog.
    """
    from kb.store.recipes.reading import read_recipes, recipe_file

    rows = [_row(each) for each in read_recipes(recipe_file(database))]
    columns = (Column("name", key=True), Column("kind", _kind), Column("read", _read))
    render.rows(rows, of=RecipeRow, columns=columns, form=form)


def _row(recipe: Recipe) -> RecipeRow:
    from dataclasses import asdict

    kind = asdict(recipe.kind) if recipe.kind else {}
    choices = asdict(recipe.choices)
    return RecipeRow(recipe.name, _filled(kind), _filled(choices))


def _filled(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value}


def _kind(row: RecipeRow) -> str:
    return "; ".join(
        f"{name} {', '.join(value) if isinstance(value, tuple | list) else value}"
        for name, value in row.kind.items()
    )


def _read(row: RecipeRow) -> list[str]:
    told = []
    for name, value in row.read.items():
        match name, value:
            case "speakers", [*people]:
                told += [f"{each['name']} = {', '.join(each['labels'])}" for each in people]
            case "columns", [*pairs]:
                told += [f"{column}: {use}" for column, use in pairs]
            case "no_labels", [*labels]:
                told.append(f"no labels: {', '.join(labels)}")
            case _:
                told.append(f"{name} {value}")
    return told


def ways(path: OneFile, form: Format = "table") -> None:
    """Show the ways in which a file can be read.

    For each way, the table shows the turns and labels that it finds. Give the values of the columns format
    and grammar to `kb recipes keep` (--as and --grammar).
    """
    from kb.store.recipes.keeping import offers_of_file

    rows = [_way(each) for each in offers_of_file(path)]
    columns = (
        Column("format"),
        Column("grammar"),
        Column("columns", lambda row: ", ".join("=".join(pair) for pair in row.columns)),
        Column("turns", number=True),
        Column("labels", lambda row: ", ".join(row.labels[:4]) + (" …" if len(row.labels) > 4 else "")),  # noqa: PLR2004
    )
    render.rows(rows, of=WayRow, columns=columns, form=form)


def _way(offer: Offer) -> WayRow:
    choices = offer.choices
    return WayRow(
        choices.format, choices.grammar, choices.columns, offer.turns, offer.labels, offer.paragraphs
    )


def keep(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The name of the recipe.")],
    path: OneFile,
    as_format: Annotated[
        str | None, typer.Option("--as", metavar="FORMAT", help="Read as this format; see `kb recipes ways`.")
    ] = None,
    grammar: Annotated[
        str | None,
        typer.Option(
            "--grammar", metavar="GRAMMAR", help="How speakers are labelled; see `kb recipes ways`."
        ),
    ] = None,
    columns: Annotated[
        list[str] | None,
        typer.Option(
            "--column",
            metavar="HEADING=USE",
            help="For a table: what a column contains, such as Person=speaker. Can be repeated.",
        ),
    ] = None,
    not_labels: Annotated[
        list[str] | None,
        typer.Option(
            "--not-label",
            metavar="LABEL",
            help="This label is not a speaker; it belongs to the text. Can be repeated.",
        ),
    ] = None,
    apart: Annotated[
        list[str] | None,
        typer.Option(
            "--apart",
            metavar="LABEL",
            help="Do not merge this label with others like it. Can be repeated.",
        ),
    ] = None,
    speakers: Annotated[
        list[str] | None,
        typer.Option(
            "--speaker",
            metavar="LABEL=NAME",
            help="The speaker of a label. Labels of one speaker are merged.",
        ),
    ] = None,
    roles: Annotated[
        list[str] | None,
        typer.Option(
            "--role",
            metavar="LABEL=ROLE",
            help="The role of the speaker of a label: interviewer, interviewee, other or unknown.",
        ),
    ] = None,
    database: Database = None,
) -> None:
    """Store how to read a file as a recipe for similar files.

    The recipe is stored in ingest.yaml beside the catalog, which you can edit. `kb ingest` uses it for the
    files that it fits; `kb ingest --dry-run` shows which. A recipe of the same name is replaced. The file is
    not imported.
    """
    from ingest.files.choices import Choices
    from kb.store.recipes.keeping import keep_recipe, recipe_of_file

    choices = Choices(
        as_format,
        grammar,
        tuple(map(_pair, columns or ())),
        tuple(not_labels or ()),
        _people(speakers, roles),
    )
    file = keep_recipe(database, recipe_of_file(path, name, choices, apart or ()))
    render.note(f"{name} is kept in {file}; `kb ingest --dry-run` shows which files it fits")


def _pair(given: str) -> tuple[str, str]:
    left, sign, right = (part.strip() for part in given.rpartition("="))
    if not (left and sign and right):
        raise typer.BadParameter(f"{given!r}: write it as LEFT=RIGHT, as in Speaker=speaker")
    return left, right


def _people(speakers: list[str] | None, roles: list[str] | None) -> tuple[SpeakerChoice, ...]:
    """Return who is behind which labels: labels with one name are one person."""
    from ingest.files.choices import SpeakerChoice

    names = dict(map(_pair, speakers or ()))
    given = dict(map(_pair, roles or ()))
    for label, role in given.items():
        if role not in get_args(Role):
            raise typer.BadParameter(f"--role {label}={role}: choose one of {', '.join(get_args(Role))}")
    labels: dict[str, list[str]] = {}
    for label in (*names, *given):
        mine = labels.setdefault(names.get(label, label), [])
        mine += [label] if label not in mine else []
    role_of: dict[str, Role] = {
        name: given[each]  # type: ignore[misc]
        for name, mine in labels.items()
        for each in mine
        if each in given
    }
    return tuple(SpeakerChoice(name, tuple(mine), role_of.get(name)) for name, mine in labels.items())


commands = typer.Typer(
    help="List and store recipes: how to read files of one kind.\n\n"
    "Recipes are in ingest.yaml beside the catalog. `kb ingest` follows them where they fit.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
for _name, _command, _example in (
    ("list", list_recipes, "kb recipes list"),
    ("ways", ways, "kb recipes ways 'Interview 12.txt'"),
    ("keep", keep, "kb recipes keep 'Zoom exports' talk.vtt --role 'Noor Haddad=interviewer'"),
):
    commands.command(_name, cls=Command, epilog=f"Example: {_example}")(_command)
