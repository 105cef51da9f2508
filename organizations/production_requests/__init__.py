"""Production requests, from the request to the decision and the organizations it leads to."""
