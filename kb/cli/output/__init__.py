"""What commands print and write: tables, quotations, files, progress."""
