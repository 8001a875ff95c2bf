"""The options that several commands share, each defined once: catalog, format, limit, seed, name, filters."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

import typer

ID_LENGTH = 8
"""Characters of an action's id: enough to tell actions apart, and `kb undo` takes them."""

MAX_NUMBER = 1_000_000_000
"""The largest number that an option takes: a database can count that far."""

MAX_SEED = 2**32 - 1
"""The largest seed that every random generator takes."""

DEFAULT_TAXONOMY = (
    "[default: KB_TAXONOMY, else taxonomy.yaml beside the catalog or in this folder, "
    "else the one in the catalog]"
)
Form = Literal["table", "json", "jsonl", "csv"]

SPILL_COUNTS = "Spilled codings are left out unless you give --spill."

COUNTS = """Codings are passages with a code; a coding over several paragraphs counts once. Interviews are
documents (interviews, articles, talks) with at least one such coding. Coders are people, moderators included,
with at least one such coding. Paragraphs are those with such codings, each counted once."""

Database = Annotated[
    str | None,
    typer.Option(
        "--database",
        metavar="PATH|URL",
        help="The catalog: a file or a database URL.  [default: KB_DATABASE, else catalog.db]",
    ),
]
Format = Annotated[Form, typer.Option("--format", help="Output format.")]
IncludeEmpty = Annotated[bool, typer.Option("--all", help="Include entries without codings.")]
Limit = Annotated[
    int, typer.Option("--limit", metavar="N", min=0, max=MAX_NUMBER, help="Show at most N; 0 for all.")
]
QuoteLimit = Annotated[
    int,
    typer.Option("--quotes", metavar="N", min=0, max=MAX_NUMBER, help="Maximum number of quotes; 0 for all."),
]
Context = Annotated[
    int,
    typer.Option(
        "--context",
        metavar="N",
        min=0,
        max=MAX_NUMBER,
        help="Number of paragraphs to show before and after each quote.",
    ),
]
Who = Annotated[
    str | None,
    typer.Option("--who", metavar="NAME", help="Your name, for the history.  [default: your login name]"),
]
Title = Annotated[
    str | None,
    typer.Option(
        "--title",
        metavar="TEXT",
        help="Title of the output.  [default: the name of the study]",
        show_default=False,
    ),
]
OnCluster = Annotated[
    str | None,
    typer.Option(
        "--workers",
        metavar="dask://HOST:PORT",
        help="Count on the workers of this Dask cluster; the result is the same.",
        show_default=False,
    ),
]
Seed = Annotated[
    int, typer.Option("--seed", metavar="N", min=0, max=MAX_SEED, help="Random seed: same seed, same result.")
]
Resamples = Annotated[
    int,
    typer.Option(
        "--resamples",
        metavar="N",
        min=0,
        max=100_000,
        help="Number of bootstrap samples for the confidence intervals; 0 for no intervals.",
    ),
]
TaxonomyPath = Annotated[
    Path | None,
    typer.Argument(metavar="FILE", help=f"The taxonomy file.  {DEFAULT_TAXONOMY}", show_default=False),
]
Documents = Annotated[
    list[str] | None,
    typer.Argument(metavar="DOCUMENT", help="Limit to these documents.", show_default=False),
]
Structural = Annotated[
    bool,
    typer.Option("--structural", help="Include structural codes, such as the questions of the interview."),
]

Role = Literal["interviewer", "interviewee", "other", "unknown"]
PassRole = Literal["coder", "moderator"]
CountedRole = Annotated[
    PassRole | None,
    typer.Option(
        "--pass-role",
        help="Count codings of coders, or of moderators.  [default: of moderators if there are any]",
        show_default=False,
    ),
]


def _filter(flag: str, metavar: str | None, text: str) -> Any:
    return typer.Option(flag, metavar=metavar, help=text, rich_help_panel="Filters")


DocumentName = Annotated[str | None, _filter("--document", "DOCUMENT", "Limit to this document.")]
SpeakerRole = Annotated[
    Role | None, _filter("--speaker-role", None, "Limit to paragraphs of speakers with this role.")
]

FILTERS: dict[str, Any] = {
    "issue": Annotated[
        str | None, _filter("--issue", "ISSUE", "Limit to codings whose codes are assigned to this issue.")
    ],
    "fix": Annotated[
        str | None, _filter("--fix", "FIX", "Limit to codings whose codes are assigned to this fix.")
    ],
    "code": Annotated[
        str | None,
        _filter(
            "--code",
            "CODES",
            "Limit to a code, or to a combination of codes in one paragraph: 'A and (B or C) and not D'.",
        ),
    ],
    "stage": Annotated[str | None, _filter("--stage", "STAGE", "Limit to issues that arise at this stage.")],
    "aspect": Annotated[
        str | None, _filter("--aspect", "ASPECT", "Limit to issues that affect this quality aspect.")
    ],
    "document": DocumentName,
    "attribute": Annotated[
        str | None,
        _filter(
            "--attribute",
            "NAME:VALUE",
            "Limit to documents of cases with this attribute, such as sector:energy.",
        ),
    ],
    "coder": Annotated[str | None, _filter("--coder", "CODER", "Limit to codings by this coder.")],
    "pass_role": Annotated[
        PassRole | None,
        _filter("--pass-role", None, "Limit to codings by coders, or to codings by moderators."),
    ],
    "speaker_role": SpeakerRole,
    "text": Annotated[
        str | None,
        _filter(
            "--text", "WORDS", "Limit to codings in paragraphs with these words; syntax as in `kb search`."
        ),
    ],
    "spill": Annotated[
        bool,
        _filter(
            "--spill", None, "Include spilled codings: the code is listed at a paragraph without marked text."
        ),
    ],
}
"""An option for each filter of :class:`~kb.queries.filtering.filters.Filters`, by the name of its field."""
