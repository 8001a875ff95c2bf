"""What somebody probably meant with a search that names what is not there, as a search."""

from __future__ import annotations

from sqlmodel import Session

from kb.errors import KbError, UnknownNameError
from kb.queries.syntax.conditions import read_search
from kb.queries.syntax.errors import SearchSyntaxError
from kb.queries.syntax.parse import parse_search
from kb.queries.syntax.render import as_text
from kb.queries.syntax.tree import HasCode, HasProperty, Leaf, with_leaves


def meant_search(session: Session, query: str) -> str | None:
    """Return a search with the nearest name or field in the place of one that is not there, if any."""
    try:
        read_search(session, query)
    except SearchSyntaxError as error:
        return query[: error.start] + error.instead + query[error.end :] if error.instead else None
    except UnknownNameError as error:
        return _with_near(query, error)
    except KbError:
        return None
    return None


def _with_near(query: str, error: UnknownNameError) -> str | None:
    near = error.near
    if near is None or (expression := parse_search(query)) is None:
        return None

    def change(leaf: Leaf) -> Leaf:
        match leaf:
            case HasCode(code) if error.noun == "code" and code == error.name:
                return HasCode(near)
            case HasProperty(field, value) if field == error.noun and value == error.name:
                return HasProperty(field, near)
        return leaf

    return as_text(with_leaves(expression, change))
