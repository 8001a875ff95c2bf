"""``kb network``: pairs of codes or issues that occur together, as a list, as quotes or as a network file."""
