"""A question in the search field, answered: issues, fixes, codes and passages, each with the reason."""

from __future__ import annotations

import re
from collections.abc import Callable

from app import data
from app.ui import parameters, templates, wording
from app.ui.styles import code_colours
from kb.errors import KbError
from kb.queries.filtering.filters import PassRole
from kb.queries.search.ask.answer import AnswerPassage, answer
from kb.queries.search.ask.answer_rows import reason_text

_OPERATORS = re.compile(r"[()\"*]|\b[a-z]{3,}:", re.IGNORECASE)
WAYS = {"question": "Question", "words": "Words"}


def is_question(query: str) -> bool:
    """Whether a search is a question in plain words: it ends like one and has nothing of the grammar.

    The address can say otherwise (``as=words``), so that a word with a question mark can be looked for.
    """
    way = parameters.one_of("as", WAYS)
    if way:
        return way == "question"
    return query.endswith(("?", "\uff1f")) and not _OPERATORS.search(query)


def show(query: str, pass_role: PassRole | None, address: Callable[..., str]) -> None:
    """Show the answer to a question, or why there is none."""
    reason, found = "", None
    try:
        found = data.cached_query(answer, query, pass_role=pass_role)
    except KbError as error:
        reason = f"{str(error)[:1].upper()}{str(error)[1:]}."
    templates.show(
        "search/answer.html",
        key="search-answer",
        found=found,
        reason=reason,
        as_words=address(**{"as": "words"}),
        hue=code_colours.hues(),
        reason_text=reason_text,
        pieces=pieces,
        wording=wording,
    )


def pieces(passage: AnswerPassage) -> list[tuple[str, bool]]:
    """Return the words of a passage in pieces, and of each whether it is a word of the question."""
    cut, at = [], 0
    for start, end in passage.found:
        cut += [(passage.text[at:start], False), (passage.text[start:end], True)]
        at = end
    return [piece for piece in [*cut, (passage.text[at:], False)] if piece[0]]
