"""Network: what occurs together, how strongly, and in whose words."""

from __future__ import annotations

from app import frame
from app.network import page

frame.page("Network")
page.show()
