"""Documents of word processors, pages and printed paper."""
