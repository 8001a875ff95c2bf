"""Compare: where two coders differ, decided one by one; the decisions become the moderated pass."""

from __future__ import annotations

from app.screens.compare import comparison
from app.shell import header
from app.ui import parameters, templates
from kb.errors import KbError
from kb.queries.comparison.differences import NothingToCompareError


def show() -> None:
    """Draw the page: one interview's differences, or the list of interviews that two people coded."""
    header.begin_page("Compare")
    document = parameters.text("document")
    if not document:
        comparison.every()
        return
    header.name_page(document, "Compare")
    try:
        comparison.one(document)
    except NothingToCompareError as error:
        comparison.nothing(document, str(error))
    except KbError as error:
        templates.show("not_found.html", key="compare-wrong", reason=str(error))


show()
