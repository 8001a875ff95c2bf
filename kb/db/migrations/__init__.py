"""The steps from each schema version to the next; run by :mod:`kb.db.engine`."""
