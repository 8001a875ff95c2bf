"""Overview: what is in the catalog, and the ways in."""

from __future__ import annotations

from app import catalog, frame, view
from kb.queries import documents

frame.page("Overview")
view.show("overview.html", key="overview", totals=catalog.ask(documents.totals))
