"""The pages: a package each, with its templates and styles."""
