"""Turns the authored sample interviews into the files that researchers really have."""
