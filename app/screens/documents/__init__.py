"""Documents: every transcript with who coded it, and the upload of new ones."""
