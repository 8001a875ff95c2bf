"""Read: a document with its codings, for whoever wants to see what was said."""

from __future__ import annotations

from app.screens.coding import page

page.show(writable=False)
