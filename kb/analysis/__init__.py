"""Pure computation: columns of numbers in, answers out; no session anywhere."""
