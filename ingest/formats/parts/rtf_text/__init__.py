"""Parts of the reader of RTF."""
