"""What can be done with any upload that is looked at: discard it, or put it back into the list."""

from __future__ import annotations

import streamlit as st

from app.screens.documents import read_as
from app.shell import drop_zone, notices, upload_queue


def discard(upload: drop_zone.Upload) -> None:
    """Offer to forget the upload."""
    if st.button("Discard", key="upload-discard"):
        forget()
        notices.say("good", f"{upload.name} was discarded. Nothing was saved.")
        st.rerun()


def back(upload: drop_zone.Upload) -> None:
    """Offer the way back to the list, where the file waits on as it was read last."""
    if upload_queue.opened() is not None and st.button("Back to the list", key="upload-back"):
        upload_queue.close(upload.parsed, upload.choices)
        st.session_state.pop(drop_zone.WAITING, None)
        read_as.forget_form()
        st.rerun()


def forget() -> None:
    """Let go of the upload and of what was typed about it."""
    st.session_state.pop(drop_zone.WAITING, None)
    upload_queue.close(None)
    read_as.forget_form()
