"""What Python raises for a zip file that is damaged or hostile: whoever unpacks one expects all of it."""

from __future__ import annotations

import zipfile
import zlib

DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, NotImplementedError)
"""``ValueError`` is a place before the file begins, as damaged lists of files have."""
LOCKED = RuntimeError
"""A member with a password."""
