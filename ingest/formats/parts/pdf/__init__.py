"""Shared parts of the readers of PDF files."""
