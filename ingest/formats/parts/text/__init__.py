"""Shared parts of the readers of text files."""
