"""Network: what occurs together, how strongly, and in whose words."""

from __future__ import annotations

from app import frame, network_page

frame.page("Network")
network_page.show()
