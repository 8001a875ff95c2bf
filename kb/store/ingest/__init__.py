"""Store what was read from files."""
