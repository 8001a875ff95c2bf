"""Files in, immutable values out: read interview transcripts and the codes tagged on them."""
