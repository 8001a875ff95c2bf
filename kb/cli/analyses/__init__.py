"""Commands that count and compare codings."""
