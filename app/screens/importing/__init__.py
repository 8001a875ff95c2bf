"""The page Import: a project of another tool, a codebook or an archive, looked at first, then stored."""
