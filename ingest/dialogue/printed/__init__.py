"""What is printed among the words and nobody says: lines of programs, heads and feet of pages."""
