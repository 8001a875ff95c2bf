"""Paragraphs by words and codes."""
