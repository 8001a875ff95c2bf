"""The changes of the codebook that a person can make: what each is called, asks for, touches and does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app import data
from kb.codebook.edits import Place
from kb.queries.codebook.code_seen import CodeSeen
from kb.store.codebook import edit_codes, edit_preview
from kb.store.codebook.edit_preview import EditImpact, Selection

Args = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """A change: its button, the title of its dialog, what it says once done, how it is previewed and done.

    ``then`` is the code to show afterwards; ``asks`` is False where there is nothing to fill in.
    """

    button: str
    title: str
    message: Callable[[Args], str]
    preview: Callable[[Args], EditImpact]
    do: Callable[[Args, str, CodeSeen | None], str]
    then: Callable[[Args], str | None]
    asks: bool = True


def _place(args: Args, name: str) -> Place:
    return Place(
        name=name,
        kind=args["kind"],
        stage=args["stage"],
        aspect=args["aspect"],
        parent=args["parent"],
        carries=tuple(args["carries"]),
        definition=" ".join(args.get("definition", "").split()),
        cues=tuple(args.get("cues", ())),
    )


def _new(args: Args) -> Place:
    return _place(args, " ".join(args["new"].split()))


def _chosen(args: Args) -> Selection:
    return Selection(tuple(args["documents"]), tuple(args["coders"]), args["words"])


CHANGES: dict[str, Change] = {
    "rename": Change(
        "Rename",
        "Rename",
        lambda args: f"“{args['code']}” was renamed to “{args['new']}”. The old name is kept as an alias.",
        lambda args: data.cached_query(edit_preview.preview_rename, args["code"], args["new"]),
        lambda args, who, seen: data.execute(
            edit_codes.rename, args["code"], args["new"], who=who, seen=seen
        ),
        lambda args: " ".join(args["new"].split()),
    ),
    "merge": Change(
        "Merge",
        "Merge into another code",
        lambda args: f"“{args['code']}” was merged into “{args['into']}”.",
        lambda args: data.cached_query(edit_preview.preview_merge, args["code"], args["into"]),
        lambda args, who, seen: data.execute(
            edit_codes.merge, args["code"], args["into"], who=who, seen=seen
        ),
        lambda args: str(args["into"]),
    ),
    "split": Change(
        "Split",
        "Split off a new code",
        lambda args: f"“{args['new']}” was split off from “{args['code']}”.",
        lambda args: data.cached_query(edit_preview.preview_split, args["code"], _new(args), _chosen(args)),
        lambda args, who, seen: data.execute(
            edit_codes.split, args["code"], _new(args), _chosen(args), who=who, seen=seen
        ),
        lambda args: " ".join(args["new"].split()),
    ),
    "move": Change(
        "Move",
        "Move in the codebook",
        lambda args: f"“{args['code']}” was moved.",
        lambda args: data.cached_query(edit_preview.preview_move, _place(args, args["code"])),
        lambda args, who, seen: data.execute(edit_codes.move, _place(args, args["code"]), who=who, seen=seen),
        lambda args: str(args["code"]),
    ),
    "recolour": Change(
        "Recolour",
        "Change colour",
        lambda args: f"The colour of “{args['code']}” was changed.",
        lambda args: data.cached_query(edit_preview.preview_recolour, args["code"]),
        lambda args, who, seen: data.execute(
            edit_codes.recolour, args["code"], args["colour"], who=who, seen=seen
        ),
        lambda args: str(args["code"]),
    ),
    "describe": Change(
        "Describe",
        "Edit the definition",
        lambda args: f"The definition of “{args['code']}” was changed.",
        lambda args: data.cached_query(
            edit_preview.preview_describe, args["code"], args["definition"], tuple(args["cues"])
        ),
        lambda args, who, seen: data.execute(
            edit_codes.describe, args["code"], args["definition"], tuple(args["cues"]), who=who, seen=seen
        ),
        lambda args: str(args["code"]),
    ),
    "delete": Change(
        "Delete",
        "Delete from the codebook",
        lambda args: f"“{args['code']}” was deleted from the codebook.",
        lambda args: data.cached_query(edit_preview.preview_remove, args["code"]),
        lambda args, who, seen: data.execute(edit_codes.remove, args["code"], who=who, seen=seen),
        lambda _args: None,
        asks=False,
    ),
    "create": Change(
        "New code",
        "New code",
        lambda args: f"“{args['new']}” was added to the codebook.",
        lambda args: data.cached_query(edit_preview.preview_create, _new(args)),
        lambda args, who, _seen: data.execute(edit_codes.create, _new(args), who=who),
        lambda args: " ".join(args["new"].split()),
    ),
}
"""Every change by its name."""
