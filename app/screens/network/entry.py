"""Network: what occurs together, how strongly, and in whose words."""

from __future__ import annotations

from app.screens.network import page
from app.shell import navigation

navigation.page("Network")
page.show()
