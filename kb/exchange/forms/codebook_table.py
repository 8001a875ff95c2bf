"""Tables of codes: Taguette's codebook, and what people keep in a spreadsheet."""

from kb.exchange.forms.parts.tables import CODES as FORM

__all__ = ["FORM"]
