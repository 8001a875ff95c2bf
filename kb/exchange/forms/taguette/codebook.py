"""The codebook as Taguette exports and imports it (CSV)."""

from __future__ import annotations

from kb.exchange.forms import Form
from kb.exchange.forms.taguette.highlights import compose_codebook
from kb.exchange.forms.transcripts.segments import claims_nothing, refuse

FORM = Form(
    "taguette_codebook",
    "Codebook for Taguette (CSV)",
    frozenset({".csv"}),
    claims_nothing,
    refuse,
    compose=compose_codebook,
    is_read=False,
)
