"""Networks of pairs: graphs, their backbone and layout, and files."""
