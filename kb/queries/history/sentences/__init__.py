"""Changes as sentences, a module for each kind of change."""
