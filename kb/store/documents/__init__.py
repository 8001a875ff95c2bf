"""Store what is known of a document: its speakers, its case."""
