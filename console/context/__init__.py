"""Who requests act as: the seller organization itself, or one of its users."""
