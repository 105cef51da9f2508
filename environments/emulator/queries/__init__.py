"""What a list is asked for: search, searchOn, sortBy, page, pageSize, and a filter for every other key."""
