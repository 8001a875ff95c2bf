"""What an import comes to, or would come to: a value that is sent as JSON from the process that imports."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from kb.exchange.archive.difference import Difference
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


def to_json(outcome: Outcome) -> str:
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
        message = "this is no outcome of an import"
        raise ValueError(message) from error
