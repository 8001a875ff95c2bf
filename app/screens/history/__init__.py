"""History: who did what, and the way back."""
