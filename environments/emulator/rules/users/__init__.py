"""Rules of buyers, suppliers and their users."""
