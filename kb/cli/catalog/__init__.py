"""Commands that fill the catalog and look after it."""
