"""What several forms share: foreign databases, words found by their quotes, a project as it grows."""
