"""How much evidence there is: the one counting path."""
