"""Issues and fixes: the lists, and the page of one with its quotes."""
