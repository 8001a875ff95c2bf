"""Questions about codes: where they stand, what they mean, how often they are used."""
