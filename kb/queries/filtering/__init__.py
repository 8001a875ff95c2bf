"""What a question is limited to: the filters, what can be chosen in them, and the conditions they are."""
