"""The cues of one code: how its own serve it, and which words of its passages could be cues, too."""
