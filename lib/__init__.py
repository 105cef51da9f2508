"""Ground for every layer: knows no layer and no model."""
