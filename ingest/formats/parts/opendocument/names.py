"""The names of elements and attributes in OpenDocument XML."""

from __future__ import annotations

SPACE = "urn:oasis:names:tc:opendocument:xmlns:"
TEXT, TABLE, OFFICE, STYLE = (f"{{{SPACE}{name}:1.0}}" for name in ("text", "table", "office", "style"))
DRAW = f"{{{SPACE}drawing:1.0}}"
FO = f"{{{SPACE}xsl-fo-compatible:1.0}}"
DC = "{http://purl.org/dc/elements/1.1/}"
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
