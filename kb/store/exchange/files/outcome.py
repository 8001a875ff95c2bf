"""What an import comes to, or would come to: a value that is sent as JSON from the process that imports."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from kb.exchange.archive.difference import Difference
from kb.exchange.archive.merge import Conflict
from kb.exchange.model import Problem
from kb.exchange.report import LossRow, TextRow
from kb.store.exchange.importing import Clash


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a file is, what becomes of it, and what a person has to decide or should look at.

    ``form`` is the name of a form, or ``archive``. ``changes`` counts rows of the catalog by what became of
    them (``made coding``). ``before`` says when, and of which file, a project of this name was imported last.
    ``clashes`` were changed both here and in the file. Of an archive, ``differences`` are the first of those
    between the catalog and it, and ``different`` counts all of them; ``is_free`` says that the catalog is
    empty, which an archive needs. ``action`` is what can be undone; None where nothing was stored.
    """

    form: str
    title: str
    name: str
    origin: str | None = None
    rows: tuple[LossRow, ...] = ()
    texts: tuple[TextRow, ...] = ()
    problems: tuple[Problem, ...] = ()
    clashes: tuple[Clash, ...] = ()
    changes: Mapping[str, int] = field(default_factory=dict)
    before: tuple[str, str] | None = None
    is_free: bool = True
    differences: tuple[Difference, ...] = ()
    different: Mapping[str, int] = field(default_factory=dict)
    action: str | None = None
    is_stored: bool = False

    @property
    def is_archive(self) -> bool:
        """Whether the file is a whole catalog."""
        return self.form == "archive"


@dataclass(frozen=True, slots=True)
class MergeOutcome:
    """What merging a copy comes to: conflicts, and what would change in the catalog, counted.

    ``is_made`` says that every conflict is decided and the merged project is there. ``words`` are the words
    on which the catalog and the copy have a coding, by the keys of conflicts about that.
    """

    conflicts: tuple[Conflict, ...]
    changes: Mapping[str, int]
    is_made: bool
    words: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def to_json(outcome: Outcome | MergeOutcome) -> str:
    """Return an outcome as JSON."""
    return json.dumps(asdict(outcome))


def from_json(text: str | bytes) -> Outcome:
    """Return the outcome that was sent.

    Raises:
        ValueError: it is none.
    """
    told = json.loads(text)
    parts: dict[str, type[Any]] = {
        "rows": LossRow,
        "texts": TextRow,
        "problems": Problem,
        "clashes": Clash,
        "differences": Difference,
    }
    try:
        told |= {name: tuple(part(**each) for each in told[name]) for name, part in parts.items()}
        told["before"] = tuple(told["before"]) if told["before"] else None
        return Outcome(**told)
    except (KeyError, TypeError) as error:
        message = "this is not the outcome of an import"
        raise ValueError(message) from error


def merge_from_json(text: str | bytes) -> MergeOutcome:
    """Return the outcome of a merge that was sent.

    Raises:
        ValueError: it is none.
    """
    try:
        told = json.loads(text)
        conflicts = tuple(Conflict(**each) for each in told["conflicts"])
        words = {key: (ours, theirs) for key, (ours, theirs) in told["words"].items()}
        return MergeOutcome(conflicts, told["changes"], is_made=told["is_made"], words=words)
    except (KeyError, TypeError) as error:
        message = "this is not the outcome of a merge"
        raise ValueError(message) from error
