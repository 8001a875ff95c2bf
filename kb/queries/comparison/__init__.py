"""Two passes over one document: differences, decisions, moderation."""
