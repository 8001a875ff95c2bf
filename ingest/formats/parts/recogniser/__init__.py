"""Parts of the reader of what speech recognisers write as JSON."""
