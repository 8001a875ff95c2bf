"""The styles that all pages share, and how they are joined."""
