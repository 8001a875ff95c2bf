"""What whoever runs the app can watch: whether it is well, numbers, a log. Never words of an interview."""
