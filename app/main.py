"""The app's entry: which pages there are. ``kb app`` runs it."""

from __future__ import annotations

import streamlit as st

from app.shell import error_page, navigation

with error_page.error_page():
    st.navigation(navigation.pages(), position="hidden" if navigation.must_sign_in() else "top").run()
