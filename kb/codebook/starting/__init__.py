"""What a new study begins with: tables of codes, code trees of other programs, the text of its taxonomy."""
