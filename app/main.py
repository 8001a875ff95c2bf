"""The app's entry: which pages there are. ``kb app`` runs it."""

from __future__ import annotations

import streamlit as st

from app.shell import error_page, navigation
from app.shell.sign_in import must_sign_in

with error_page.error_page():
    st.navigation(navigation.pages(), position="hidden" if must_sign_in() else "top").run()
