"""The search grammar: how a search is read, what is wrong where it cannot be, and how it is written again."""

from __future__ import annotations

import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.db.fulltext import Term
from kb.queries.syntax.errors import SearchSyntaxError
from kb.queries.syntax.parse import FURTHEST, parse, parse_search
from kb.queries.syntax.query_parts import query_parts
from kb.queries.syntax.render import as_text
from kb.queries.syntax.tokens import LONGEST
from kb.queries.syntax.tree import (
    And,
    Expression,
    HasCode,
    HasProperty,
    HasWords,
    Near,
    Not,
    Or,
    excludes,
)


def words(*terms: str) -> HasWords:
    """Words of which all must be there."""
    return HasWords(tuple((Term(term),) for term in terms))


@pytest.mark.parametrize(
    ("typed", "read_as"),
    [
        pytest.param("", None, id="nothing"),
        pytest.param("   ", None, id="white space"),
        pytest.param("model drift", words("model", "drift"), id="words side by side are one run"),
        pytest.param('"own words"', words("own words"), id="a phrase"),
        pytest.param("shift OR drift", HasWords(((Term("shift"), Term("drift")),)), id="OR between words"),
        pytest.param("drift not alert", And((words("drift"), Not(words("alert")))), id="not"),
        pytest.param("drift -alert", And((words("drift"), Not(words("alert")))), id="minus"),
        pytest.param("drift OR -alert b", And((words("drift", "b"), Not(words("alert")))), id="OR and minus"),
        pytest.param(
            'monitor* "late lab"*',
            HasWords(((Term("monitor", is_beginning=True),), (Term("late lab", is_beginning=True),))),
            id="beginnings",
        ),
        pytest.param("code:drift", HasCode("drift"), id="a code"),
        pytest.param('code:"late labels"', HasCode("late labels"), id="a code of several words"),
        pytest.param("code:a and code:b", And((HasCode("a"), HasCode("b"))), id="both codes"),
        pytest.param("code:a code:b", And((HasCode("a"), HasCode("b"))), id="side by side is and"),
        pytest.param("code:a or code:b", Or((HasCode("a"), HasCode("b"))), id="either code"),
        pytest.param("code:a not code:b", And((HasCode("a"), Not(HasCode("b")))), id="one without the other"),
        pytest.param("CODE:a AND code:b", And((HasCode("a"), HasCode("b"))), id="case does not count"),
        pytest.param("code:a wrong answers", And((HasCode("a"), words("wrong", "answers"))), id="both"),
        pytest.param("a near:2 b", Near(words("a"), words("b"), 2), id="near words"),
        pytest.param("drift near:0 b", Near(HasCode("drift"), words("b"), 0), id="a word called like a code"),
        pytest.param('"drift" near:1 b', Near(words("drift"), words("b"), 1), id="in quotes a word"),
        pytest.param(
            "(code:a or code:b) not (c or d)",
            And((Or((HasCode("a"), HasCode("b"))), Not(Or((words("c"), words("d")))))),
            id="brackets",
        ),
        pytest.param("role:interviewee", HasProperty("role", "interviewee"), id="who speaks"),
        pytest.param('a speaker:"P 7"', And((words("a"), HasProperty("speaker", "P 7"))), id="and a speaker"),
        pytest.param(
            "CODE:a Pass:moderated",
            And((HasCode("a"), HasProperty("pass", "moderated"))),
            id="whose codes count",
        ),
        pytest.param(
            '"foo:bar" http://a.b', words("foo:bar", "http://a.b"), id="colons in quotes and addresses"
        ),
        pytest.param("near and far", And((words("near"), words("far"))), id="near alone is a word"),
        pytest.param("it's 5:30", words("it's", "5:30"), id="a colon is no operator"),
    ],
)
def test_a_search_is_read(typed: str, read_as: Expression | None) -> None:
    assert parse_search(typed, is_code=lambda words: words == "drift") == read_as


@pytest.mark.parametrize(
    ("typed", "spot", "expected"),
    [
        pytest.param("a speker:Ann", "speker:Ann", "did you mean 'speaker'", id="a field that is none"),
        pytest.param("a xyz:Ann", "xyz:Ann", "fields are code, near, speaker", id="a field like no other"),
        pytest.param("a role:", "role:", "role:interviewee", id="a field without a value"),
        pytest.param("pass:moderated near:1 a", "near:1", "beside a code", id="near a pass"),
        pytest.param("code:a and", "and", "after “and”", id="nothing behind an operator"),
        pytest.param("or b", "or", "before “or”", id="nothing before an operator"),
        pytest.param("a not", "not", "after “not”", id="a not of nothing"),
        pytest.param("(a or b", "(", "closed", id="a bracket that stays open"),
        pytest.param("a) b", ")", "has no opening bracket", id="a bracket that closes nothing"),
        pytest.param("()", ")", "expected a word or a code", id="nothing between brackets"),
        pytest.param("drift code:", "code:", "expected the name of a code", id="a code without its name"),
        pytest.param("a near:x b", "near:x", "number of paragraphs", id="near without a number"),
        pytest.param(f"a near:{FURTHEST + 1} b", f"near:{FURTHEST + 1}", "number", id="too far to be near"),
        pytest.param("a near:2", "near:2", "after “near:2”", id="near nothing"),
        pytest.param("not a near:2 b", "near:2", "both sides", id="near what is not there"),
        pytest.param('code:""', 'code:""', "name of a code", id="a code without a name"),
        pytest.param("...", "...", "letters or numbers", id="no letters"),
        pytest.param("not a", "not a", "without “not”", id="only what is not wanted"),
        pytest.param("a or not b", "a or not b", "without “not”", id="everything but"),
    ],
)
def test_what_cannot_be_read_says_where_and_what_was_expected(typed: str, spot: str, expected: str) -> None:
    with pytest.raises(SearchSyntaxError) as error:
        parse_search(typed)
    assert typed[error.value.start : error.value.end] == spot
    assert expected in str(error.value)


