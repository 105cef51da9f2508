"""Personal access tokens, with which scripts use the Portal API."""
