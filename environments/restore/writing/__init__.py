"""Writing of changes to Staging and their verification."""