@pytest.mark.parametrize("typed", ["x" * (LONGEST + 1), "a and " * 150 + "a", "(" * 90], ids=len)
def test_a_search_without_end_is_refused(typed: str) -> None:
    with pytest.raises(SearchSyntaxError):
        parse_search(typed)


def test_the_parts_say_how_it_was_read() -> None:
    expression = parse_search("code:a near:1 wrong not (b or code:c)")
    assert [(part.kind, part.text, part.without) for part in query_parts(expression)] == [
        ("code", "a", False),
        ("near", "within 1 paragraph of", False),
        ("words", "wrong", False),
        ("words", "b", True),
        ("or", "or", False),
        ("code", "c", True),
    ]


# --- Where a bare name is a code ----------------------------------------------------------------------------

A, B, C = HasCode("MM-drift"), HasCode("monitoring"), HasCode("feedback-loop")


@pytest.mark.parametrize(
    ("typed", "read_as"),
    [
        pytest.param("MM-drift", A, id="one code"),
        pytest.param("MM-drift and monitoring", And((A, B)), id="both"),
        pytest.param("MM-drift or monitoring", Or((A, B)), id="either"),
        pytest.param("MM-drift OR monitoring", Or((A, B)), id="either, in capitals"),
        pytest.param("MM-drift and not monitoring", And((A, Not(B))), id="one without the other"),
        pytest.param("MM-drift not monitoring", And((A, Not(B))), id="not alone means and not"),
        pytest.param("MM-drift or not monitoring", Or((A, Not(B))), id="either, or not the other"),
        pytest.param("MM-drift AND monitoring OR feedback-loop", Or((And((A, B)), C)), id="and binds closer"),
        pytest.param("MM-drift and (monitoring or feedback-loop)", And((A, Or((B, C)))), id="brackets"),
        pytest.param("MM-drift near:2 monitoring", Near(A, B, 2), id="near"),
        pytest.param("code:MM-drift", A, id="named as in a search"),
        pytest.param("Issues with performance alerts", HasCode("Issues with performance alerts"), id="words"),
        pytest.param("-drift", HasCode("-drift"), id="a minus belongs to the name"),
        pytest.param(
            "Model-deployment-issues [MD] and Model-Training-issues (MT)",
            And((HasCode("Model-deployment-issues [MD]"), HasCode("Model-Training-issues (MT)"))),
            id="brackets in names",
        ),
        pytest.param("Case: study or monitoring", Or((HasCode("Case: study"), B)), id="a colon in a name"),
        pytest.param('"trial and error" or monitoring', Or((HasCode("trial and error"), B)), id="quoted"),
    ],
)
def test_a_bare_name_is_a_code(typed: str, read_as: Expression) -> None:
    assert parse(typed, bare="codes") == read_as


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        pytest.param("MM-drift and", "expected a code after “and” (character 10)", id="half of it"),
        pytest.param("or MM-drift", "expected a code before “or” (character 1)", id="other half"),
        pytest.param("(MM-drift", "not closed", id="open bracket"),
        pytest.param("MM-drift)", "has no opening bracket (character 9)", id="closed too often"),
        pytest.param('""', "expected the name of a code", id="empty name"),
    ],
)
def test_an_expression_that_cannot_be_read_says_where_and_why(typed: str, complaint: str) -> None:
    with pytest.raises(SearchSyntaxError, match=re.escape(complaint)):
        parse(typed, bare="codes")


@given(text=st.text(max_size=60), bare=st.sampled_from(["words", "codes"]))
def test_whatever_is_typed_is_read_or_refused(text: str, bare: str) -> None:
    with suppress(SearchSyntaxError):
        parse(text, bare=bare)  # type: ignore[arg-type]


# --- Written again ------------------------------------------------------------------------------------------

_ODD = st.text(st.sampled_from("ab-()*: OR and not near:2code'"), min_size=1, max_size=12)
_NAMES = (
    (st.text(min_size=1, max_size=12) | _ODD)
    .map(lambda text: " ".join(text.replace('"', "").replace("\x00", "").split()))
    .filter(bool)
)
_TERMS = st.builds(
    Term,
    _NAMES.map(lambda text: text.rstrip("*")).filter(lambda text: re.search(r"\w", text)),
    is_beginning=st.booleans(),
)
_GROUPS = st.lists(st.lists(_TERMS, min_size=1, max_size=3).map(tuple), min_size=1, max_size=3).map(tuple)
_LEAVES = st.builds(HasCode, _NAMES) | st.builds(HasWords, _GROUPS)


def _joined(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    parts = st.lists(inner, min_size=2, max_size=3).map(tuple)
    wanted = inner.filter(lambda expression: not excludes(expression))
    near = st.builds(Near, wanted, wanted, st.integers(0, FURTHEST))
    return st.builds(Not, inner) | st.builds(And, parts) | st.builds(Or, parts) | near


@given(expression=st.recursive(_LEAVES, _joined, max_leaves=5))
def test_a_tree_that_is_written_as_text_is_read_as_the_same_tree(expression: Expression) -> None:
    assert parse(as_text(expression), is_code=lambda _: True) == expression
