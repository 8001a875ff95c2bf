"""Shared parts of the readers of documents with bold letters and tables: RTF, OpenDocument, HTML, PDF."""
