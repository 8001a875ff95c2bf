"""Changes of the codebook, in the catalog and in its file."""
