"""How every static figure looks, and how it is written: the same answer gives the same bytes.

Nothing here goes through pyplot, so figures can be drawn in several threads of the app at once. Names of
codes and interviews are never markup: a dollar sign is a dollar sign.
"""

from __future__ import annotations

from pathlib import Path
from typing import IO, Any, Literal

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from kb.codebook.palette import PALETTE
from kb.codebook.theme import LIGHT

Form = Literal["svg", "png", "pdf"]

INK, PAPER, FIRST = LIGHT["ink"], LIGHT["surface"], LIGHT["accent"]
MUTED, FAINT = "#6b6f73", "#d9d5cc"
SECOND, THIRD = PALETTE[1][1], PALETTE[2][1]
"""The colours of series, told apart by the colour-blind, too; see :mod:`kb.codebook.palette`."""

_DOTS = 200
"""Dots per inch of a PNG."""

for _font in sorted((Path(__file__).parent / "fonts").glob("*.ttf")):
    font_manager.fontManager.addfont(_font)

mpl.rcParams.update(
    {
        "svg.hashsalt": "kb",
        "svg.fonttype": "path",
        "text.parse_math": False,
        "font.family": ["IBM Plex Sans", "DejaVu Sans"],  # ours, and matplotlib's for what it lacks
        "font.size": 9,
        "axes.edgecolor": MUTED,
        "axes.labelcolor": INK,
        "axes.linewidth": 0.7,
        "axes.spines.right": False,
        "axes.spines.top": False,
        "axes.titlelocation": "left",
        "axes.titlesize": 10,
        "axes.titleweight": "bold",
        "legend.frameon": False,
        "text.color": INK,
        "xtick.color": MUTED,
        "xtick.labelcolor": INK,
        "ytick.color": MUTED,
        "ytick.labelcolor": INK,
    }
)


def figure(width: float, height: float) -> tuple[Figure, Axes]:
    """Return an empty figure of so many inches, and its axes."""
    made = Figure(figsize=(width, height), layout="constrained", facecolor=PAPER)
    FigureCanvasAgg(made)
    return made, made.subplots()


def save(made: Figure, where: Path | IO[bytes], form: Form) -> None:
    """Write a figure; neither the moment nor a version is in the file."""
    nothing: dict[Form, dict[str, Any]] = {
        "svg": {"Date": None, "Creator": None},
        "png": {"Software": None},
        "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
    }
    made.savefig(where, format=form, dpi=_DOTS, metadata=nothing[form])
