"""What pages are drawn with: templates, filters, lists, exports, quotes, highlighted text."""
