"""What an enhanced page shows of a resource."""
