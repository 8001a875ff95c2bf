"""The app's entry: which pages there are. ``kb app`` runs it."""

from __future__ import annotations

import streamlit as st

from app import broken, frame

with broken.told():
    st.navigation(frame.pages(), position="hidden" if frame.must_sign_in() else "top").run()
