"""Commands around the app: open it, and say who may sign in to it."""
