"""What readers are made of: the parts of a long one, and what several share."""
