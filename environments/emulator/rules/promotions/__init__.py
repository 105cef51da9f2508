"""Rules of promotions: adding and refreshing them, generated codes, and the integration that values them."""
