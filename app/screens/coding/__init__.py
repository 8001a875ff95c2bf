"""Read and Code: one document with its codings."""
