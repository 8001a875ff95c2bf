"""Shared parts of the readers of tables: rows out of text and out of workbooks, and turns out of rows."""
