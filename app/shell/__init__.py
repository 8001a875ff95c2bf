"""What every page stands in: navigation, the header, who is coding, errors and notices."""
