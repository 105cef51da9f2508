"""What a form shows of a record without changing it."""
