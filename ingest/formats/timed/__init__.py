"""What is timed: captions, recognisers of speech, programs for annotating tape."""
