"""Issues, fixes, stages and aspects, with the evidence for them."""
