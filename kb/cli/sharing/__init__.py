"""Commands that take the catalog elsewhere: the app, the report, exports."""
