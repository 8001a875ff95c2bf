"""What the text of a Word file consists of: paragraphs with their styles, cells and comments."""
