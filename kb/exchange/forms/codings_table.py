"""Tables of codings: Taguette's highlights, and the codings that we export."""

from kb.exchange.forms.parts.tables import CODINGS as FORM

__all__ = ["FORM"]
