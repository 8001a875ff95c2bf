"""``ingest.yaml`` beside the catalog: what a person put right, for the next file of that kind."""
