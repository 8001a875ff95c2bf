"""Commands that keep a catalog safe and bring it back."""
