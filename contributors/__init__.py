"""Who has access to organizations, directly or through a team."""
