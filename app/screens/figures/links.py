"""Where the words behind a number of a figure are: an address that counts exactly what the number counts.

A number for which no page can be limited in the same way leads nowhere: a page that counts something else
would be a claim that is not so.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.screens.figures.sheet import Params
from app.ui import templates
from kb.analysis.value_order import UNKNOWN
from kb.queries.analyses.crosstab import ATTRIBUTE

_WHOLE = ("interview", "coder", "pass", "speaker", "part")
"""Sides on which every coding is something, as it is on every attribute of the case."""

LinkTarget = tuple[str, str]
"""A side of a crosstab, and which of its things."""


def of_thing(level: str, name: str, params: Params) -> str | None:
    """Return where the words behind a thing of a level are."""
    chosen = passes(params)
    pages: dict[str, Callable[[], str]] = {
        "issue": lambda: templates.address("issue", id=name, **{"pass": chosen}),
        "fix": lambda: templates.address("fix", id=name, **{"pass": chosen}),
        "stage": lambda: of_issues(name, None, params),
        "aspect": lambda: of_issues(None, name, params),
        "code": lambda: _code(name),
        "family": lambda: _code(name),
        "interview": lambda: templates.address("read", document=name),
        "coder": lambda: templates.address("issues", coder=name, **{"pass": chosen}),
    }
    return pages[level]() if level in pages else None


def of_issues(stage: str | None, aspect: str | None, params: Params) -> str:
    """Return the list of the issues that arise in a stage and hurt an aspect."""
    return templates.address("issues", stage=stage, aspect=aspect, **{"pass": passes(params)})


def of_cell(one: LinkTarget, other: LinkTarget, count: str, params: Params) -> str | None:
    """Return where the codings of a cell of a crosstab are, counted as in the cell.

    The page of an issue or a fix says how many codings of how many interviews it shows, a search how many
    interviews; neither says how many coders.
    """
    for (level, name), (side, value) in ((one, other), (other, one)):
        if level in ("issue", "fix") and count != "coders":
            limits = _limits_of_evidence(level, side, value)
            if limits is not None:
                return templates.address(level, **({"id": name, "pass": passes(params)} | limits))
        if level == "code" and count == "interviews" and params.get("pass_role") is None:
            where = _limits(side, value)
            if where is not None and '"' not in name:
                return _search(name, **where)
    return None


def of_count(level: str, name: str, params: Params) -> str | None:
    """Return the page that says how many codings of how many interviews a thing has."""
    if level in ("issue", "fix"):
        return of_thing(level, name, params)
    if level == "code" and params.get("pass_role") is None:
        return templates.address("codebook", code=name)
    return None


def of_total(level: str, name: str, over: str, count: str, params: Params) -> str | None:
    """Return where all codings of a row or column are, if each of them is in some cell of the other side."""
    is_whole = (
        over in _WHOLE or over.startswith(ATTRIBUTE) or (level == "issue" and over in ("stage", "aspect"))
    )
    return of_count(level, name, params) if is_whole and count != "coders" else None


def passes(params: Params) -> str | None:
    """Return what the address says of the passes that a figure counts."""
    return None if params.get("pass_role") == "moderator" else "all"


def _limits(side: str, value: str) -> dict[str, Any] | None:
    """What both Search and the page of an issue or a fix take to show one row or column of another side."""
    name = side.removeprefix(ATTRIBUTE)
    match side:
        case _ if value == UNKNOWN:
            return None
        case "interview":
            return {"document": value}
        case "speaker":
            return {"role": value}
        case _ if name != side and ":" not in name:
            return {"attribute": f"{name}: {value}"}
    return None


def _limits_of_evidence(level: str, side: str, value: str) -> dict[str, Any] | None:
    """What the page of an issue or a fix takes to show only what is in a row or column of another side."""
    match side:
        case "coder" | "code":
            return {side: value}
        case "pass" if value == "moderator":
            return {"pass": None}
        case "stage" | "aspect" if level == "issue":
            return {}  # where an issue arises and what it hurts is so of all its codings
    return _limits(side, value)


def _code(name: str) -> str:
    """The search for the words of a code."""
    return (
        _search(name) if '"' not in name else templates.address("codebook", code=name)
    )  # no search can quote it


def _search(code: str, **limits: Any) -> str:
    plain = code.replace("-", "").replace("_", "").isalnum()
    return templates.address("search", q=f"code:{code}" if plain else f'code:"{code}"', **limits)
