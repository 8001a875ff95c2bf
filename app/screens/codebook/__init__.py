"""Codebook: every code in its place, with its definition and its quotes; and changes of it."""
