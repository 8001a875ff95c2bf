"""Tasks: who is to code or moderate what, until when."""
