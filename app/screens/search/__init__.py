"""Search: paragraphs by words and codes."""
