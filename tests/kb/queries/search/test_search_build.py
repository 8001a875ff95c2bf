"""A search put together piece by piece is the one that is typed."""

from __future__ import annotations

import pytest

from kb.errors import KbError
from kb.queries.syntax.build import condition, with_condition, without_condition
from kb.queries.syntax.parse import parse_search
from kb.queries.syntax.render import as_text


@pytest.mark.parametrize(
    ("before", "join", "kind", "value", "after"),
    [
        pytest.param("", "and", "words", "late labels", "late labels", id="the first"),
        pytest.param("", "and", "code", "late labels", 'code:"late labels"', id="a code of several words"),
        pytest.param("drift", "and", "role", "interviewee", "drift and role:interviewee", id="and"),
        pytest.param(
            "a and code:b", "and", "phrase", "own words", 'a and code:b and "own words"', id="and more"
        ),
        pytest.param("a", "or", "code", "b", "a or code:b", id="or"),
        pytest.param("a or b", "and", "code", "c", "(a or b) and code:c", id="and of an or"),
        pytest.param("a", "not", "words", "mon*", "a and not mon*", id="not"),
        pytest.param("a and code:b", "near", "code", "c", "a and code:b near:2 code:c", id="near the last"),
        pytest.param(
            "code:a", "and", "attribute", "sector: x", 'code:a and attribute:"sector: x"', id="a field"
        ),
    ],
)
def test_a_condition_is_added(before: str, join: str, kind: str, value: str, after: str) -> None:
    built = with_condition(parse_search(before), condition(kind, value), join, 2)  # type: ignore[arg-type]
    assert as_text(built) == after
    assert as_text(parse_search(after) or built) == after


@pytest.mark.parametrize(
    ("before", "join", "kind", "value", "apart"),
    [
        pytest.param("", "not", "words", "a", 0, id="not, of nothing"),
        pytest.param("", "and", "pass", "moderated", 0, id="a pass of nothing"),
        pytest.param("a", "and", "words", '  "', 0, id="no value"),
        pytest.param("a", "and", "colour", "red", 0, id="no such kind"),
        pytest.param("a", "near", "words", "b", 51, id="too far"),
        pytest.param("a and not b", "near", "words", "c", 1, id="near what is not there"),
    ],
)
def test_what_cannot_be_added_is_told(before: str, join: str, kind: str, value: str, apart: int) -> None:
    with pytest.raises(KbError):
        with_condition(parse_search(before), condition(kind, value), join, apart)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("before", "place", "after"),
    [
        pytest.param("a and code:b and not c", 1, "a and not c", id="in the middle"),
        pytest.param("a and not c", 1, "a", id="the last but one"),
        pytest.param("(code:a or code:b) not c", 0, "code:b and not c", id="in brackets"),
        pytest.param("code:a near:2 code:b", 0, "code:b", id="beside near"),
        pytest.param("drift", 0, None, id="all there is"),
        pytest.param("drift", 7, "drift", id="none"),
    ],
)
def test_a_condition_is_taken_away(before: str, place: int, after: str | None) -> None:
    expression = parse_search(before)
    assert expression is not None
    left = without_condition(expression, place)
    assert (as_text(left) if left else None) == after
