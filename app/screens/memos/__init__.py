"""Memos: what researchers noted, found and read in one place."""
