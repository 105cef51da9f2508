"""Rules of orders, from line items to shipments and returns."""
