"""Compare: where two coders differ, decided one by one; the decisions become the moderated pass."""

from __future__ import annotations

import streamlit as st

from app import comparing_pages, frame, view
from kb.errors import KbError
from kb.queries.differing import NothingToCompareError

frame.page("Compare")
wanted = st.query_params.get("document")
if not wanted:
    comparing_pages.every()
else:
    try:
        comparing_pages.one(wanted)
    except NothingToCompareError as error:
        comparing_pages.nothing(wanted, str(error))
    except KbError as error:
        view.show("surface_lost.html", key="compare-wrong", reason=str(error))
