"""The way back: an earlier state of a catalog, or what is left of a damaged one."""
