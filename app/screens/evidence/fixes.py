"""Fixes: what people do about the issues, against which, and how often each is coded."""

from __future__ import annotations

from app.screens.evidence import list_page, listings

list_page.show(listings.FIXES)
