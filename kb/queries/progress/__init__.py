"""Questions to the catalog: how far coding and moderation are, document by document."""
