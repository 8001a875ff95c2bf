"""The search syntax: words and codes joined by and, or, not and near."""
