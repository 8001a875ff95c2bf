"""Correct words, speakers and paragraphs of a transcript; files that are read later do not take it back."""
