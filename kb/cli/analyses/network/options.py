"""The options of ``kb network``, in groups: what counts as a pair, which pairs are listed, where they go."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from kb.cli.options import MAX_NUMBER, MAX_SEED

UnitName = Literal["overlap", "same", "paragraph", "window", "document"]
LevelName = Literal["code", "issue", "issue-fix", "issue-stage", "aspect"]
MeasureName = Literal["count", "interviews", "jaccard", "c", "lift", "npmi", "share"]
ENDINGS = (".graphml", ".gexf", ".json", ".csv", ".svg", ".png", ".pdf")

COUNTING, DISPLAY, OUTPUT = "Counting options", "Display options", "Output options"


@dataclass(frozen=True, slots=True, kw_only=True)
class CountingOptions:
    """What counts as occurring together."""

    unit: Annotated[
        UnitName,
        typer.Option(
            "--unit",
            help="Unit of analysis: two codings occur together if their text overlaps, if it is the same, or "
            "if they are in the same paragraph, window of paragraphs or document.",
            rich_help_panel=COUNTING,
        ),
    ] = "paragraph"
    window: Annotated[
        int,
        typer.Option(
            "--window",
            metavar="N",
            min=1,
            max=MAX_NUMBER,
            help="Size of the window, in paragraphs, for --unit window.",
            rich_help_panel=COUNTING,
        ),
    ] = 3
    touching: Annotated[
        bool,
        typer.Option(
            "--touching",
            help="For --unit overlap, include codings where one begins where the other ends.",
            rich_help_panel=COUNTING,
        ),
    ] = False
    level: Annotated[
        LevelName | None,
        typer.Option(
            "--level",
            help="What to pair: codes, issues, issues with fixes or stages, or aspects.  "
            "[default: issue; without issues, code]",
            rich_help_panel=COUNTING,
            show_default=False,
        ),
    ] = None
    coders: Annotated[
        Literal["same", "across"],
        typer.Option(
            "--coders",
            help="Pair codings of the same coder only, or across coders.",
            rich_help_panel=COUNTING,
        ),
    ] = "same"
    follows: Annotated[
        int | None,
        typer.Option(
            "--follows",
            metavar="N",
            min=1,
            max=MAX_NUMBER,
            help="Count sequences instead: codings that begin within N paragraphs after another ends.",
            rich_help_panel=COUNTING,
        ),
    ] = None

    @property
    def across_coders(self) -> bool:
        """Whether codings of different coders make a pair."""
        return self.coders == "across"


@dataclass(frozen=True, slots=True, kw_only=True)
class DisplayOptions:
    """Which pairs are listed, and in which order."""

    measure: Annotated[
        MeasureName | None,
        typer.Option(
            "--measure",
            help="Measure of strength, for sorting and for --min.  [default: jaccard; with --follows count]",
            rich_help_panel=DISPLAY,
        ),
    ] = None
    minimum: Annotated[
        float,
        typer.Option(
            "--min", metavar="VALUE", min=0, help="Minimum strength of a pair.", rich_help_panel=DISPLAY
        ),
    ] = 0.0
    interviews: Annotated[
        int,
        typer.Option(
            "--interviews",
            metavar="N",
            min=1,
            max=MAX_NUMBER,
            help="Minimum number of interviews per pair.",
            rich_help_panel=DISPLAY,
        ),
    ] = 1
    limit: Annotated[
        int | None,
        typer.Option(
            "--limit",
            metavar="N",
            min=0,
            max=MAX_NUMBER,
            help="Show at most N; 0 for all.  [default: 20; with --out all]",
            show_default=False,
            rich_help_panel=DISPLAY,
        ),
    ] = None
    pair: Annotated[
        str | None,
        typer.Option(
            "--pair",
            metavar="A,B",
            help="Show the quotes in which A and B occur together, instead of the list.",
            rich_help_panel=DISPLAY,
        ),
    ] = None

    @property
    def shown(self) -> int | None:
        """How many a list shows, or None for all."""
        return 20 if self.limit is None else self.limit or None

    def selection(self, *, sequences: bool, limit: int | None) -> dict[str, Any]:
        """Return what the lists and networks of :mod:`kb.analysis.cooccurrence` select by."""
        return {
            "measure": self.measure or ("count" if sequences else "jaccard"),
            "least": self.minimum,
            "interviews": self.interviews,
            "limit": limit,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputOptions:
    """The file that the network is written to."""

    backbone: Annotated[
        float | None,
        typer.Option(
            "--backbone",
            metavar="ALPHA",
            min=0,
            max=1,
            help="With --out, keep only edges that are significant at ALPHA (disparity filter).",
            rich_help_panel=OUTPUT,
        ),
    ] = None
    seed: Annotated[
        int,
        typer.Option(
            "--seed",
            metavar="N",
            min=0,
            max=MAX_SEED,
            help="Random seed: same seed, same intervals, groups and layout.",
            rich_help_panel=OUTPUT,
        ),
    ] = 0
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="FILE",
            dir_okay=False,
            help=f"Write to FILE: the network as {', '.join(ENDINGS[:-1])} or {ENDINGS[-1]}.",
            rich_help_panel=OUTPUT,
        ),
    ] = None
