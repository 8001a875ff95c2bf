"""The list of names and the key; files that must not bring names back, or take them along."""
