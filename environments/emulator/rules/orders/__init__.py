"""Rules of orders: line items, promotions, payments, approval, shipments and returns."""
