"""What QDPX and QDC share: the XML of REFI-QDA, its schemas, and the elements of a project in it."""
