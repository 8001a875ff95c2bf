"""Transcripts with their codings for people to read: Word, HTML, Markdown. They are only written."""
