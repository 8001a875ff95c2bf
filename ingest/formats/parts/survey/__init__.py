"""Parts of the reader of surveys: headings, what each column holds, and a case for each row."""
