"""What suggestions are worth on interviews that they know nothing of: each is left out in turn."""
