"""Code: the reader made writable."""

from __future__ import annotations

from app import surface

surface.show(writable=True)
