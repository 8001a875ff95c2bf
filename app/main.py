"""The app's entry: which pages there are. ``kb app`` runs it."""

from __future__ import annotations

import streamlit as st

from app import data
from app.server import access, presence
from app.server.monitoring.events import watched
from app.shell import error_page, navigation
from app.shell.sign_in import must_sign_in
from app.shell.who import current_coder
from app.ui import parameters

if access.is_unguarded():
    st.text("Start the app with kb app. Started in this way, it would not check who opens it.")
    st.stop()
with error_page.error_page():
    data.begin_run()
    current_coder()  # known before anything is read: who codes blind is not shown what others coded
    page = st.navigation(navigation.pages(), position="hidden" if must_sign_in() else "top")
    if page.url_path not in ("code", "read"):  # no document is open any more
        presence.leave()
    with watched("page", page.url_path or "overview"):
        page.run()
    parameters.tell(page.url_path)
