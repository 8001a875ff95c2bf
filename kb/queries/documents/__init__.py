"""Documents: their text, speakers, passes and progress."""
