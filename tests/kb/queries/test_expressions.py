"""Code expressions: what a person writes to say which codes a paragraph should have."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.queries.syntax.code_expressions import And, ExpressionError, Name, Not, Or, parse, wanted

A, B, C = Name("MM-drift"), Name("monitoring"), Name("feedback-loop")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        pytest.param("MM-drift", A, id="one code"),
        pytest.param("MM-drift and monitoring", And((A, B)), id="both"),
        pytest.param("MM-drift or monitoring", Or((A, B)), id="either"),
        pytest.param("MM-drift and not monitoring", And((A, Not(B))), id="one without the other"),
        pytest.param("MM-drift not monitoring", And((A, Not(B))), id="not alone means and not"),
        pytest.param("MM-drift AND monitoring OR feedback-loop", Or((And((A, B)), C)), id="and binds closer"),
        pytest.param("MM-drift and (monitoring or feedback-loop)", And((A, Or((B, C)))), id="brackets"),
        pytest.param("Issues with performance alerts", Name("Issues with performance alerts"), id="spaces"),
        pytest.param(
            "Model-deployment-issues [MD] and Model-Training-issues (MT)",
            And((Name("Model-deployment-issues [MD]"), Name("Model-Training-issues (MT)"))),
            id="brackets in names",
        ),
        pytest.param('"trial and error" or monitoring', Or((Name("trial and error"), B)), id="quoted"),
    ],
)
def test_an_expression_means(text: str, meant: object) -> None:
    assert parse(text) == meant


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        pytest.param("", "a code is missing", id="empty"),
        pytest.param("MM-drift and", "a code is missing", id="ends with an operator"),
        pytest.param("or MM-drift", "expected a code", id="begins with an operator"),
        pytest.param("(MM-drift", "not closed", id="open bracket"),
        pytest.param("MM-drift)", "did not expect ')'", id="closed too often"),
        pytest.param('""', "expected a code", id="empty name"),
    ],
)
def test_what_cannot_be_read_says_why(text: str, complaint: str) -> None:
    with pytest.raises(ExpressionError, match=complaint.replace(")", r"\)")):
        parse(text)


def test_only_codes_that_are_wanted_are_shown() -> None:
    assert wanted(parse("MM-drift and not (monitoring or feedback-loop)")) == ("MM-drift",)


@given(st.text(max_size=60))
def test_whatever_is_typed_is_read_or_refused(text: str) -> None:
    with suppress(ExpressionError):
        assert isinstance(parse(text), Name | And | Or | Not)
