"""Store a survey: one file, a document and a case for each of its rows."""
