"""Several projects on one server: an app for each under a path of its own, and a page that leads to them."""
