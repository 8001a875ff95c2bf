"""The page where names are reviewed and replaced by pseudonyms."""
