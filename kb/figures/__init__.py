"""Static figures for papers and reports: an answer in, a matplotlib figure out, the same bytes every time."""
