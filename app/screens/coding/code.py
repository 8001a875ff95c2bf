"""Code: the reader made writable."""

from __future__ import annotations

from app.screens.coding import page

page.show(writable=True)
