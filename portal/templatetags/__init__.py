"""Template filters of the portal's own pages."""
