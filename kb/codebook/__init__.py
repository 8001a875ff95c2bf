"""The codebook and its file ``taxonomy.yaml``; names and colours of codes."""
