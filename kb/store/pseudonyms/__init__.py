"""Put pseudonyms in the place of names everywhere in the catalog, and take them back with the key."""
