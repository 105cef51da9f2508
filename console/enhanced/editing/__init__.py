"""Changes to a record, from its form to the calls that make them."""
