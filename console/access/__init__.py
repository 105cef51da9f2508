"""Before a request is sent: the roles that it needs, where held ones come from, and requests for others."""
