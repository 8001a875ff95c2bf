"""Tables: transcripts in rows, and surveys."""
