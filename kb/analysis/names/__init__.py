"""What in some texts may be a name: nothing is decided here, a person goes through the list."""
