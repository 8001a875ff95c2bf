"""Overview: what is in the catalog, and what waits for somebody."""
