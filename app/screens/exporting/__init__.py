"""The page Export: the project for other tools, its archive, and its tables."""
