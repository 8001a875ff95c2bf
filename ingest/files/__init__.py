"""Finding, opening and reading files: in limited time and memory, in several processes."""
