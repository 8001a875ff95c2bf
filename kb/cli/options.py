"""The options that commands share, each defined once: the catalog, the format, the filters, the limit."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_type_hints

import typer

if TYPE_CHECKING:
    from kb.queries.filters import Filters

MOST = 1_000_000_000
"""The largest number that an option takes: a database can count that far."""

DEFAULT_TAXONOMY = "[default: KB_TAXONOMY, else taxonomy.yaml beside the catalog or here, else ours]"
Form = Literal["table", "json", "jsonl", "csv"]

COUNTS = """What is counted: codings are selections that carry a code; one that runs over several paragraphs
counts once, and those that only spill into a paragraph are left out unless --spill is given. Interviews are
documents (interviews, articles, talks) with at least one such coding. Coders are people, moderators included,
with at least one such coding. Paragraphs are those that such codings touch, each once."""

Database = Annotated[
    str | None,
    typer.Option(
        "--database", metavar="PATH|URL", help="The catalog.  [default: KB_DATABASE, or catalog.db]"
    ),
]
Format = Annotated[
    Form, typer.Option("--format", help="How to write the answer: for people, or for programs.")
]
Every = Annotated[bool, typer.Option("--all", help="Also what nobody was heard to speak of.")]
Limit = Annotated[
    int, typer.Option("--limit", metavar="N", min=0, max=MOST, help="How many at most; 0 for all.")
]
Context = Annotated[
    int,
    typer.Option(
        "--context",
        metavar="N",
        min=0,
        max=MOST,
        help="How many paragraphs to show before and after each quote.",
    ),
]
Who = Annotated[
    str | None,
    typer.Option("--who", metavar="NAME", help="Your name, for the history.  [default: your login name]"),
]
TaxonomyPath = Annotated[
    Path | None,
    typer.Argument(
        metavar="FILE",
        help=f"The taxonomy.  {DEFAULT_TAXONOMY}",
        show_default=False,
    ),
]

Role = Literal["interviewer", "interviewee", "other", "unknown"]
DocumentName = Annotated[
    str | None, typer.Option("--document", metavar="DOCUMENT", help="Only in this document.")
]
SpeakerRole = Annotated[Role | None, typer.Option("--speaker-role", help="Only words of such a speaker.")]

_FILTERS: dict[str, Any] = {
    "issue": Annotated[str | None, typer.Option("--issue", metavar="ISSUE", help="Evidence for this issue.")],
    "fix": Annotated[str | None, typer.Option("--fix", metavar="FIX", help="Evidence for this fix.")],
    "code": Annotated[
        str | None,
        typer.Option(
            "--code", metavar="CODES", help="A code, or codes of one paragraph: 'A and (B or C) and not D'."
        ),
    ],
    "stage": Annotated[
        str | None, typer.Option("--stage", metavar="STAGE", help="Issues that arise at this stage.")
    ],
    "aspect": Annotated[
        str | None, typer.Option("--aspect", metavar="ASPECT", help="Issues that hurt this aspect.")
    ],
    "document": DocumentName,
    "coder": Annotated[
        str | None, typer.Option("--coder", metavar="CODER", help="Only what this person coded.")
    ],
    "pass_role": Annotated[
        Literal["coder", "moderator"] | None,
        typer.Option("--pass-role", help="Only what coders, or only what moderators coded."),
    ],
    "speaker_role": SpeakerRole,
    "text": Annotated[
        str | None,
        typer.Option(
            "--text", metavar="WORDS", help="Only in paragraphs with these words; syntax as in `kb search`."
        ),
    ],
    "spill": Annotated[bool, typer.Option("--spill", help="Also codings that only spill into a paragraph.")],
}


def asks(*, without: tuple[str, ...] = (), counts: bool = True) -> Callable[[Callable[..., None]], Any]:
    """Give a command that takes ``filters: Filters`` an option for each filter, and COUNTS in its help.

    Typer reads options from a signature, so the command that Typer sees has one parameter per filter; the
    values that come in are handed on as one :class:`~kb.queries.filters.Filters`.
    """
    names = [name for name in _FILTERS if name not in without]

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(command)
        def run(**given: Any) -> None:
            from kb.queries.filters import Filters

            filters = Filters(**{name: given.pop(name) for name in names})
            command(filters=filters, **given)

        parameters = [*_own(command), *(_option(name) for name in names)]
        run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        run.__annotations__ = {each.name: each.annotation for each in parameters}
        if counts:
            run.__doc__ = f"{inspect.cleandoc(command.__doc__ or '')}\n\n{COUNTS}"
        return run

    return decorate


def _own(command: Callable[..., None]) -> list[inspect.Parameter]:
    """The parameters of a command that are not its filters."""
    # Only a type checker imports Filters, and no option is made of it.
    hints = get_type_hints(command, localns={"Filters": object}, include_extras=True)
    return [
        each.replace(annotation=hints[each.name], kind=inspect.Parameter.KEYWORD_ONLY)
        for each in inspect.signature(command).parameters.values()
        if each.name != "filters"
    ]


def _option(name: str) -> inspect.Parameter:
    default = False if name == "spill" else None
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=_FILTERS[name])


def given_filters(filters: Filters, *, but: tuple[str, ...] = ()) -> list[str]:
    """Return the options of the filters that are given, apart from those that are allowed."""
    given = {name: getattr(filters, name) for name in _FILTERS if name not in but}
    return [f"--{name.replace('_', '-')}" for name, value in given.items() if value not in (None, False)]
