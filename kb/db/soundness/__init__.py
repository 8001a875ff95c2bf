"""Whether a catalog is what was written: its structure, its bytes, what its rows say."""
