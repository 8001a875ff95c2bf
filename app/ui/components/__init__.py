"""Our own JavaScript that several pages share, and how it is joined."""
