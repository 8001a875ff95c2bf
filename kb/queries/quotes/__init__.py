"""The coded words: quotes one by one, and passages with everybody who coded them."""
