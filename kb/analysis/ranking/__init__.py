"""Texts ranked by the words of a question: stems, and BM25 over several fields."""
