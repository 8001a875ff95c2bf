"""Text: labelled turns, chats, articles."""
