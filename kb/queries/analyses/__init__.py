"""The catalog side of :mod:`kb.analysis`: load columns, compute, label."""
