"""Compare: where two coders differ, decided one by one; the decisions become the moderated pass."""

from __future__ import annotations

import streamlit as st

from app import frame, view
from app.comparing import page
from kb.errors import KbError
from kb.queries.differing import NothingToCompareError

frame.page("Compare")
wanted = st.query_params.get("document")
if not wanted:
    page.every()
else:
    try:
        page.one(wanted)
    except NothingToCompareError as error:
        page.nothing(wanted, str(error))
    except KbError as error:
        view.show("surface_lost.html", key="compare-wrong", reason=str(error))
