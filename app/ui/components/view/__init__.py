"""The view: HTML that Python has rendered, and what is clicked in it."""
