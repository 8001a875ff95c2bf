"""``kb network --out FILE``: the network for other programs, or as a picture."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from kb.cli.analyses.network.pair_list import describe_nothing
from kb.cli.output import files, render

if TYPE_CHECKING:
    from kb.analysis.cooccurrence import Cooccurrence, Transitions

_PICTURES = (".svg", ".png", ".pdf")
_READABLE_NODES = 60
"""A picture with more nodes is hard to read."""


def write_network(
    out: Path, found: Cooccurrence | Transitions, selection: dict[str, Any], *, alpha: float | None, seed: int
) -> None:
    """Write the network as a file; as CSV two, one of the edges and one of the nodes."""
    from kb.analysis.cooccurrence import Cooccurrence
    from kb.analysis.network.graphs import graph, steps
    from kb.analysis.network.writers import WRITERS, nodes_csv

    network = (
        graph(found, **selection, alpha=alpha, seed=seed)
        if isinstance(found, Cooccurrence)
        else steps(found, **selection, alpha=alpha, seed=seed)
    )
    ending = out.suffix.lower()
    if not network.number_of_edges():
        is_empty = alpha is None or not len(found.strongest(**selection))
        render.note(
            describe_nothing(found, selection) if is_empty else f"no edge is significant at {alpha:g}"
        )
    if ending in _PICTURES:
        from kb.figures.network import draw

        if len(network) > _READABLE_NODES:
            render.note(f"a picture of {len(network)} nodes is hard to read; --min or --backbone shows fewer")
        files.write_rows(out, ending.removeprefix("."), figure=lambda: draw(network), rows=(), of=())
        return
    files.write_bytes(out, WRITERS[ending](network))
    if ending == ".csv":
        files.write_bytes(out.with_name(f"{out.stem}.nodes.csv"), nodes_csv(network))
