"""Storage of records between the steps of a restore."""
