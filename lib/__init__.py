"""Ground for every floor: knows no floor and no model."""
