"""Shared parts of the readers of Word files."""
