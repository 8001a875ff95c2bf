"""GUIDs of exchanged projects: compared bare and in lower case; made for what has none."""

from __future__ import annotations

import re
import uuid

_FORM = re.compile(r"\{?[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\}?\Z")
_OURS = uuid.UUID("6f1d5d0e-6d3b-5f0a-9a53-1a4f6a2b7c10")


def same(guid: str) -> str:
    """Return a GUID as it is compared: without braces, in lower case.

    >>> same("{0BB57268-65AE-47ED-BB5E-EE8935A66A1D}")
    '0bb57268-65ae-47ed-bb5e-ee8935a66a1d'
    """
    return guid.strip().strip("{}").lower()


def is_guid(text: str) -> bool:
    """Whether a text has the form of a GUID, bare or in braces."""
    return _FORM.match(text.strip()) is not None


def made_for(*names: object) -> str:
    """Return the GUID of a thing that has none: always the same for the same names."""
    return str(uuid.uuid5(_OURS, "\x1f".join(str(each) for each in names)))
