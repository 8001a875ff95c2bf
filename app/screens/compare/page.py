"""Compare: where two coders differ, decided one by one; the decisions become the moderated pass."""

from __future__ import annotations

import streamlit as st

from app.screens.compare import comparison
from app.shell import navigation
from app.ui import templates
from kb.errors import KbError
from kb.queries.comparison.differences import NothingToCompareError

navigation.page("Compare")
wanted = st.query_params.get("document")
if not wanted:
    comparison.every()
else:
    try:
        comparison.one(wanted)
    except NothingToCompareError as error:
        comparison.nothing(wanted, str(error))
    except KbError as error:
        templates.show("coding/lost.html", key="compare-wrong", reason=str(error))
