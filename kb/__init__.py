"""The knowledge base: a catalog of quality issues, and the questions it answers."""

__version__ = "0.1.0"
