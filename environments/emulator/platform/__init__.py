"""What the hosted Portal asks of the platform about an organization: search indexes and synchronization."""
