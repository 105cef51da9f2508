"""The Portal API under `/api/v1`: the operations of all layers, their errors and their description."""
