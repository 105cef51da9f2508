"""Teams: created, changed, joined, left, transferred and deleted."""
