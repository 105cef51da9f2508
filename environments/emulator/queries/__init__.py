"""List requests: search, searchOn, sortBy, page, pageSize, and a filter for every other key."""
