"""Rules of catalogs, products, price schedules and inventory."""
