"""One section of the report a module: it asks the catalog and returns blocks."""
